"""Which files may be plans or states that matter here, by name and bytes alone."""

from __future__ import annotations

from kafkalint.regex import regex

_MARKS = (b'"format_version"', b'"terraform_version"', b'"@module":"terraform.ui"')
_OURS = (b"kafka", b"aws_msk", b"confluent_", b"AWS/Kafka", b"eventhub")
_HEAD = 4096
_ARCHIVE = b"PK\x03\x04"

PLAN_FILE = (
    "a plan in Terraform's own form, which no other program reads: "
    "give the output of `terraform show -json` for it"
)
_BACKUP = regex(r"\.backup$|\.tfstate\.\d+\.backup$")


def may_be_terraform(path: str, content: bytes) -> bool:
    """Whether it is JSON with Terraform's marks at its head, and anything of ours in it.

    A state that Terraform keeps as a backup is what was, and is left alone.
    """
    head = content[:_HEAD]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start != b"{" or not any(mark in head for mark in _MARKS):
        return False
    if _BACKUP.search(path):
        return False
    return any(word in content for word in _OURS)


def is_plan_file(content: bytes) -> bool:
    """Whether it is what `terraform plan -out` writes: an archive that begins with the plan."""
    return content.startswith(_ARCHIVE) and content[30:36] == b"tfplan"
