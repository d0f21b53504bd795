"""The language of rules: a strict subset of CEL, three-valued, collecting origins."""
