"""An MSK Serverless cluster: MSK decides how many brokers there are and what they are told."""

from __future__ import annotations

from kafkalint.kafka import platforms
from kafkalint.model import Cluster
from kafkalint.model.managed import Managed
from kafkalint.record import fix
from kafkalint.sources._cloud.arguments import boolean, paths, text
from kafkalint.sources._cloud.platforms import _alarms, _kafka
from kafkalint.sources._cloud.platforms.msk import attached, network
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import Provenance, known

_SERVICE = "msk-serverless"
_REASON = "MSK Serverless has no other"


def cluster(estate: Estate, resource: Resource, alone: bool) -> Cluster:
    """The cluster that `resource` describes; `alone` where it is the only one of its estate."""
    platform = platforms.described(_SERVICE)
    parts = attached.to(estate, resource, alone)
    iam = boolean(resource.value("client_authentication", "sasl", "iam"))
    node = _kafka.all_brokers(resource.anchor, platforms.fixed_settings(platform, resource.anchor))
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
            deletion_protection=_kafka.protection(resource),
            ingress=tuple(network.ingress(estate, resource, "vpc_config", "security_group_ids")),
            grants=parts.grants,
            credentials=parts.credentials,
            undisclosed_credentials=parts.undisclosed_credentials,
            connectors=parts.connectors,
        ),
    )
    protocol = _kafka.given("SASL_SSL", _REASON, resource.anchor)
    fix(node, "listeners_given", (_kafka.listener(node, "CLIENT_IAM", 9098, protocol),))
    return made
