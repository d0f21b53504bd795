"""Members of groups, for whoever looks at groups."""

from __future__ import annotations

from confluent_kafka import Consumer, Producer

from harness.cluster import SECONDS, Cluster, wait_until


def produce(cluster: Cluster, topic: str, records: int, partitions: int = 1) -> None:
    """Records in turn to the topic's first partitions."""
    producer = Producer(cluster.settings)
    for number in range(records):
        producer.produce(topic, f"record {number}".encode(), partition=number % partitions)
    assert producer.flush(SECONDS) == 0, "not all records were taken"


def member(cluster: Cluster, group: str, protocol: str, topic: str, records: int = 1) -> Consumer:
    """A member of a group that has read so many records and committed that; to be closed."""
    consumer = Consumer(
        {
            **cluster.settings,
            "group.id": group,
            "group.protocol": protocol,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([topic])
    read: list[object] = []

    def has_read() -> bool:
        given = consumer.consume(records - len(read), timeout=0.1)
        read.extend(each for each in given if not each.error())
        return len(read) >= records

    wait_until(has_read, f"{group} reads {records} records", lambda: f"it has read {len(read)}")
    consumer.commit(asynchronous=False)
    return consumer
