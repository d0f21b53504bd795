"""What Apache Kafka, its container images and its platforms do by themselves."""
