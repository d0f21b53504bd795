"""HCL, the language of Terraform and OpenTofu: its syntax with true places, and no meaning."""

from __future__ import annotations

from kafkalint.formats.hcl._json import read_json
from kafkalint.formats.hcl.reader import read, read_expression, read_template

__all__ = ["read", "read_expression", "read_json", "read_template"]
