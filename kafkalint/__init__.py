"""kafkalint tells whether an Apache Kafka deployment is fit for production."""

__version__ = "0.1.0"
