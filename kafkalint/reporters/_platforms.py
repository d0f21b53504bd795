"""What reports for people call the platforms."""

PLATFORMS = {
    "compose": "Docker Compose",
    "swarm": "Docker Swarm",
    "vm": "own machines",
    "kubernetes": "Kubernetes",
    "strimzi": "Strimzi",
    "cfk": "Confluent for Kubernetes",
    "msk": "Amazon MSK",
    "msk-express": "Amazon MSK Express",
    "msk-serverless": "Amazon MSK Serverless",
    "confluent-cloud": "Confluent Cloud",
    "live": "live cluster",
}
