"""Bearer tokens for OAUTHBEARER, from wherever the settings say."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import NamedTuple

from kafkalint.live.settings import Tokens

SECONDS = 10
LIFETIME = 300


class TokenProblem(Exception):
    """Why there is no token; never with a secret in it."""


class Token(NamedTuple):
    """A token as it is sent, when it ends (seconds since 1970) and whom it is for."""

    text: str
    expires_at: float
    subject: str


def token(tokens: Tokens) -> Token:
    """A new token; raises TokenProblem."""
    makers = {
        "endpoint": _from_endpoint,
        "file": _from_file,
        "msk": _from_aws,
        "unsecured": _unsecured,
    }
    return makers[tokens.source](tokens)


def _from_endpoint(tokens: Tokens) -> Token:
    """OAuth's client credentials grant (RFC 6749, 4.4)."""
    import urllib.error
    import urllib.parse
    import urllib.request

    form = {"grant_type": "client_credentials"}
    if tokens.scope:
        form["scope"] = tokens.scope
    login = f"{urllib.parse.quote(tokens.client_id)}:{urllib.parse.quote(tokens.client_secret)}"
    request = urllib.request.Request(
        tokens.url,
        urllib.parse.urlencode(form).encode(),
        {
            "Authorization": f"Basic {base64.b64encode(login.encode()).decode()}",
            "Accept": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            answer = json.load(response)
        text = str(answer["access_token"])
    except urllib.error.HTTPError as problem:
        problem.close()
        raise TokenProblem(f"the token endpoint answers {problem.code} {problem.reason}") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "reason", problem)
        raise TokenProblem(f"the token endpoint cannot be asked: {reason}") from None
    except (KeyError, TypeError):
        raise TokenProblem("the token endpoint answers without an access_token") from None
    return _of(text)


def _from_file(tokens: Tokens) -> Token:
    try:
        return _of(Path(tokens.url).read_text(encoding="utf-8").strip())
    except OSError as problem:
        raise TokenProblem(
            f"the token file {tokens.url} cannot be read: {problem.strerror}"
        ) from None
    except UnicodeDecodeError:
        raise TokenProblem(f"the token file {tokens.url} is not text") from None


def _from_aws(tokens: Tokens) -> Token:
    """What Amazon MSK takes: a request to connect, signed with AWS's credentials."""
    from aws_msk_iam_sasl_signer import MSKAuthTokenProvider as Signer
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        if tokens.role:
            session = tokens.role_session or "kafkalint"
            text, ends = Signer.generate_auth_token_from_role_arn(
                tokens.region, tokens.role, session
            )
        elif tokens.profile:
            text, ends = Signer.generate_auth_token_from_profile(tokens.region, tokens.profile)
        else:
            text, ends = Signer.generate_auth_token(tokens.region)
    except (BotoCoreError, ClientError, ValueError, AttributeError) as problem:
        why = "there are none" if isinstance(problem, AttributeError) else problem
        raise TokenProblem(f"AWS's credentials cannot be used: {why}") from None
    return Token(text, ends / 1000, "kafka-cluster")


def _unsecured(tokens: Tokens) -> Token:
    """A token that nobody signed, as Kafka's own handler makes them for development."""
    now = int(time.time())
    claims = {"sub": tokens.subject, "iat": now, "exp": now + LIFETIME}
    if tokens.scope:
        claims["scope"] = tokens.scope
    return Token(f"{_encoded({'alg': 'none'})}.{_encoded(claims)}.", now + LIFETIME, tokens.subject)


def _encoded(claims: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _of(text: str) -> Token:
    """`text` with what its claims say, where they can be read."""
    try:
        middle = text.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return Token(
            text, float(claims.get("exp", time.time() + LIFETIME)), str(claims.get("sub", ""))
        )
    except (IndexError, ValueError, TypeError, AttributeError):
        return Token(text, time.time() + LIFETIME, "")
