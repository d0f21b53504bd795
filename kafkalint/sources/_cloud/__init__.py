"""Infrastructure as code and clouds: resources, whatever language or API says them.

Each source (Terraform, a plan, CloudFormation, a cloud's API…) makes an `Estate` of
`Resource`s, named and shaped as Terraform's providers do it; `platforms/` makes clusters of it.
So the same deployment is the same cluster, wherever it was read.
"""
