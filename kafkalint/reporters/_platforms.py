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
    "aiven": "Aiven for Apache Kafka",
    "event-hubs": "Azure Event Hubs",
    "google-managed-kafka": "Google Cloud Managed Service for Apache Kafka",
    "kafka": "a cluster described elsewhere",
    "live": "live cluster",
}
