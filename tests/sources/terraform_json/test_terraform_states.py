"""State files, and JSON that is broken, old, or something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from stacks import plain
from terraform_documents import CLUSTER, Answer, in_state, plan, resource, state

from kafkalint.sources.terraform_json.reading import read_files

Read = Callable[..., Answer]
ARN = "arn:aws:kafka:eu-west-1:123456789012:cluster/orders/0d0f-1"


def test_attributes_are_read(read: Read) -> None:
    document = state(
        in_state("aws_msk_cluster", "orders", {"arn": ARN, "kafka_version": "3.8.x"}),
        in_state("aws_instance", "web", {"ami": "x"}),
    )
    answer = read(document, "terraform.tfstate")

    assert answer.resources.keys() == {CLUSTER}
    assert plain(answer.value("kafka_version")) == "3.8.x"
    assert answer.resources[CLUSTER].identities == (ARN,)


def test_text_that_is_empty_is_not_set(read: Read) -> None:
    document = state(in_state("aws_kms_key", "kafka", {"description": "", "policy": None}))

    answer = read(document | {"x": "kafka"}, "terraform.tfstate")
    assert answer.value("description", of="aws_kms_key.kafka").is_absent


def test_an_alarm_that_fires_above_zero_does_so(read: Read) -> None:
    document = state(
        in_state(
            "aws_cloudwatch_metric_alarm",
            "kafka",
            {"threshold": 0, "datapoints_to_alarm": 0},
        )
    )
    answer = read(document, "terraform.tfstate")

    alarm = "aws_cloudwatch_metric_alarm.kafka"
    assert plain(answer.value("threshold", of=alarm)) == 0
    assert answer.value("datapoints_to_alarm", of=alarm).is_absent


def test_instances_have_their_keys(read: Read) -> None:
    document = state(
        in_state(
            "aws_msk_cluster",
            "orders",
            {"index_key": 0, "attributes": {}},
            {"index_key": "b", "attributes": {}},
            {"deposed": "12ab", "attributes": {}},
            module="module.kafka",
        )
    )

    assert read(document, "terraform.tfstate").resources.keys() == {
        "module.kafka.aws_msk_cluster.orders[0]",
        'module.kafka.aws_msk_cluster.orders["b"]',
    }


def test_data_sources_are_no_clusters(read: Read) -> None:
    document = state(in_state("aws_msk_cluster", "other", {"arn": ARN}, mode="data"))

    assert read(document, "terraform.tfstate").estate is None


@pytest.mark.parametrize(
    "path",
    [
        [{"type": "get_attr", "value": "secret_string"}],
        [
            {"type": "get_attr", "value": "nested"},
            {"type": "index", "value": {"value": 0, "type": "number"}},
            {"type": "get_attr", "value": "password"},
        ],
        [
            {"type": "get_attr", "value": "nested"},
            {"type": "index", "value": {"value": {"a": "b"}, "type": "object"}},
        ],
    ],
)
def test_sensitive_attributes_are_not_shown(read: Read, path: Any) -> None:
    attributes = {"secret_string": "plain", "nested": [{"password": "plain"}]}
    last = path[0]["value"]
    document = state(
        in_state(
            "aws_secretsmanager_secret_version",
            "kafka",
            {"attributes": attributes, "sensitive_attributes": [path]},
        )
    )
    answer = read(document, "terraform.tfstate")

    version = answer.resources["aws_secretsmanager_secret_version.kafka"]
    assert "plain" not in repr(version.arguments[last])


KEY = "arn:aws:kms:eu-west-1:123456789012:key/12ab"
ENCRYPTED = in_state(
    "aws_msk_cluster", "orders", {"encryption_info": [{"encryption_at_rest_kms_key_arn": KEY}]}
)
KEY_PATH = ("encryption_info", "encryption_at_rest_kms_key_arn")


def test_whose_key_it_is_a_state_does_not_tell(read: Read) -> None:
    value = read(state(ENCRYPTED), "terraform.tfstate").value(*KEY_PATH)

    assert value.reason == "AWS' own key has such an ARN too"


def test_a_key_of_the_same_state_is_the_customers(read: Read) -> None:
    document = state(ENCRYPTED, in_state("aws_kms_key", "kafka", {"arn": KEY}))

    assert plain(read(document, "terraform.tfstate").value(*KEY_PATH)) == KEY


@pytest.mark.parametrize(
    ("source", "is_set"),
    [
        ("  encryption_info {\n    encryption_at_rest_kms_key_arn = var.key\n  }\n", True),
        ("", False),
    ],
)
def test_the_source_tells_whose_key_it_is(read: Read, source: str, is_set: bool) -> None:
    main = f'resource "aws_msk_cluster" "orders" {{\n{source}}}\n'
    value = read(state(ENCRYPTED), "terraform.tfstate", main_tf=main).value(*KEY_PATH)

    assert value.is_known is is_set
    assert value.is_absent is not is_set


def test_a_state_that_is_shown_is_the_same(read: Read) -> None:
    document = {
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": {"root_module": {"resources": [resource(CLUSTER, {"kafka_version": "3.8.x"})]}},
    }

    assert plain(read(document, "state.json").value("kafka_version")) == "3.8.x"


@pytest.mark.parametrize("version", [1, 2, 3])
def test_states_of_old_formats_are_told_apart(read: Read, version: int) -> None:
    document = {
        "version": version,
        "terraform_version": "0.11.14",
        "modules": [{"resources": {"aws_msk_cluster.orders": {}}}],
    }
    answer = read(document, "terraform.tfstate")

    (notice,) = answer.notices
    assert notice.kind == "unreadable"
    assert f"a state of format {version}, which Terraform before 0.12 wrote" in notice.message


def test_states_of_formats_to_come_are_told_apart(read: Read) -> None:
    (notice,) = read(state() | {"version": 5, "x": "kafka"}, "terraform.tfstate").notices

    assert "format 5" in notice.message


GOOD = json.dumps(
    plan(
        resource(CLUSTER, {"cluster_name": "orders"}),
        resource("aws_msk_configuration.orders", {"name": "orders"}),
    )
)


@pytest.mark.parametrize("cut", [150, 250, 330, len(GOOD) - 1])
def test_of_a_file_that_breaks_off_the_rest_is_judged(read: Read, cut: int) -> None:
    answer = read(GOOD[:cut])

    assert [notice.kind for notice in answer.notices] == ["unreadable"]
    assert "the file ends in the middle" in answer.notices[0].message
    if answer.estate is not None:
        assert answer.estate.partial
        assert answer.value("kafka_version").is_unknown


def test_a_mistake_in_the_middle_is_told_with_its_line(read: Read) -> None:
    text = json.dumps(json.loads(GOOD), indent=1).replace('"cluster_name": "orders"', '"x" oops')
    answer = read(text)

    (notice,) = answer.notices
    assert "oops" in text.splitlines()[notice.line - 1]


@pytest.mark.parametrize(
    "document",
    [
        {"format_version": "1.2", "kafka": 1},
        {"format_version": "1.2", "planned_values": "kafka"},
        {"format_version": "1.2", "planned_values": {"root_module": ["kafka"]}},
        {"format_version": "1.2", "planned_values": {"root_module": {"resources": ["kafka", 1]}}},
        {"format_version": "1.2", "values": None, "x": "kafka"},
        {"version": "4", "terraform_version": "1", "resources": ["kafka"]},
        {"version": 4, "terraform_version": "1", "resources": [1, {"instances": "kafka"}]},
        plan(resource(CLUSTER, {}), resource_changes="x", configuration=["x"]),
        plan(resource(CLUSTER, {}), resource_changes=[1, {}], configuration={"root_module": 1}),
        state(in_state("aws_msk_cluster", "x", {"attributes": None})),
        state(
            in_state("aws_msk_cluster", "x", {"attributes": {"a": {}}, "sensitive_attributes": 1})
        ),
    ],
)
def test_documents_of_any_shape_are_borne(read: Read, document: Any) -> None:
    read(document)


def test_deep_nesting_is_refused(read: Read) -> None:
    answer = read('{"format_version": "1.2", "kafka": ' + "[" * 100_000)

    assert [notice.kind for notice in answer.notices] == ["unreadable"]


def test_a_number_without_end_is_refused(read: Read) -> None:
    answer = read('{"format_version": "1.2", "kafka": ' + "9" * 5000 + ', "values": {}}')

    assert [notice.kind for notice in answer.notices] == ["unreadable"]


@pytest.mark.parametrize("number", ["1e999", "-0.0", "1E5", "9" * 60, "NaN"])
def test_odd_numbers_are_borne(read: Read, number: str) -> None:
    text = json.dumps(plan(resource(CLUSTER, {"number_of_broker_nodes": 12345})))

    read(text.replace("12345", number))


def test_readers_take_nothing_for_nothing() -> None:
    assert read_files([], None).clusters == []  # type: ignore[arg-type]
