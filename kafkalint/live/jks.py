"""Java's own keystore format, JKS: Java's default until Java 9.

No library that reads it is kept: pyjks needs a compiler to install and fails on what newer
Javas write. The format never changed. Source: sun.security.provider.JavaKeyStore and
KeyProtector of OpenJDK: entries in a row, a SHA-1 of all with the password in front, and keys
that are covered by a stream of SHA-1s.
"""

from __future__ import annotations

from hashlib import sha1
from hmac import compare_digest
from typing import NamedTuple

MAGIC = b"\xfe\xed\xfe\xed"
JCEKS_MAGIC = b"\xce\xce\xce\xce"

_WHITENER = b"Mighty Aphrodite"
_DIGEST = 20
_KEY, _TRUSTED = 1, 2


class BadPasswordError(Exception):
    """The password is not the store's, or not the key's."""


class BadStoreError(Exception):
    """These are not the bytes of a JKS file."""


class Key(NamedTuple):
    """A private key, still covered, and its certificate with those that signed it, as DER."""

    alias: str
    covered: bytes
    chain: tuple[bytes, ...]


class Store(NamedTuple):
    """What is in a keystore; certificates are DER."""

    keys: tuple[Key, ...]
    trusted: tuple[bytes, ...]


def read(data: bytes, password: str | None) -> Store:
    """The entries; raises BadStoreError, BadPasswordError. Without a password none is checked."""
    body, digest = data[:-_DIGEST], data[-_DIGEST:]
    if not data.startswith(MAGIC) or len(data) < 12 + _DIGEST:
        raise BadStoreError("it is no JKS keystore")
    if password is not None:
        expected = sha1(_bytes(password) + _WHITENER + body).digest()
        if not compare_digest(expected, digest):
            raise BadPasswordError("the password is wrong, or the file was changed")
    cursor = _Cursor(body, 4)
    version, count = cursor.integer(), cursor.integer()
    keys, trusted = [], []
    for _ in range(count):
        tag, alias = cursor.integer(), cursor.text()
        cursor.take(8)  # when it was made
        if tag == _KEY:
            covered = cursor.take(cursor.integer())
            chain = tuple(cursor.certificate(version) for _ in range(cursor.integer()))
            keys.append(Key(alias, covered, chain))
        elif tag == _TRUSTED:
            trusted.append(cursor.certificate(version))
        else:
            raise BadStoreError(f"an entry of it is of a kind that JKS does not have ({tag})")
    return Store(tuple(keys), tuple(trusted))


def uncover(key: Key, password: str) -> bytes:
    """The private key as PKCS#8 DER; raises BadPasswordError, BadStoreError."""
    outer = _Cursor(*_element(_Cursor(key.covered, 0), 0x30))
    _element(outer, 0x30)  # which algorithm: there is one
    covered = _Cursor(*_element(outer, 0x04)).rest()
    salt, hidden, digest = covered[:_DIGEST], covered[_DIGEST:-_DIGEST], covered[-_DIGEST:]
    secret = _bytes(password)
    stream, last = bytearray(), salt
    while len(stream) < len(hidden):
        last = sha1(secret + last).digest()
        stream += last
    plain = bytes(a ^ b for a, b in zip(hidden, stream, strict=False))
    if not compare_digest(sha1(secret + plain).digest(), digest):
        raise BadPasswordError("the key has another password")
    return plain


def _bytes(password: str) -> bytes:
    return password.encode("utf-16-be")


class _Cursor:
    """Reads bytes from a place on; raises BadStoreError behind their end."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def take(self, length: int) -> bytes:
        end = self._at + length
        if end > len(self._data):
            raise BadStoreError("it ends in the middle")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._at)

    def integer(self, length: int = 4) -> int:
        return int.from_bytes(self.take(length), "big")

    def text(self) -> str:
        return self.take(self.integer(2)).decode("utf-8", "replace")

    def certificate(self, version: int) -> bytes:
        if version == 2:
            self.text()  # "X.509"
        return self.take(self.integer())


def _element(cursor: _Cursor, tag: int) -> tuple[bytes, int]:
    """The content of the DER element that comes next, and 0: where to read on in it."""
    if cursor.integer(1) != tag:
        raise BadStoreError("a key in it is not as JKS keeps keys")
    length = cursor.integer(1)
    if length & 0x80:
        length = cursor.integer(length & 0x7F)
    return cursor.take(length), 0
