"""Root modules, the modules that they call, and the resources that they come to."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from terraform_folders import Read, read_folder

from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources._cloud.written import Written

MODULE = """\
variable "brokers" {
  type    = number
  default = 3
}

variable "properties" {
  type    = map(string)
  default = {}
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  number_of_broker_nodes = var.brokers

  broker_node_group_info {
    client_subnets = var.subnets
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }
}

resource "aws_msk_configuration" "this" {
  name              = "${var.name}-configuration"
  server_properties = join("\\n", [for key, value in var.properties : "${key} = ${value}"])
}

output "arn" {
  value = aws_msk_cluster.this.arn
}
"""
VARIABLES = 'variable "name" {}\nvariable "subnets" { type = list(string) }\n'
CALLS = """\
module "orders" {
  source  = "./modules/msk"
  name    = "orders"
  brokers = 6
  subnets = ["subnet-1", "subnet-2", "subnet-3"]
  properties = {
    "auto.create.topics.enable" = false
    "min.insync.replicas"       = 2
  }
}

module "payments" {
  source  = "./modules/msk"
  name    = "payments"
  subnets = ["subnet-1"]
}

resource "aws_cloudwatch_metric_alarm" "disk" {
  alarm_name = "disk"
  dimensions = { "Cluster Name" = module.orders.arn }
}
"""
FILES = {
    "main.tf": CALLS,
    "modules/msk/main.tf": MODULE,
    "modules/msk/variables.tf": VARIABLES,
}


def test_a_module_is_judged_for_each_of_its_calls_and_not_again_by_itself(read: Read) -> None:
    found = read(FILES)

    assert found.estate.name == "."
    assert found.addresses == [
        "aws_cloudwatch_metric_alarm.disk",
        "module.orders.aws_msk_cluster.this",
        "module.orders.aws_msk_configuration.this",
        "module.payments.aws_msk_cluster.this",
        "module.payments.aws_msk_configuration.this",
    ]
    assert found.data("module.orders.aws_msk_cluster.this", "number_of_broker_nodes") == 6
    assert found.data("module.payments.aws_msk_cluster.this", "number_of_broker_nodes") == 3
    assert found.estate.files == ("main.tf", "modules/msk/main.tf", "modules/msk/variables.tf")


def test_a_value_stands_where_it_is_used_and_then_where_it_comes_from(read: Read) -> None:
    found = read(FILES)
    given = found.value("module.orders.aws_msk_cluster.this", "number_of_broker_nodes")
    default = found.value("module.payments.aws_msk_cluster.this", "number_of_broker_nodes")

    assert [(o.path, o.line) for o in given.origins] == [
        ("modules/msk/main.tf", 13), ("main.tf", 4),
    ]  # fmt: skip
    assert [(o.path, o.line) for o in default.origins] == [
        ("modules/msk/main.tf", 13), ("modules/msk/main.tf", 3), ("main.tf", 12),
    ]  # fmt: skip
    related = found["module.orders.aws_msk_cluster.this"].related
    assert [(o.path, o.line) for o in related] == [("main.tf", 1)]


def test_what_exists_only_once_it_is_made_is_a_reference(read: Read) -> None:
    found = read(FILES)

    assert found.value(
        "module.orders.aws_msk_cluster.this", "configuration_info", "arn"
    ).data == Reference("module.orders.aws_msk_configuration.this", "arn")
    assert found.value("aws_cloudwatch_metric_alarm.disk", "dimensions").data[
        "Cluster Name"
    ].data == Reference("module.orders.aws_msk_cluster.this", "arn")


def test_lines_of_properties_made_of_a_map_stand_at_its_entries(read: Read) -> None:
    found = read(FILES)
    text = found.value("module.orders.aws_msk_configuration.this", "server_properties").data

    assert text == "auto.create.topics.enable = false\nmin.insync.replicas = 2"
    assert isinstance(text, Written)
    assert [(line.path, line.line) for line in text.lines] == [("main.tf", 7), ("main.tf", 8)]


def test_a_module_that_nobody_calls_is_a_root_with_its_defaults(read: Read) -> None:
    found = read({k: v for k, v in FILES.items() if k != "main.tf"})
    name = found.value("aws_msk_cluster.this", "cluster_name")

    assert found.estate.name == "modules/msk"
    assert found.data("aws_msk_cluster.this", "number_of_broker_nodes") == 3
    assert name.is_unknown and name.reason == "var.name is given when it runs"
    assert (name.origins[-1].path, name.origins[-1].line) == ("modules/msk/variables.tf", 1)


def test_several_folders_are_several_roots(read: Read) -> None:
    found = read(
        {
            "a/main.tf": 'resource "aws_msk_cluster" "a" {}',
            "b/main.tf": 'resource "aws_msk_cluster" "b" {}',
            "c/main.tf": 'resource "aws_s3_bucket" "c" {}',
        }
    )

    assert [estate.name for estate in found.estates] == ["a", "b"]


def test_a_root_matters_that_speaks_of_kafka_only_in_what_it_calls(read: Read) -> None:
    found = read(
        {
            "main.tf": 'module "streaming" {\n  source = "./streaming"\n  size = var.size\n}',
            "variables.tf": 'variable "size" {\n  default = 3\n}',
            "streaming/main.tf": 'module "it" {\n source = "../it"\n  brokers = var.size\n}',
            "streaming/variables.tf": 'variable "size" {}',
            "it/main.tf": 'resource "aws_msk_cluster" "x" {\n  n = var.brokers\n}',
            "it/variables.tf": 'variable "brokers" {}',
        }
    )

    assert found.addresses == ["module.streaming.module.it.aws_msk_cluster.x"]
    assert found.data("module.streaming.module.it.aws_msk_cluster.x", "n") == 3


def test_modules_may_have_count_and_for_each(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
module "each" {
  source   = "./msk"
  for_each = toset(["eu", "us"])
  name     = "kafka-${each.key}"
}
module "two" {
  source = "./msk"
  count  = 2
  name   = "kafka-${count.index}"
}
module "none" {
  source = "./msk"
  count  = 0
  name   = "none"
}
module "perhaps" {
  source = "./msk"
  count  = var.wanted ? 1 : 0
  name   = "perhaps"
}
variable "wanted" {}
output "names" {
  value = [for m in module.each : m.name]
}
resource "aws_sns_topic" "x" {
  name  = join(",", [for m in module.each : m.name])
  other = module.two[1].name
}
""",
            "msk/main.tf": """\
variable "name" {}
resource "aws_msk_cluster" "x" {
  cluster_name = var.name
}
output "name" {
  value = aws_msk_cluster.x.cluster_name
}
""",
        }
    )

    assert found.addresses == [
        "aws_sns_topic.x",
        'module.each["eu"].aws_msk_cluster.x',
        'module.each["us"].aws_msk_cluster.x',
        "module.perhaps[*].aws_msk_cluster.x",
        "module.two[0].aws_msk_cluster.x",
        "module.two[1].aws_msk_cluster.x",
    ]
    assert found.data('module.each["us"].aws_msk_cluster.x', "cluster_name") == "kafka-us"
    assert found.data("aws_sns_topic.x", "name") == "kafka-eu,kafka-us"
    assert found.data("aws_sns_topic.x", "other") == "kafka-1"
    perhaps = found["module.perhaps[*].aws_msk_cluster.x"]
    assert perhaps.uncertain == "var.wanted is given when it runs"
    assert found.data(perhaps.address, "cluster_name") == "perhaps"


