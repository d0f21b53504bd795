"""Placeholders of template languages inside text: what stands here is filled in elsewhere."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\$\{[^}]*\}|<#.*?>|<%.*?%>|%[A-Z][A-Z0-9_]*%|@[A-Z][A-Z0-9_.]*@|#init#|<your[-_ ][^>]*>",
    re.S,
)
_PROVIDER = re.compile(
    r"\$\{(?:file|env|dir|directory|secretName|secret|vault|aws|configmaps|secrets):[^}]*\}"
)


def placeholder(text: str) -> str | None:
    """The first placeholder in `text` that nothing here can resolve, None for literal text."""
    if (
        "{" not in text
        and "%" not in text
        and "<" not in text
        and "@" not in text
        and "#" not in text
    ):
        return None
    match = _PLACEHOLDER.search(text)
    return match[0] if match else None


def config_provider(text: str) -> str | None:
    """The first reference to one of Kafka's own config providers (KIP-297), None without one."""
    match = _PROVIDER.search(text)
    return match[0] if match else None
