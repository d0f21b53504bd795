"""Names of attributes from one way of writing to Terraform's: CamelCase and camelCase to snake."""

from __future__ import annotations

from functools import cache

from kafkalint.regex import regex

_BREAK = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


_WORDS = (("CloudWatch", "Cloudwatch"), ("cloudWatch", "cloudwatch"))


@cache
def snake(name: str) -> str:
    """`EBSStorageInfo` and `ebsStorageInfo` as `ebs_storage_info`; CloudWatch is one word."""
    for word, spelt in _WORDS:
        name = name.replace(word, spelt)
    return _BREAK.sub("_", name).lower()
