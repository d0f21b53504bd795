"""Reasons for which an image exits before Kafka starts, where nothing can be in their way."""

from __future__ import annotations

from kafkalint.kafka.images import Applied
from kafkalint.regex import regex
from kafkalint.sources.compose.described import Described
from kafkalint.values import Value

_SCRIPTS = regex(
    r"/etc/(?:confluent|kafka)/docker(?:/|\Z)|/opt/bitnami/scripts(?:/|\Z)|initdb\.d(?:/|\Z)"
    r"|\.sh\Z|/usr/bin(?:/|\Z)|/(?:run|launch|configure|ensure)\Z"
)


def certain(described: Described, applied: Applied) -> tuple[Value[str], ...]:
    """What the image refuses if nothing but the image and what is written here has a say.

    An image built on it, a command of the service's own, a missing env file or a mounted
    script may each change or set what the image looks at; a service without any variable
    may be a fragment of another file's.
    """
    family = described.family
    if not applied.refusals or described.missing or applied.partial or family is None:
        return ()
    if not described.environment:
        return ()
    if "build" in described.reader.node or not family.is_known:
        return ()
    line = (described.start.text.or_else("") or "").strip()
    if line and line not in family.starts:
        return ()
    if any(_SCRIPTS.search(mount.target.or_else("") or "") for mount in described.mounts):
        return ()
    return applied.refusals
