"""Amazon MSK, asked through AWS' own API: what the control plane says of clusters.

Only `List…`, `Describe…` and `Get…` are called. What is answered becomes the same resources
that Terraform and CloudFormation describe, so that the same is said of a cluster wherever it
is read. What is refused leaves its facts unknown, and names the action that is missing.
"""
