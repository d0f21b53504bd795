"""Previews and exported stacks: inputs, secrets, and what is not known yet."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from stacks import Stack, plain

Read = Callable[..., Stack]

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:prod::shop::{token}::{name}"


def resource(token: str, name: str, inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "urn": urn(token, name),
        "custom": True,
        "type": token,
        "inputs": {"__defaults": [], **inputs},
        **more,
    }


CLUSTER, SUBNET = "aws:msk/cluster:Cluster", "aws:ec2/subnet:Subnet"
CONFIGURATION = "aws:msk/configuration:Configuration"


def preview(*resources: dict[str, Any], op: str = "create") -> str:
    steps = [{"op": op, "urn": each["urn"], "newState": each} for each in resources]
    return json.dumps({"config": {}, "steps": steps, "changeSummary": {op: len(steps)}}, indent=2)


def export(*resources: dict[str, Any]) -> str:
    stack = {"urn": urn("pulumi:pulumi:Stack", "shop-prod"), "type": "pulumi:pulumi:Stack"}
    deployment = {"manifest": {}, "resources": [stack, *resources]}
    return json.dumps({"version": 3, "deployment": deployment}, indent=4)


ORDERS = resource(
    CLUSTER,
    "orders",
    {
        "clusterName": "orders",
        "numberOfBrokerNodes": 3,
        "brokerNodeGroupInfo": {"clientSubnets": [UNKNOWN, UNKNOWN]},
        "configurationInfo": {"arn": UNKNOWN, "revision": 1},
    },
    propertyDependencies={
        "brokerNodeGroupInfo": [urn(SUBNET, "a"), urn(SUBNET, "b")],
        "configurationInfo": [urn(CONFIGURATION, "config")],
        "clusterName": [],
    },
)
OTHERS = [
    resource(SUBNET, "a", {}),
    resource(SUBNET, "b", {}),
    resource(CONFIGURATION, "config", {"serverProperties": "a=1\nb=2\n"}),
]


@pytest.mark.parametrize("form", [preview, export])
def test_inputs_are_the_arguments(read: Read, form: Callable[..., str]) -> None:
    stack = read({"stack.json": form(ORDERS, *OTHERS)})

    cluster = stack.resources["orders"]
    assert stack.estates[0].name == "shop"
    assert plain(cluster.value("number_of_broker_nodes")) == 3
    assert plain(cluster.value("broker_node_group_info", "client_subnets")) == ["→a.id", "→b.id"]
    assert plain(cluster.value("configuration_info", "arn")) == "→config.id"
    assert "__defaults" not in cluster.arguments
    assert stack.notices == []


def test_a_value_points_at_its_place(read: Read) -> None:
    text = preview(ORDERS)
    (origin,) = read({"stack.json": text}).name().origins

    assert text.splitlines()[origin.line - 1].strip().startswith('"clusterName"')
    assert origin.logical == "orders.clusterName"


def test_what_is_deleted_is_not_there(read: Read) -> None:
    assert read({"stack.json": preview(ORDERS, op="delete")}).estates == []
    assert read({"stack.json": export({**ORDERS, "delete": True})}).estates == []


def test_resources_that_are_only_read_are_not_ours(read: Read) -> None:
    assert read({"stack.json": export({**ORDERS, "external": True})}).estates == []


@pytest.mark.parametrize("secret", [SECRET, "[secret]"])
def test_secrets_are_not_shown(read: Read, secret: Any) -> None:
    version = "aws:secretsmanager/secretVersion:SecretVersion"
    stack = read({"stack.json": export(ORDERS, resource(version, "v", {"secretString": secret}))})
    value = stack.resources["v"].value("secret_string")

    assert (value.is_unknown, value.sensitive) == (True, True)


def test_what_is_not_known_yet_and_comes_of_several_is_unknown(read: Read) -> None:
    made = {
        **ORDERS,
        "inputs": {"brokerNodeGroupInfo": {"clientSubnets": [UNKNOWN, UNKNOWN, UNKNOWN]}},
    }
    stack = read({"stack.json": preview(made, *OTHERS)})

    subnets = stack.resources["orders"].value("broker_node_group_info", "client_subnets")
    assert plain(subnets) == ["?", "?", "?"]


def test_an_exported_stack_knows_what_was_made(read: Read) -> None:
    arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/orders/0d0f-1"
    made = {**ORDERS, "id": arn, "outputs": {"arn": arn}, "protect": True}
    cluster = read({"stack.json": export(made)}).resources["orders"]

    assert cluster.identities == (arn, "orders")
    assert cluster.guards["protect"].data is True


@pytest.mark.parametrize(
    "content",
    [
        export(ORDERS)[:400],
        '{"steps": [{"newState": {"urn": "urn:pulumi:kafka"',
    ],
)
def test_broken_files_are_told(read: Read, content: str) -> None:
    (notice,) = read({"stack.json": content}).notices

    assert notice.kind == "unreadable"
    assert "the file ends in the middle" in notice.message


@pytest.mark.parametrize(
    "content",
    [
        '{"steps": "urn:pulumi: kafka", "x": "urn:pulumi:"}',
        '{"steps": [1, {"newState": 1}, {"newState": {"type": "kafka"}}], "x": "urn:pulumi:"}',
        '{"deployment": ["urn:pulumi:", "kafka"]}',
        '{"deployment": {"resources": {"urn:pulumi:": "kafka"}}}',
        '{"checkpoint": {"latest": {"resources": []}}, "x": "urn:pulumi:kafka"}',
        export({**ORDERS, "inputs": ["x"], "outputs": 1, "propertyDependencies": 1, "id": None}),
    ],
)
def test_documents_of_any_shape_are_borne(read: Read, content: str) -> None:
    assert read({"stack.json": content}).notices == []
