"""Digests and names made of text."""

from __future__ import annotations

from typing import Any

from kafkalint.sources.terraform.evaluation.functions._plain import Function, of_texts


def _hexadecimal(name: str) -> Any:
    def digest(text: str) -> str:
        import hashlib

        return hashlib.new(name, text.encode("utf-8", "replace")).hexdigest()

    return digest


def _base64(name: str) -> Any:
    def digest(text: str) -> str:
        import hashlib
        from base64 import b64encode

        return b64encode(hashlib.new(name, text.encode("utf-8", "replace")).digest()).decode()

    return digest


def _uuid(namespace: str, name: str) -> str:
    import uuid

    from kafkalint.sources.terraform.evaluation.values import Failure

    spaces = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    try:
        return str(uuid.uuid5(spaces.get(namespace) or uuid.UUID(namespace), name))
    except ValueError:
        raise Failure("uuidv5 is given no namespace") from None


FUNCTIONS: dict[str, Function] = {
    "md5": of_texts(_hexadecimal("md5")),
    "sha1": of_texts(_hexadecimal("sha1")),
    "sha256": of_texts(_hexadecimal("sha256")),
    "sha512": of_texts(_hexadecimal("sha512")),
    "base64sha256": of_texts(_base64("sha256")),
    "base64sha512": of_texts(_base64("sha512")),
    "uuidv5": of_texts(_uuid),
}
