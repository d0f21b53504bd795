"""Plans: what will be, what is known only after apply, and where it is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from stacks import plain
from terraform_documents import CLUSTER, Answer, change, plan, resource

from kafkalint.sources import terraform_json

Read = Callable[..., Answer]


@pytest.mark.parametrize(
    "content",
    [
        '{"format_version":"1.2","terraform_version":"1.11.4","x":"aws_msk_cluster"}',
        '{\n  "version": 4,\n  "terraform_version": "1.5.2",\n  "x": "kafka_topic"}',
        '\ufeff{"format_version":"1.0","x":"confluent_kafka_cluster"}',
    ],
)
def test_terraforms_json_is_claimed_whatever_its_name(content: str) -> None:
    assert terraform_json.claims("out", content.encode())


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("plan.json", '{"format_version":"1.2","terraform_version":"1.11.4","x":"aws_vpc"}'),
        ("package.json", '{"name": "kafka", "version": "4.0.0"}'),
        ("msk.tf", 'resource "aws_msk_cluster" "orders" {}'),
        ("terraform.tfstate.backup", '{"version":4,"terraform_version":"1","x":"aws_msk"}'),
        ("list.json", '["format_version", "kafka"]'),
        ("x.yaml", "format_version: kafka\n"),
    ],
)
def test_other_files_are_not(path: str, content: str) -> None:
    assert not terraform_json.claims(path, content.encode())


def test_values_are_those_of_the_plan(read: Read) -> None:
    answer = read(
        plan(
            resource(
                CLUSTER,
                {
                    "cluster_name": "orders",
                    "number_of_broker_nodes": 3,
                    "configuration_info": [],
                    "broker_node_group_info": [{"client_subnets": ["subnet-1", "subnet-2"]}],
                    "tags": None,
                    "client_authentication": [{"unauthenticated": False}],
                },
            )
        )
    )

    assert plain(answer.value("cluster_name")) == "orders"
    assert plain(answer.value("number_of_broker_nodes")) == 3
    assert plain(answer.value("broker_node_group_info", "client_subnets")) == [
        "subnet-1",
        "subnet-2",
    ]
    assert plain(answer.value("client_authentication", "unauthenticated")) is False
    assert answer.value("tags").is_absent
    assert answer.value("configuration_info", "arn").is_absent
    assert answer.notices == []


def test_a_value_points_at_its_place_and_its_address(read: Read) -> None:
    text = json.dumps(plan(resource(CLUSTER, {"cluster_name": "orders"})), indent=2)
    (origin,) = read(text).value("cluster_name").origins
    line = text.splitlines()[origin.line - 1]

    assert line.strip().startswith('"cluster_name"')
    assert origin.span is not None and line[origin.span.column - 1 :].startswith('"cluster_name"')
    assert origin.logical == "aws_msk_cluster.orders.cluster_name"


def test_places_are_right_on_one_long_line(read: Read) -> None:
    text = json.dumps(plan(resource(CLUSTER, {"cluster_name": "orders"})))
    (origin,) = read(text).value("cluster_name").origins

    assert origin.span is not None
    assert text[origin.span.column - 1 : origin.span.end_column - 1] == '"cluster_name": "orders"'


def configured(**expressions: Any) -> dict[str, Any]:
    """The configuration of the cluster, and of what it refers to."""
    return {
        "root_module": {
            "resources": [
                {
                    "address": CLUSTER,
                    "mode": "managed",
                    "type": "aws_msk_cluster",
                    "name": "orders",
                    "expressions": expressions,
                }
            ]
        }
    }


def references(*names: str) -> dict[str, list[str]]:
    return {"references": list(names)}


def planned(unknown: Any, configuration: Any = None, *others: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {"broker_node_group_info": [{"client_subnets": [None, None]}]}
    more = {"configuration": configuration} if configuration else {}
    return plan(
        resource(CLUSTER, values), *others, resource_changes=[change(CLUSTER, unknown)], **more
    )


CONFIGURATION = resource("aws_msk_configuration.orders", {"name": "orders"})
SUBNET_A, SUBNET_B = resource("aws_subnet.a", {}), resource("aws_subnet.b", {})


def test_what_is_known_after_apply_is_what_it_refers_to(read: Read) -> None:
    configuration = configured(
        configuration_info=[
            {"arn": references("aws_msk_configuration.orders.arn", "aws_msk_configuration.orders")}
        ]
    )
    unknown = {"configuration_info": [{"arn": True}]}

    document = planned(unknown, configuration, CONFIGURATION)
    document["planned_values"]["root_module"]["resources"][0]["values"]["configuration_info"] = [{}]
    assert plain(read(document).value("configuration_info", "arn")) == (
        "→aws_msk_configuration.orders.arn"
    )


def test_items_known_after_apply_are_what_they_refer_to_each(read: Read) -> None:
    configuration = configured(
        broker_node_group_info=[
            {
                "client_subnets": references(
                    "aws_subnet.a.id", "aws_subnet.a", "aws_subnet.b.id", "aws_subnet.b"
                )
            }
        ]
    )
    unknown = {"broker_node_group_info": [{"client_subnets": [True, True]}]}

    answer = read(planned(unknown, configuration, SUBNET_A, SUBNET_B))
    assert plain(answer.value("broker_node_group_info", "client_subnets")) == [
        "→aws_subnet.a.id",
        "→aws_subnet.b.id",
    ]


def test_a_splat_is_all_instances(read: Read) -> None:
    configuration = configured(
        broker_node_group_info=[{"client_subnets": references("aws_subnet.all")}]
    )
    unknown = {"broker_node_group_info": [{"client_subnets": [True, True]}]}
    instances = [resource(f"aws_subnet.all[{n}]", {}, index=n) for n in range(2)]

    answer = read(planned(unknown, configuration, *instances))
    assert plain(answer.value("broker_node_group_info", "client_subnets")) == [
        "→aws_subnet.all[0].id",
        "→aws_subnet.all[1].id",
    ]


@pytest.mark.parametrize(
    "names",
    [
        ["var.subnets"],
        ["local.subnets"],
        ["aws_subnet.a.id", "aws_subnet.a", "var.other"],
        ["module.network.subnets", "module.network"],
        ["aws_subnet.gone.id", "aws_subnet.gone"],
        [],
    ],
)
def test_of_a_list_that_nobody_can_tell_the_length_stays(read: Read, names: list[str]) -> None:
    configuration = configured(broker_node_group_info=[{"client_subnets": references(*names)}])
    unknown = {"broker_node_group_info": [{"client_subnets": [True, True]}]}

    answer = read(planned(unknown, configuration, SUBNET_A))
    assert plain(answer.value("broker_node_group_info", "client_subnets")) == ["?", "?"]


def test_what_nobody_asks_for_is_not_set(read: Read) -> None:
    unknown = {
        "arn": True,
        "storage_mode": True,
        "broker_node_group_info": [{"connectivity_info": True, "client_subnets": [True, True]}],
    }
    answer = read(
        planned(
            unknown,
            configured(broker_node_group_info=[{"client_subnets": references("var.x")}]),
        )
    )

    assert answer.value("storage_mode").is_absent
    assert answer.value("broker_node_group_info", "connectivity_info").is_absent


def test_a_block_that_may_be_dynamic_is_unknown(read: Read) -> None:
    answer = read(planned({"logging_info": True}, configured(cluster_name={"constant_value": "x"})))

    assert answer.value("logging_info").reason == "known after apply"


def test_without_a_configuration_it_is_unknown(read: Read) -> None:
    assert read(planned({"storage_mode": True})).value("storage_mode").is_unknown


def test_what_is_sensitive_is_never_shown(read: Read) -> None:
    version = "aws_secretsmanager_secret_version.app"
    answer = read(
        plan(
            resource(
                version,
                {"secret_string": "hunter2", "nested": [{"password": "hunter2"}]},
                sensitive_values={"secret_string": True},
            ),
            resource(CLUSTER, {"cluster_name": "hunter2"}),
            resource_changes=[
                change(version, sensitive={"nested": [{"password": True}]}),
                change(CLUSTER, sensitive={"cluster_name": True}),
            ],
        )
    )

    assert answer.value("secret_string", of=version).reason.startswith("sensitive")
    assert answer.value("nested", "password", of=version).is_unknown
    assert answer.value("cluster_name").is_unknown
    assert "hunter2" not in repr([each.arguments for each in answer.resources.values()])


def module(name: str, *resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"address": name, "resources": list(resources), **more}


def test_modules_within_modules_are_read(read: Read) -> None:
    inner = module("module.a[0].module.b", resource("module.a[0].module.b.aws_msk_cluster.x", {}))
    outer = module("module.a[0]", child_modules=[inner])
    document = plan()
    document["planned_values"]["root_module"]["child_modules"] = [outer]

    assert read(document).resources.keys() == {"module.a[0].module.b.aws_msk_cluster.x"}


def test_an_argument_of_a_module_is_what_its_caller_refers_to(read: Read) -> None:
    cluster = "module.kafka.aws_msk_cluster.orders"
    document = plan(
        SUBNET_A,
        resource_changes=[
            change(cluster, {"broker_node_group_info": [{"client_subnets": [True]}]})
        ],
        configuration={
            "root_module": {
                "module_calls": {
                    "kafka": {
                        "source": "./kafka",
                        "expressions": {"subnets": references("aws_subnet.a.id", "aws_subnet.a")},
                        "module": configured(
                            broker_node_group_info=[{"client_subnets": references("var.subnets")}]
                        )["root_module"],
                    }
                }
            }
        },
    )
    values = {"broker_node_group_info": [{"client_subnets": [None]}]}
    document["planned_values"]["root_module"]["child_modules"] = [
        module("module.kafka", resource(cluster, values))
    ]

    found = read(document).value("broker_node_group_info", "client_subnets", of=cluster)
    assert plain(found) == ["→aws_subnet.a.id"]


def test_an_output_of_a_module_is_what_it_refers_to(read: Read) -> None:
    configuration = configured(
        broker_node_group_info=[
            {"client_subnets": references("module.network.subnets", "module.network")}
        ]
    )
    configuration["root_module"]["module_calls"] = {
        "network": {
            "module": {
                "outputs": {"subnets": {"expression": references("aws_subnet.all")}},
            }
        }
    }
    document = planned(
        {"broker_node_group_info": [{"client_subnets": [True, True]}]}, configuration
    )
    document["planned_values"]["root_module"]["child_modules"] = [
        module(
            "module.network",
            *(
                resource(f'module.network.aws_subnet.all["{key}"]', {}, index=key, name="all")
                for key in "ab"
            ),
        )
    ]

    found = read(document).value("broker_node_group_info", "client_subnets")
    assert plain(found) == [
        '→module.network.aws_subnet.all["a"].id',
        '→module.network.aws_subnet.all["b"].id',
    ]


def test_a_plan_that_failed_may_leave_things_out(read: Read) -> None:
    answer = read(plan(resource(CLUSTER, {"cluster_name": "orders"}), errored=True))

    assert answer.estate is not None
    assert answer.estate.partial == "Terraform could not finish the plan"
    assert plain(answer.value("cluster_name")) == "orders"


def test_what_is_destroyed_or_deposed_is_not_there(read: Read) -> None:
    document = plan(resource(CLUSTER, {}, deposed_key="abcd"), CONFIGURATION)

    assert read(document).resources.keys() == {"aws_msk_configuration.orders"}


def test_data_that_was_read_before_is_there(read: Read) -> None:
    document = plan(
        resource(CLUSTER, {}),
        prior_state={
            "values": {
                "root_module": {
                    "resources": [
                        resource("data.aws_subnet.a", {"availability_zone": "eu-west-1a"}),
                        resource("data.aws_msk_cluster.other", {"cluster_name": "other"}),
                    ]
                }
            }
        },
    )

    assert read(document).resources.keys() == {CLUSTER, "data.aws_subnet.a"}


SOURCE = """\
resource "aws_msk_configuration" "orders" {
  name = "orders"

  server_properties = <<-EOT
    min.insync.replicas=1
    num.partitions=6
  EOT
}

