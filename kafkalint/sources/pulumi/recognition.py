"""Which files may be Pulumi's and matter here, by name and bytes alone."""

from __future__ import annotations

from kafkalint.regex import regex

_PROJECT = regex(r"(?:^|/)Pulumi(?:\.[\w-]+)?\.ya?ml$")
_STATE_MARKS = (b'"urn:pulumi:', b'"pulumi:pulumi:Stack"')
_PROGRAM = regex(r"(?<!\.d)\.[cm]?[jt]s$")
_PACKAGES = tuple(
    f"@pulumi/{package}".encode()
    for package in ("aws", "kafka", "confluentcloud", "aiven", "gcp", "azure")
)
_ENTRY = regex(r"(?:^|/)index\.[cm]?[jt]s$")
_NEIGHBOUR = regex(rb"""from\s*["']\./""")
_MOST_WRITTEN = 500_000  # a program that is larger was put together by a bundler
_OURS = (b"kafka", b"msk", b"confluent", b"eventhub")


def may_be_pulumi(path: str, content: bytes) -> bool:
    """Whether it is a project, a program, or JSON that names resources as Pulumi does, of ours.

    A stack's configuration is claimed by its name: it says what a program's variables are.
    """
    if _PROGRAM.search(path) is not None:
        if len(content) > _MOST_WRITTEN or not (_uses_pulumi(content) or _begins(path, content)):
            return False
        return any(word in content.lower() for word in _OURS)
    if _PROJECT.search(path) is not None:
        lower = content.lower()
        return b"config" in lower or any(word in lower for word in _OURS)
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] != b"{" or not any(mark in content for mark in _STATE_MARKS):
        return False
    lower = content.lower()
    return any(word in lower for word in _OURS)


def _uses_pulumi(content: bytes) -> bool:
    return any(name in content for name in _PACKAGES)


def _begins(path: str, content: bytes) -> bool:
    """Whether a program may begin here, and leave the resources to the files beside it."""
    return _ENTRY.search(path) is not None and _NEIGHBOUR.search(content) is not None


def is_project(path: str) -> bool:
    """Whether it is a project's file, and not that of one of its stacks."""
    return path.rpartition("/")[2] in ("Pulumi.yaml", "Pulumi.yml")


def is_program(path: str) -> bool:
    """Whether it is a program in TypeScript or JavaScript."""
    return _PROGRAM.search(path) is not None
