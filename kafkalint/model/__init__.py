"""The deployment as Kafka engineers speak of it: clusters, nodes, listeners, topics.

These classes hold what was read; what follows from it is in `kafkalint.facts`.
"""

from kafkalint.model.acl import Acl
from kafkalint.model.alert import Alert
from kafkalint.model.cluster import Cluster, Companion, Topic
from kafkalint.model.consumer_group import ConsumerGroup
from kafkalint.model.container import Container, Image, Mount, Port, Variable
from kafkalint.model.directory import Directory
from kafkalint.model.entity import Entity
from kafkalint.model.listener import Listener
from kafkalint.model.managed import Managed
from kafkalint.model.node import Node
from kafkalint.model.partition import Partition
from kafkalint.model.quorum import Quorum, Voter
from kafkalint.model.setting import Secret, Setting

__all__ = [
    "Acl",
    "Alert",
    "Cluster",
    "Companion",
    "ConsumerGroup",
    "Container",
    "Directory",
    "Entity",
    "Image",
    "Listener",
    "Managed",
    "Mount",
    "Node",
    "Partition",
    "Port",
    "Quorum",
    "Secret",
    "Setting",
    "Topic",
    "Variable",
    "Voter",
]
