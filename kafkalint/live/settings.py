"""How to reach a cluster: what a client needs to know, whatever it was written as.

Secrets live in these records alone, in memory: they are handed to the process that connects
through a pipe, and nothing prints them.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

SHORTEST_SECRET = 3  # what is shorter is in every other word
PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")


class Secretive(msgspec.Struct, frozen=True, omit_defaults=True):
    """Fixed plain data that never shows what is in it."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class Tls(Secretive, frozen=True):
    """Whom to trust and what to show. All texts are PEM; the key is not encrypted any more.

    `authorities` None means those that the operating system trusts.
    """

    authorities: str | None = None
    certificates: str | None = None  # the client's own, with its chain
    key: str | None = None
    verify: bool = True
    check_hostname: bool = True


class Tokens(Secretive, frozen=True):
    """Where bearer tokens come from.

    `source`: "endpoint" (client credentials at `url`), "file" (`url` is a path), "unsecured"
    (claims of a test's own) or "msk" (a signature with AWS's credentials).
    """

    source: str
    url: str = ""
    client_id: str = ""
    client_secret: str = ""
    scope: str = ""
    extensions: dict[str, str] = {}
    subject: str = ""
    region: str = ""
    profile: str = ""
    role: str = ""
    role_session: str = ""


class Sasl(Secretive, frozen=True):
    """Who to be: `mechanism` "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512" or "OAUTHBEARER"."""

    mechanism: str
    username: str = ""
    password: str = ""
    tokens: Tokens | None = None


class Settings(Secretive, frozen=True):
    """Everything a connection needs; `file` is the one that was named, "" where none was.

    `hidden` are all secrets that were given, of use here or not.
    """

    bootstrap: tuple[str, ...]
    protocol: str = "PLAINTEXT"
    tls: Tls = Tls()
    sasl: Sasl | None = None
    client_id: str = "kafkalint"
    file: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def is_encrypted(self) -> bool:
        return self.protocol in ("SSL", "SASL_SSL")

    def secrets(self) -> Iterator[str]:
        """Every text that must not be seen anywhere."""
        texts = [self.tls.key, *self.hidden]
        if self.sasl:
            texts.append(self.sasl.password)
            texts += [self.sasl.tokens.client_secret] if self.sasl.tokens else []
        return (text for text in texts if text and len(text) >= SHORTEST_SECRET)

    @property
    def principal(self) -> str:
        """The user whose name is known before connecting; "" where the cluster decides it."""
        return self.sasl.username if self.sasl else ""
