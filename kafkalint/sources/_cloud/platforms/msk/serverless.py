"""An MSK Serverless cluster: MSK decides how many brokers there are and what they are told."""

from __future__ import annotations

from kafkalint.kafka import platforms
from kafkalint.model import Cluster, Listener, Node
from kafkalint.model.managed import Managed
from kafkalint.record import fix
from kafkalint.sources._cloud.arguments import boolean, paths, text
from kafkalint.sources._cloud.platforms import _alarms
from kafkalint.sources._cloud.platforms.msk import attached, network
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import Provenance, Value, absent, known, some

_SERVICE = "msk-serverless"
_REASON = "MSK Serverless has no other"


def cluster(estate: Estate, resource: Resource, alone: bool) -> Cluster:
    """The cluster that `resource` describes; `alone` where it is the only one of its estate."""
    platform = platforms.platform(_SERVICE) or platforms.Platform(_SERVICE, "MSK", "", ())
    parts = attached.to(estate, resource, alone)
    iam = boolean(resource.value("client_authentication", "sasl", "iam"))
    node = Node(
        name="the brokers",
        anchor=resource.anchor,
        settings=platforms.fixed_settings(platform, resource.anchor),
        version=absent(resource.anchor),
        replicas=absent(resource.anchor),
        directories_given=(),
        files=(resource.anchor.path,),
    )
    name = text(resource.value("cluster_name"))
    alerts, undisclosed_alerts = _alarms.of(estate, name, resource, "Cluster Name", alone)
    made = Cluster(
        name=str(name.or_else(resource.address)),
        anchor=resource.anchor,
        id=f"{estate.name}#{resource.address}",
        platform=_SERVICE,
        nodes=(node,),
        declared_topics=parts.topics,
        companions=parts.users,
        files=paths((resource, *parts.resources)),
        alerts=alerts,
        undisclosed_alerts=undisclosed_alerts,
        managed=Managed(
            _SERVICE,
            authentication={"iam": known(True, resource.anchor) if iam.is_absent else iam},
            public=known(False, resource.anchor, provenance=Provenance.PLATFORM, reason=_REASON),
            deletion_protection=_protection(resource),
            ingress=tuple(network.ingress(estate, resource, "vpc_config", "security_group_ids")),
            grants=parts.grants,
            credentials=parts.credentials,
            undisclosed_credentials=parts.undisclosed_credentials,
            connectors=parts.connectors,
        ),
    )
    fix(node, "listeners_given", (_listener(node),))
    return made


def _protection(resource: Resource) -> Value[bool]:
    if not resource.guards:
        return known(False, resource.anchor)
    return some(list(resource.guards.values()))


def _listener(node: Node) -> Listener:
    """IAM over TLS, and nothing else."""
    protocol = Value("SASL_SSL", (node.anchor,), Provenance.PLATFORM, _REASON)
    return Listener(
        "CLIENT_IAM",
        node.anchor,
        node=node,
        protocol=protocol,
        host=known("", node.anchor),
        port=known(9098, node.anchor),
        advertised_host=absent(node.anchor),
        advertised_port=known(9098, node.anchor),
        is_controller=known(False, node.anchor),
        is_inter_broker=known(False, node.anchor),
        is_client=known(True, node.anchor),
    )