def test_resources_may_have_count_and_for_each(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
resource "aws_msk_cluster" "count" {
  count = length(local.names)
  cluster_name = local.names[count.index]
}
resource "aws_msk_cluster" "each" {
  for_each     = local.sizes
  cluster_name = each.key
  number_of_broker_nodes = each.value.brokers
}
resource "aws_msk_cluster" "none" {
  count = var.create ? 1 : 0
}
resource "aws_msk_cluster" "perhaps" {
  count        = var.unknown
  cluster_name = "it"
}
locals {
  names = ["a", "b"]
  sizes = { big = { brokers = 6 }, small = { brokers = 3 } }
}
variable "create" { default = false }
variable "unknown" {}
resource "aws_sns_topic" "x" {
  all   = aws_msk_cluster.count[*].cluster_name
  each  = values(aws_msk_cluster.each)[*].arn
  none  = try(aws_msk_cluster.none[0].arn, "none")
  one   = one(aws_msk_cluster.none[*].arn)
  some  = aws_msk_cluster.perhaps[0].arn
  many  = aws_msk_cluster.perhaps[*].arn
}
"""
        }
    )

    assert found.addresses == [
        "aws_msk_cluster.count[0]",
        "aws_msk_cluster.count[1]",
        'aws_msk_cluster.each["big"]',
        'aws_msk_cluster.each["small"]',
        "aws_msk_cluster.perhaps[*]",
        "aws_sns_topic.x",
    ]
    assert found.data('aws_msk_cluster.each["big"]', "number_of_broker_nodes") == 6
    assert found["aws_msk_cluster.perhaps[*]"].uncertain == "var.unknown is given when it runs"
    assert not found["aws_msk_cluster.count[0]"].uncertain
    assert found.data("aws_sns_topic.x", "all") == ["a", "b"]
    assert found.data("aws_sns_topic.x", "none") == "none"
    assert found.value("aws_sns_topic.x", "one").is_absent
    assert [item.data for item in found.value("aws_sns_topic.x", "each").data] == [
        Reference('aws_msk_cluster.each["big"]', "arn"),
        Reference('aws_msk_cluster.each["small"]', "arn"),
    ]
    some = found.value("aws_sns_topic.x", "some")
    assert some.data == Reference("aws_msk_cluster.perhaps[*]", "arn")
    assert found.value("aws_sns_topic.x", "many").is_unknown


def test_an_argument_of_another_resource_is_its_value(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
resource "aws_msk_cluster" "x" {
  cluster_name = "orders"
  broker_node_group_info {
    client_subnets = [aws_subnet.a.id]
  }
}
resource "aws_subnet" "a" {
  availability_zone = "eu-west-1a"
}
resource "aws_cloudwatch_metric_alarm" "x" {
  name    = aws_msk_cluster.x.cluster_name
  subnets = aws_msk_cluster.x.broker_node_group_info[0].client_subnets
  zone    = aws_subnet.a.availability_zone
  brokers = aws_msk_cluster.x.bootstrap_brokers_tls
}
"""
        }
    )
    alarm = "aws_cloudwatch_metric_alarm.x"

    assert found.data(alarm, "name") == "orders"
    assert found.data(alarm, "zone") == "eu-west-1a"
    assert found.value(alarm, "subnets").data[0].data == Reference("aws_subnet.a", "id")
    assert found.value(alarm, "brokers").data == Reference(
        "aws_msk_cluster.x", "bootstrap_brokers_tls"
    )


