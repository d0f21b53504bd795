"""Which files may be Compose files that matter here, by their names and bytes alone."""

from __future__ import annotations

import codecs
import re

from kafkalint.regex import regex

_NAMED = regex(
    r"\.ya?ml(?:[.\-_][\w.-]+)?$"
    r"|(?:^|[/.\-_])compose(?:\.(?:j2|tmpl|tpl|template|dist|example|sample|erb|in))?$",
    re.IGNORECASE,
)
_SECTION = regex(rb"\n(?:[\"']?(?:services|include)|<<)")
_NOT_YET = regex(
    rb"(?:[ \t]*(?:#.*)?\r?\n|---[ \t]*(?:#.*)?\r?\n|%.*\n|[ \t]*\{[{%].*[%}]\}[ \t]*\r?\n)*"
)
_KEY = regex(rb"[\"']?[\w.-]+[\"']?[ \t]*:(?:[ \t]+([^\s#&!{|>*])|\s)|(- )")
_STARTED_BY = (b"image", b"build", b"extends")
_INCLUDE = regex(r"include[\"']?\s*:")
_BY_ANYTHING = (
    *("kafka", "zoo", "redpanda", "env_file", "extends"),
    *("confluent", "cp-server", "fast-data-dev", "lensesio", "landoop"),  # need no variable
)


def is_named_compose(path: str) -> bool:
    """Whether the name is one that Compose files have: that of any YAML file, to begin with."""
    return _NAMED.search(path) is not None


def may_be_compose(path: str, content: bytes) -> bool:
    """Whether the name and the bytes leave room for a Compose file that matters here.

    Its sections, and the services of the first format, are the outermost keys; those of a
    file begin where its first one does. One that holds a plain value is no service.
    """
    if not is_named_compose(path):
        return False
    content = b"\n" + content.removeprefix(codecs.BOM_UTF8)
    has_sections = b"services" in content or b"include" in content
    if has_sections and _begins_a_section(content):
        return True
    begun = _NOT_YET.match(content)
    key = _KEY.match(content, begun.end() if begun else 0)
    if key is None:  # in braces, indented as a whole, a template: no line is sure to begin with it
        return has_sections or _may_be_first_version(content)
    return not (key[1] or key[2]) and _may_be_first_version(content)


def mentions_kafka(content: str) -> bool:
    """Whether a Kafka or ZooKeeper service may stand in a Compose file or come in through it."""
    lower = content.lower()
    if any(word in lower for word in _BY_ANYTHING):
        return True
    return "include" in lower and _INCLUDE.search(lower) is not None


def _begins_a_section(content: bytes) -> bool:
    """A line begins with it, or with a merge that may bring it."""
    if b"\r" in content:
        content = content.replace(b"\r", b"\n")
    return b"\nservices:" in content or _SECTION.search(content) is not None


def _may_be_first_version(content: bytes) -> bool:
    if not any(word in content for word in _STARTED_BY):
        return False
    lower = content.lower()
    return any(word.encode() in lower for word in _BY_ANYTHING)