resource "aws_msk_cluster" "orders" {
  cluster_name = local.name

  broker_node_group_info {
    client_subnets = local.subnets
  }

  dynamic "logging_info" {
    for_each = local.logs
    content {
      broker_logs {
        s3 {
          enabled = false
        }
      }
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}
"""
BESIDE = plan(
    resource(
        CLUSTER,
        {
            "cluster_name": "orders",
            "kafka_version": "3.8.x",
            "broker_node_group_info": [{"client_subnets": ["subnet-1"]}],
            "logging_info": [{"broker_logs": [{"s3": [{"enabled": False}]}]}],
        },
    ),
    resource(
        "aws_msk_configuration.orders",
        {"server_properties": "min.insync.replicas=1\nnum.partitions=6\n"},
    ),
)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("cluster_name",), 11),
        (("broker_node_group_info", "client_subnets"), 14),
        (("logging_info", "broker_logs", "s3", "enabled"), 22),
        (("kafka_version",), 10),  # written nowhere: the resource
    ],
)
def test_with_the_source_beside_it_values_point_there_first(
    read: Read, path: tuple[str, ...], line: int
) -> None:
    answer = read(BESIDE, main_tf=SOURCE)
    first, own = answer.value(*path).origins

    assert (first.path, first.line) == ("main.tf", line)
    assert first.logical.startswith(CLUSTER)
    assert own.path == "plan.json"
    assert answer.covers == {"main.tf"}


def test_lines_of_a_heredoc_are_found_in_the_source(read: Read) -> None:
    text = read(BESIDE, main_tf=SOURCE).value(
        "server_properties", of="aws_msk_configuration.orders"
    )

    assert [(origin.path, origin.line) for origin in text.data.lines] == [
        ("main.tf", 5),
        ("main.tf", 6),
    ]


def test_the_source_says_what_no_plan_does(read: Read) -> None:
    guard = read(BESIDE, main_tf=SOURCE).resources[CLUSTER].guards["prevent_destroy"]

    assert (guard.data, guard.origins[0].line) == (True, 29)


def test_a_broken_source_is_not_the_plans_affair(read: Read) -> None:
    answer = read(BESIDE, main_tf='resource "aws_msk_cluster" "orders" {')

    assert answer.notices == []
    assert [origin.path for origin in answer.value("cluster_name").origins] == ["plan.json"]


EVENTS = """\
{"@level":"info","@message":"Terraform 1.11.4","@module":"terraform.ui","type":"version"}
{"@level":"info","@module":"terraform.ui","change":{"resource":{"addr":"aws_msk_cluster.orders",\
"module":"","resource_type":"aws_msk_cluster","resource_name":"orders","resource_key":null},\
"action":"create"},"type":"planned_change"}
{"@level":"info","@module":"terraform.ui","change":{"resource":{"addr":"aws_msk_cluster.old",\
"resource_type":"aws_msk_cluster"},"action":"delete"},"type":"planned_change"}
{"@level":"info","type":"planned_cha
"""


def test_a_stream_tells_what_there_is_and_nothing_of_it(read: Read) -> None:
    answer = read(EVENTS, "events.jsonl")

    assert answer.resources.keys() == {CLUSTER}
    assert answer.resources[CLUSTER].anchor.line == 2
    assert "does not say" in answer.value("number_of_broker_nodes").reason
    (notice,) = answer.notices
    assert notice.kind == "unreadable"
    assert "terraform show -json" in notice.message
