"""An AWS account that answers what it is told to: boto3's own clients, and no network.

Every answer is checked against botocore's model of the service, so that none is possible here
that AWS could not give.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.exceptions import ClientError
from botocore.stub import validate_parameters

from kafkalint.errors import InputError
from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Snapshot

Answer = Mapping[str, Any] | Exception | Callable[[dict[str, Any]], Mapping[str, Any]]

NOT_FOUND = {"kafka": "NotFoundException"}


def refused(code: str = "AccessDeniedException", message: str = "not authorized") -> ClientError:
    """What AWS says instead of an answer."""
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


def out_of_reach(settings: Settings) -> Snapshot:
    """Brokers that this network has no way to."""
    raise InputError(f"{settings.bootstrap[0]}: no answer")


def security_groups(port: int, range_: str) -> dict[str, Any]:
    """What EC2 says of the group "sg-1", which lets `range_` in at one port."""
    rule = {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "IpRanges": [{"CidrIp": range_}],
    }
    group = {"GroupId": "sg-1", "GroupName": "kafka", "IpPermissions": [rule]}
    return {"SecurityGroups": [group]}


class Account:
    """Answers by service and operation ("kafka", "ListClustersV2"), the same in every region.

    It is a session as well, whose `region` is the one that the user chose. `asked` are the
    operations that were called, in order, with their region.
    """

    def __init__(self, region: str, answers: Mapping[tuple[str, str], Answer]) -> None:
        self.region = region
        self.answers = dict(answers)
        self.asked: list[tuple[str, str, str]] = []

    def client_of(self, service: str, region: str) -> Any:
        client = boto3.client(
            service,
            region_name=region,
            aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="kept-out-of-every-report",
        )
        client.meta.events.register(
            "before-call", lambda model, params, **_: self._answer(service, region, model, params)
        )
        return client

    def _answer(
        self, service: str, region: str, model: Any, params: dict[str, Any]
    ) -> tuple[Any, dict[str, Any]]:
        self.asked.append((region, service, model.name))
        answer = self.answers.get((service, model.name))
        if answer is None:
            raise refused(NOT_FOUND.get(service, "AccessDenied"), f"no answer for {model.name}")
        if isinstance(answer, Exception):
            raise answer
        given = dict(answer(params) if callable(answer) else answer)
        validate_parameters(given, model.output_shape)
        return SimpleNamespace(status_code=200), given
