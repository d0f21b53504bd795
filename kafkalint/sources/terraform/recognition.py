"""Which files may describe Kafka with Terraform or OpenTofu, by their names and bytes alone."""

from __future__ import annotations

import re

from kafkalint.regex import regex

UNIT = "terragrunt.hcl"
"""What Terragrunt calls a module with."""

ROOTS = frozenset({"dependency", "include", "feature", "values"})
"""What names of Terragrunt's own begin with."""

_CONFIGURATION = (".tf", ".tofu", ".tf.json", ".tofu.json")
_SPEAKS = regex(rb"kafka|msk|confluent|eventhub", re.IGNORECASE)
_LOCAL_CALL = regex(rb"[\"']?source[\"']?\s*[=:]\s*\"(\.\.?(?:/[^\"\n]*)?)\"")
_MADE_UP_CALL = regex(rb"source\s*=\s*\"\$\{")  # as units name the modules of their repository


def is_configuration(path: str) -> bool:
    """Whether a file of this name is part of the module in its folder."""
    return path.endswith(_CONFIGURATION)


def is_unit(path: str) -> bool:
    """Whether it is a unit of Terragrunt's, or what units include."""
    return path.rpartition("/")[2] == UNIT


def is_override(path: str) -> bool:
    """Whether it changes what the other files declare."""
    name = path.rpartition("/")[2].partition(".")[0]
    return name == "override" or name.endswith("_override")


def is_variables(path: str) -> bool:
    """Whether it gives values to variables without being asked for."""
    name = path.rpartition("/")[2]
    return name in ("terraform.tfvars", "terraform.tfvars.json") or name.endswith(
        (".auto.tfvars", ".auto.tfvars.json")
    )


def may_be_terraform(path: str, content: bytes) -> bool:
    """Whether the file may matter: it speaks of Kafka, or calls modules that may do so."""
    if not is_configuration(path) and not is_unit(path):
        return False
    if speaks_of_kafka(content) or _LOCAL_CALL.search(content) is not None:
        return True
    return is_unit(path) and _MADE_UP_CALL.search(content) is not None


def speaks_of_kafka(content: bytes) -> bool:
    """Whether anything in it sounds like Kafka or a service that is one."""
    return _SPEAKS.search(content) is not None


def local_calls(content: bytes) -> list[str]:
    """The folders of the modules that a file may call, as it names them."""
    return [found.decode("utf-8", "replace") for found in _LOCAL_CALL.findall(content)]
