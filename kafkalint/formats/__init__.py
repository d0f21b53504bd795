"""From text to nodes with positions; nothing in here knows about Kafka."""