def test_blocks_are_lists_and_dynamic_ones_are_written_out(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
resource "aws_msk_cluster" "x" {
  logging_info {
    broker_logs {
      s3 {
        enabled = true
      }
    }
  }
  dynamic "client_authentication" {
    for_each = var.scram ? [true] : []
    content {
      sasl {
        scram = client_authentication.value
      }
    }
  }
  dynamic "open_monitoring" {
    for_each = var.unknown ? [1] : []
    content {}
  }
  dynamic "encryption_info" {
    for_each = []
    content {}
  }
  dynamic "rule" {
    for_each = { a = 1, b = 2 }
    iterator = it
    content {
      name  = it.key
      value = it.value
    }
  }
}
variable "scram" { default = true }
variable "unknown" {}
"""
        }
    )
    cluster = found["aws_msk_cluster.x"]

    assert found.data(cluster.address, "logging_info", "broker_logs", "s3", "enabled") is True
    assert found.data(cluster.address, "client_authentication", "sasl", "scram") is True
    assert cluster.value("open_monitoring").is_unknown
    assert [block.data["name"].data for block in cluster.blocks("rule")] == ["a", "b"]
    assert cluster.value("encryption_info").is_absent and not cluster.has("encryption_info")
    assert cluster.value("encryption_info").origins[0].line == 21


def test_what_was_written_before_terraform_0_12_is_understood(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
resource "aws_msk_cluster" "x" {
  number_of_broker_nodes = "${length(var.zones)}"
  client_subnets         = ["${aws_subnet.kafka.*.id}"]
  security_groups        = ["${aws_security_group.a.id}", "sg-1"]
  tags                   = "${map("a", "b")}"
}
resource "aws_subnet" "kafka" {
  count             = "${length(var.zones)}"
  availability_zone = "${element(var.zones, count.index)}"
}
resource "aws_security_group" "a" {}
variable "zones" {
  type    = "list"
  default = ["a", "b", "c"]
}
"""
        }
    )

    assert found.data("aws_msk_cluster.x", "number_of_broker_nodes") == 3
    assert [item.data for item in found.value("aws_msk_cluster.x", "client_subnets").data] == [
        Reference(f"aws_subnet.kafka[{n}]", "id") for n in range(3)
    ]
    assert found.value("aws_msk_cluster.x", "security_groups").data[1].data == "sg-1"
    assert found.data("aws_msk_cluster.x", "tags") == {"a": "b"}
    assert found.data("aws_subnet.kafka[2]", "availability_zone") == "c"


