"""Which settings hold secrets, by their names."""

from __future__ import annotations

import re
from functools import lru_cache

from kafkalint.regex import regex

_SECRET = regex(
    r"""
    ( passw(or)?ds? | passphrases? | secrets? | [.-]pwd | (^|[.-])tokens?
    | secret[.-]?(access[.-]?)?key | (^|[.-])(private|master)[.-]?key
    | jaas[.-]config
    | keystore[.-]key | keystore[.-]certificate[.-]chain | truststore[.-]certificates
    | (^|[.-])credentials?
    | auth[.-]user[.-]info | confluent[.-]license
    )
    ([.-]?\d+)? $
    """,
    re.VERBOSE,
)

# What Docker images of Kafka call credentials are names of files that hold them.
_FILE_NAMES = regex(r"ssl[.-](key|keystore|truststore)[.-]credentials$")


@lru_cache(maxsize=4096)
def is_sensitive(key: str) -> bool:
    """Whether the value of a property or an environment variable called `key` is a secret.

    Every setting that Kafka types as a password is one, with any prefix and written as a
    variable too; so is everything that is called a password, a secret, a token, a private
    key or credentials. What only points to a secret (a file, a URL) is none.
    """
    name = key.lower().replace("_", ".")
    return bool(_SECRET.search(name)) and not _FILE_NAMES.search(name)
