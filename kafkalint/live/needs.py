"""What calls need: a permission, and a version of Kafka that knows them.

Sources of the permissions: the table of operations and resources in Kafka's documentation
("Authorization and ACLs") and KafkaApis; of the versions: the KIPs that brought the calls.
"""

from __future__ import annotations

from typing import NamedTuple


class Need(NamedTuple):
    """The permission that a call needs, and the first version of Kafka that knows it."""

    permission: str
    version: str


NEEDS = {
    "DescribeAcls": Need("Describe on the cluster", "0.11"),
    "DescribeClientQuotas": Need("DescribeConfigs on the cluster", "2.6"),
    "DescribeCluster": Need("Describe on the cluster", "2.8"),
    "DescribeConfigs": Need("DescribeConfigs on the cluster", "0.11"),
    "DescribeGroups": Need("Describe on the group", "0.9"),
    "ConsumerGroupDescribe": Need("Describe on the group", "3.7"),
    "DescribeLogDirs": Need("Describe on the cluster", "1.0"),
    "DescribeQuorum": Need("Describe on the cluster", "3.3"),
    "DescribeTopicPartitions": Need("Describe on the topics", "3.7"),
    "DescribeUserScramCredentials": Need("Describe on the cluster", "2.7"),
    "ListGroups": Need("Describe on the cluster or on the groups", "0.9"),
    "ListOffsets": Need("Describe on the topics", "0.10"),
    "ListPartitionReassignments": Need("Describe on the cluster", "2.4"),
    "Metadata": Need("Describe on the topics", "0.8"),
    "OffsetFetch": Need("Describe on the groups and their topics", "0.9"),
}