def test_lifecycle_guards(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
resource "aws_msk_cluster" "kept" {
  lifecycle {
    prevent_destroy = true
  }
}
resource "aws_msk_cluster" "open" {
  lifecycle {
    create_before_destroy = true
  }
}
"""
        }
    )

    guard = found["aws_msk_cluster.kept"].guards["prevent_destroy"]
    assert guard.data is True and guard.origins[0].line == 3
    assert found["aws_msk_cluster.open"].guards == {}
    assert not found["aws_msk_cluster.open"].arguments


def test_the_nature_of_files_is_known_by_their_names(read: Read) -> None:
    found = read(
        {
            "main.tf": 'resource "aws_msk_cluster" "x" {\n  a = var.a\n  b = var.b\n  c = 1\n}',
            "variables.tf": 'variable "a" { default = 1 }\nvariable "b" { default = 1 }',
            "terraform.tfvars": "a = 2\nb = 2\n",
            "z.auto.tfvars": "b = 3\n",
            "a.auto.tfvars.json": '{"b": 4}',
            "production.tfvars": "a = 9\n",
            "main_override.tf": 'resource "aws_msk_cluster" "x" {\n  c = 2\n}',
            "more.tf.json": '{"resource": {"aws_msk_topic": {"t": {"name": "t-${var.a}"}}}}',
        }
    )

    assert found.data("aws_msk_cluster.x", "a") == 2
    assert found.data("aws_msk_cluster.x", "b") == 3
    assert found.data("aws_msk_cluster.x", "c") == 2
    assert found.data("aws_msk_topic.t", "name") == "t-2"
    place = found.value("aws_msk_cluster.x", "b").origins[-1]
    assert (place.path, place.line) == ("z.auto.tfvars", 1)


def test_opentofu_reads_its_own_file_in_place_of_the_other_one(read: Read) -> None:
    found = read(
        {
            "main.tf": 'resource "aws_msk_cluster" "terraform" {}',
            "main.tofu": 'resource "aws_msk_cluster" "tofu" {}',
        }
    )

    assert found.addresses == ["aws_msk_cluster.tofu"]


def test_opentofu_puts_sources_together(read: Read) -> None:
    found = read(
        {
            "main.tofu": 'module "kafka" {\n  source = "./${local.which}"\n}\n'
            'locals {\n  which = "msk"\n}\n',
            "msk/main.tf": 'resource "aws_msk_cluster" "x" {}\n',
        }
    )

    assert "module.kafka.aws_msk_cluster.x" in found.addresses


def test_a_broken_file_is_told_of_and_the_others_are_judged(read: Read) -> None:
    found = read(
        {
            "main.tf": 'resource "aws_msk_cluster" "x" {\n  n = local.brokers\n}',
            "broken.tf": "locals {\n  brokers = = 3\n}\n",
        }
    )

    assert found.addresses == ["aws_msk_cluster.x"]
    assert found.said[0].startswith("unreadable broken.tf:2 ")
    assert found.estate.partial == "broken.tf beside it cannot be read"
    value = found.value("aws_msk_cluster.x", "n")
    assert value.reason == "local.brokers is not declared: broken.tf beside it cannot be read"


def test_a_module_that_a_broken_file_calls_is_read_by_itself(read: Read) -> None:
    found = read({**FILES, "main.tf": CALLS + "oops = = 1\n"})

    assert [estate.name for estate in found.estates] == [".", "modules/msk"]
    assert found.addresses == ["aws_msk_cluster.this", "aws_msk_configuration.this"]


def test_modules_and_locals_in_circles_are_unknown(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
locals {
  a = local.b
  b = local.a
}
module "kafka" {
  source = "./a"
}
resource "aws_msk_cluster" "x" {
  n    = local.a
  next = aws_msk_cluster.x.next
}
""",
            "a/main.tf": 'module "kafka" {\n  source = "../b"\n}\n',
            "b/main.tf": 'module "kafka" {\n  source = "../a"\n}\nresource "x" "y" {}\n',
        }
    )

    assert "refers to itself" in found.value("aws_msk_cluster.x", "n").reason
    assert "refers to itself" in found.value("aws_msk_cluster.x", "next").reason
    assert found.addresses == ["aws_msk_cluster.x", "module.kafka.module.kafka.x.y"]


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_files_and_blocks_changes_nothing(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(files: dict[str, str], folder: Path) -> list[str]:
        folder.mkdir()
        monkeypatch.chdir(folder)
        found = read_folder(folder, files)
        return sorted(
            f"{resource.address} {name} {value.data!r} {value.reason}"
            for estate in found.estates
            for resource in estate.resources
            for name, value in resource.arguments.items()
        )

    def plain(lines: list[str]) -> list[str]:
        import re

        return [re.sub(r"@ [^>]*>|Span\([^)]*\)", "", line) for line in lines]

    order = random.Random(seed)
    blocks = [f"{block}\n}}\n" for block in CALLS.split("\n}\n") if block.strip()]
    order.shuffle(blocks)
    names = ["a.tf", "b.tf", "c.tf", "d.tf"]
    order.shuffle(names)
    scattered = dict.fromkeys(names, "")
    for number, block in enumerate(blocks):
        scattered[names[number % len(names)]] += block
    items = [*scattered.items(), *list(FILES.items())[1:]]
    order.shuffle(items)

    assert plain(told(dict(items), tmp_path / "one")) == plain(told(FILES, tmp_path / "two"))


def test_remote_modules_are_unknown_and_told_of_where_they_speak_of_kafka(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
module "vpc" {
  source = "git::https://example.com/network.git"
}
module "kafka" {
  source  = "example/kafka-streaming/aws"
  subnets = module.vpc.subnets
}
module "missing" {
  source = "./modules/msk"
}
resource "aws_msk_cluster" "x" {
  subnets = module.vpc.subnets
}
"""
        }
    )

    assert found.said == [
        "unresolved main.tf:4 module kafka is not looked into: example/kafka-streaming/aws is not "
        "among the files that were read",
        "unresolved main.tf:8 module missing is not looked into: there is no module in modules/msk",
    ]
    assert "is not among the files" in found.value("aws_msk_cluster.x", "subnets").reason


def test_what_a_user_gives_comes_first(read: Read) -> None:
    files = {
        "main.tf": 'resource "aws_msk_cluster" "x" {\n  a = var.a\n  b = var.b\n}',
        "variables.tf": 'variable "a" { type = number }\nvariable "b" { type = list(string) }',
        "terraform.tfvars": "a = 2\n",
    }
    found = read(files, {"a": "6", "TF_VAR_a": "7", "TF_VAR_b": '["x", "y"]'})

    assert found.data("aws_msk_cluster.x", "a") == 6
    assert found.data("aws_msk_cluster.x", "b") == ["x", "y"]


def test_a_file_of_variables_that_a_user_gives_comes_before_those_in_the_folder(
    read: Read,
) -> None:
    files = {
        "main.tf": 'resource "aws_msk_cluster" "x" {\n  a = var.a\n  b = var.b\n}',
        "variables.tf": 'variable "a" {}\nvariable "b" {}',
        "terraform.tfvars": "a = 2\nb = 2\n",
        "environments/production.tfvars": "\na = 9\n",
        "more.tfvars.json": '{"b": [1, "${2}"]}',
    }
    found = read(files, {}, ["environments/production.tfvars", "more.tfvars.json"])

    assert found.data("aws_msk_cluster.x", "a") == 9
    assert found.data("aws_msk_cluster.x", "b") == [1, 2]
    place = found.value("aws_msk_cluster.x", "a").origins[-1]
    assert (place.path, place.line) == ("environments/production.tfvars", 2)


JSON = """\
{
  "locals": {"topics": ["a", "b"]},
  "variable": {"unknown": {}},
  "resource": {
    "aws_msk_cluster": {
      "x": {
        "//": "made by a program",
        "count": 1,
        "lifecycle": {"prevent_destroy": true},
        "logging_info": [{"broker_logs": {"s3": {"enabled": true}}}],
        "dynamic": {
          "tag": {
            "for_each": "${local.topics}",
            "iterator": "it",
            "content": {"name": "${it.value}", "first": "${it.key == 0}"}
          },
          "open_monitoring": [{"for_each": "${var.unknown}", "content": {}}]
        }
      }
    }
  }
}
"""


def test_json_says_the_same(read: Read) -> None:
    found = read({"kafka.tf.json": JSON})
    cluster = found["aws_msk_cluster.x[0]"]

    assert found.data(cluster.address, "logging_info", "broker_logs", "s3", "enabled") is True
    assert [b.data["name"].data for b in cluster.blocks("tag")] == ["a", "b"]
    assert [b.data["first"].data for b in cluster.blocks("tag")] == [True, False]
    assert cluster.value("open_monitoring").is_unknown
    assert cluster.guards["prevent_destroy"].data is True
    assert (cluster.anchor.path, cluster.anchor.line) == ("kafka.tf.json", 6)
    assert sorted(cluster.arguments) == ["logging_info", "open_monitoring", "tag"]
