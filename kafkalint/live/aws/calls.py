"""AWS' API, one call at a time: pages put together, refusals kept, secrets never asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from kafkalint.errors import InputError

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 15, 8
_DENIED = ("AccessDenied", "UnauthorizedOperation", "NotAuthorized", "Forbidden")
_NO_CREDENTIALS = frozenset(
    {
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "AuthFailure",
    }
)
_THROTTLED = ("Throttling", "TooManyRequests", "RequestLimitExceeded")

ClientOf = Callable[[str, str], Any]
"""The client of a service ("kafka") in a region."""


class AwsProblem(InputError):
    """AWS cannot be asked at all."""


class Refused(Exception):
    """One call was refused; `action` is the permission that it needs ("kafka:ListNodes")."""

    def __init__(self, action: str, reason: str, is_permission: bool) -> None:
        super().__init__(f"{action}: {reason}")
        self.action = action
        self.reason = reason
        self.is_permission = is_permission


class Call(NamedTuple):
    """An operation: service, botocore's name of it, the list in its answer, and its permission."""

    service: str
    operation: str
    member: str = ""
    permission: str = ""

    @property
    def action(self) -> str:
        """As IAM names it: "kafka:ListClustersV2"."""
        if self.permission:
            return self.permission
        words = "".join(part.capitalize() for part in self.operation.split("_"))
        return f"{self.service}:{words}"


CALLS = {
    "clusters": Call("kafka", "list_clusters_v2", "ClusterInfoList"),
    "cluster": Call("kafka", "describe_cluster_v2"),
    "configuration": Call("kafka", "describe_configuration_revision"),
    "brokers": Call("kafka", "get_bootstrap_brokers"),
    "secrets": Call("kafka", "list_scram_secrets", "SecretArnList"),
    "policy": Call("kafka", "get_cluster_policy"),
    "topics": Call("kafka", "list_topics", "Topics"),
    "topic": Call("kafka", "describe_topic"),
    "secret": Call("secretsmanager", "describe_secret"),
    "key": Call("kms", "describe_key"),
    "subnets": Call("ec2", "describe_subnets", "Subnets"),
    "groups": Call("ec2", "describe_security_groups", "SecurityGroups"),
    "regions": Call("ec2", "describe_regions", "Regions"),
    "alarms": Call("cloudwatch", "describe_alarms"),
    "targets": Call("application-autoscaling", "describe_scalable_targets", "ScalableTargets"),
}
"""Everything that is ever asked; the least policy is made of it."""


class Region:
    """One region, asked by name of a call in `CALLS`."""

    def __init__(self, name: str, client_of: ClientOf) -> None:
        self.name = name
        self._client_of = client_of
        self._clients: dict[str, Any] = {}

    def ask(self, name: str, **arguments: Any) -> dict[str, Any]:
        """One answer; raises Refused and AwsProblem."""
        call = CALLS[name]
        client = self._client(call.service)
        answer: dict[str, Any] = _asked(call, lambda: getattr(client, call.operation)(**arguments))
        return answer

    def pages(self, name: str, **arguments: Any) -> list[Any]:
        """All members of the answer's list; raises Refused and AwsProblem."""
        call = CALLS[name]
        client = self._client(call.service)

        def read() -> list[Any]:
            if not client.can_paginate(call.operation):
                return list(getattr(client, call.operation)(**arguments).get(call.member, ()))
            pages = client.get_paginator(call.operation).paginate(**arguments)
            return [item for page in pages for item in page.get(call.member, ())]

        found: list[Any] = _asked(call, read)
        return found

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self._client_of(service, self.name)
        return self._clients[service]


def _asked(call: Call, ask: Callable[[], Any]) -> Any:
    from botocore import exceptions

    try:
        return ask()
    except exceptions.ClientError as problem:
        raise _of_answer(call, problem) from None
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError):
        raise AwsProblem(
            "there are no AWS credentials", remedy="Set AWS_PROFILE, or name one: --profile NAME"
        ) from None
    except exceptions.TokenRetrievalError as problem:
        raise AwsProblem(f"the AWS session has ended: {problem}", remedy="aws sso login") from None
    except (exceptions.BotoCoreError, OSError) as problem:
        raise Refused(call.action, _short(problem), False) from None


def _of_answer(call: Call, problem: Any) -> Exception:
    error = problem.response.get("Error", {})
    code, message = str(error.get("Code", "")), str(error.get("Message", ""))
    if code in _NO_CREDENTIALS:
        return AwsProblem(
            f"AWS does not take these credentials ({code})",
            remedy="Check AWS_PROFILE, or log in again: aws sso login",
        )
    if any(word in code for word in _DENIED):
        return Refused(call.action, "the permission is missing", True)
    if any(word in code for word in _THROTTLED):
        return Refused(call.action, f"AWS answers too slowly ({code})", False)
    return Refused(call.action, f"{code}: {message}".rstrip(": "), False)


def _short(problem: BaseException) -> str:
    return str(problem).splitlines()[0] if str(problem) else type(problem).__name__


def actions() -> Iterator[str]:
    """Every permission that a whole audit needs."""
    yield from sorted({call.action for call in CALLS.values()})
