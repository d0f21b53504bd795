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
from kafkalint.model.node import Node, Shadowed
from kafkalint.model.partition import Partition
from kafkalint.model.quorum import Quorum, Voter
from kafkalint.model.running import Certificate, Endpoint, Feature, Member, OpenPort, Running
from kafkalint.model.setting import Secret, Setting

__all__ = [
    "Acl",
    "Alert",
    "Certificate",
    "Cluster",
    "Companion",
    "ConsumerGroup",
    "Container",
    "Directory",
    "Endpoint",
    "Entity",
    "Feature",
    "Image",
    "Listener",
    "Managed",
    "Member",
    "Mount",
    "Node",
    "OpenPort",
    "Partition",
    "Port",
    "Quorum",
    "Running",
    "Secret",
    "Setting",
    "Shadowed",
    "Topic",
    "Variable",
    "Voter",
]
