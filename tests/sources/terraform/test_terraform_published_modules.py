"""Published modules that we know come to the resources that they make of their arguments."""

from __future__ import annotations

import pytest
from terraform_folders import Read

from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform.supplied import address
from kafkalint.values import Provenance

MSK = """\
module "kafka" {
  source  = "terraform-aws-modules/msk-kafka-cluster/aws"
  version = "~> 3.0"

  name                       = "orders"
  kafka_version              = "3.7.x"
  number_of_broker_nodes     = local.zones * 2
  broker_node_client_subnets = module.vpc.private_subnets
  broker_node_instance_type  = "kafka.m7g.large"

  client_authentication = {
    sasl = { iam = true }
  }
  encryption_in_transit_client_broker = "TLS"
  s3_logs_enabled                     = true
  s3_logs_bucket                      = "logs"

  configuration_server_properties = {
    "auto.create.topics.enable" = false
    "min.insync.replicas"       = 2
  }
}

module "vpc" {
  source          = "terraform-aws-modules/vpc/aws"
  azs             = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  private_subnets = [for k in range(local.zones) : cidrsubnet("10.0.0.0/16", 8, k)]
}

locals {
  zones = 3
}
"""
CLUSTER = "module.kafka.aws_msk_cluster.this[0]"
IN_TRANSIT = ("encryption_info", "encryption_in_transit")


def test_a_call_comes_to_a_cluster_at_the_call(read: Read) -> None:
    found = read({"main.tf": MSK})
    cluster = found[CLUSTER]

    assert found.said == []
    assert found.estate.files == ("main.tf",)
    assert (cluster.anchor.path, cluster.anchor.line) == ("main.tf", 1)
    assert found.data(CLUSTER, "number_of_broker_nodes") == 6
    assert [o.line for o in cluster.value("number_of_broker_nodes").origins] == [7, 31]
    assert found.data(CLUSTER, "client_authentication", "sasl", "iam") is True
    assert cluster.value("client_authentication", "tls").is_absent
    assert cluster.value("client_authentication", "unauthenticated").is_absent
    logs = ("logging_info", "broker_logs", "s3", "enabled")
    assert cluster.value(*logs).data is True
    assert cluster.value(*logs).origins[0].line == 15


def test_what_the_module_sets_itself_is_a_default_of_the_platform(read: Read) -> None:
    found = read({"main.tf": MSK})
    firehose = found.value(CLUSTER, "logging_info", "broker_logs", "firehose", "enabled")

    assert firehose.data is False
    assert firehose.provenance is Provenance.PLATFORM
    assert firehose.reason.startswith("terraform-aws-modules/msk-kafka-cluster/aws sets ")
    assert [origin.line for origin in firehose.origins] == [1]
    assert found.value(CLUSTER, *IN_TRANSIT, "in_cluster").is_absent
    assert found.value(CLUSTER, *IN_TRANSIT, "client_broker").provenance is Provenance.EXPLICIT


def test_nothing_points_into_our_own_text(read: Read) -> None:
    found = read({"main.tf": MSK})
    paths = {
        origin.path
        for resource in found.estate.resources
        for value in [*resource.arguments.values()]
        for origin in (resource.anchor, *resource.related, *value.origins)
    }

    assert paths == {"main.tf"}


def test_its_properties_stand_at_the_entries_of_the_map(read: Read) -> None:
    text = read({"main.tf": MSK}).value(
        "module.kafka.aws_msk_configuration.this[0]", "server_properties"
    )

    assert text.data == "auto.create.topics.enable = false\nmin.insync.replicas = 2"
    assert [line.line for line in text.data.lines] == [19, 20]


def test_a_network_has_subnets_in_its_zones(read: Read) -> None:
    found = read({"main.tf": MSK})
    subnets = found.value(CLUSTER, "broker_node_group_info", "client_subnets")

    assert [item.data for item in subnets.data] == [
        Reference(f"module.vpc.aws_subnet.private[{n}]", "id") for n in range(3)
    ]
    zones = [found.estate.find(item, "aws_subnet") for item in subnets.data]
    assert [zone.value("availability_zone").data for zone in zones if zone] == [
        "eu-west-1a", "eu-west-1b", "eu-west-1c",
    ]  # fmt: skip


def test_zones_of_the_region_are_told_apart_without_their_names(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
data "aws_availability_zones" "here" {}
locals {
  zones = slice(data.aws_availability_zones.here.names, 0, 2)
}
resource "aws_subnet" "kafka" {
  count             = 3
  availability_zone = local.zones[count.index % 2]
}
resource "aws_subnet" "other" {
  count             = 5
  availability_zone = element(data.aws_availability_zones.here.names, count.index)
}
"""
        }
    )
    zones = [found.value(f"aws_subnet.kafka[{n}]", "availability_zone").data for n in range(3)]
    others = [found.value(f"aws_subnet.other[{n}]", "availability_zone") for n in range(5)]

    assert zones[0] == zones[2] == Reference("data.aws_availability_zones.here", "names[0]")
    assert zones[1] == Reference("data.aws_availability_zones.here", "names[1]")
    assert [other.is_known for other in others] == [True, True, True, False, False]


def test_arguments_of_the_first_versions_are_understood(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
module "kafka" {
  source  = "clowdhaus/msk-kafka-cluster/aws"
  version = "1.2.0"

  broker_node_ebs_volume_size         = 20
  client_authentication_sasl_scram    = true
  create_scram_secret_association     = true
  scram_secret_association_secret_arn_list = ["arn:aws:secretsmanager:eu-west-1:1:secret:a"]
}
"""
        }
    )

    storage = ("broker_node_group_info", "storage_info", "ebs_storage_info", "volume_size")
    assert found.data(CLUSTER, *storage) == 20
    assert found.data(CLUSTER, "client_authentication", "sasl", "scram") is True
    assert "module.kafka.aws_msk_scram_secret_association.this[0]" in found.addresses


COPY = """\
module "kafka" {
  source = "git::https://github.com/example/terraform-aws-msk-kafka-cluster.git?ref=v1.4.0"

  name                                = "orders"
  number_of_broker_nodes              = 3
  encryption_in_transit_client_broker = "TLS_PLAINTEXT"
  client_access_that_is_ours_alone    = true
}
"""


def test_of_a_copy_only_what_it_is_given_is_known(read: Read) -> None:
    found = read({"main.tf": COPY})
    cluster = found[CLUSTER]

    assert found.data(CLUSTER, "number_of_broker_nodes") == 3
    assert found.data(CLUSTER, *IN_TRANSIT, "client_broker") == "TLS_PLAINTEXT"
    assert cluster.value("client_authentication").is_unknown
    assert cluster.value("logging_info", "broker_logs", "s3", "enabled").is_unknown
    assert cluster.value("enhanced_monitoring").reason == (
        "example/msk-kafka-cluster/aws may set it in its own way"
    )
    assert found.said == [
        "unresolved main.tf:1 module kafka is read as terraform-aws-modules/msk-kafka-cluster/aws, "
        "whose name example/msk-kafka-cluster/aws has: its defaults are not known"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "github.com/example/terraform-aws-msk",
        "github.com/example/terraform-aws-vpc",
        "example/msk-kafka-cluster/aws",
    ],
)
def test_a_module_of_another_name_is_no_copy(read: Read, source: str) -> None:
    address = "github.com/example/terraform-aws-msk-kafka-cluster"
    found = read({"main.tf": COPY.replace(f"git::https://{address}.git?ref=v1.4.0", source)})

    assert found.addresses == []
    assert "is not looked into" in found.said[0]


def test_one_that_takes_other_arguments_is_no_copy(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
module "kafka" {
  source         = "github.com/example/terraform-aws-msk-kafka-cluster"
  name           = "orders"
  broker_count   = 3
  broker_subnets = ["subnet-1"]
}
"""
        }
    )

    assert found.addresses == []


CLOUDPOSSE = """\
module "label" {
  source    = "cloudposse/label/null"
  namespace = "EG"
  stage     = "prod"
}
module "kafka" {
  source  = "cloudposse/msk-apache-kafka-cluster/aws"
  context = module.label.context

  name                    = "kafka"
  kafka_version           = "3.3.2"
  broker_instance_type    = "kafka.m5.large"
  broker_per_zone         = 2
  subnet_ids              = ["subnet-1", "subnet-2", "subnet-3"]
  client_sasl_iam_enabled = true
  allowed_cidr_blocks     = ["10.0.0.0/8"]
  properties = {
    "default.replication.factor" = 3
  }
}
"""


def test_zones_decide_how_many_brokers_cloudposse_makes(read: Read) -> None:
    found = read({"main.tf": CLOUDPOSSE})
    cluster = "module.kafka.aws_msk_cluster.default[0]"

    assert found.data(cluster, "number_of_broker_nodes") == 6
    assert found.data(cluster, "cluster_name") == "eg-prod-kafka"
    assert found.data(cluster, *IN_TRANSIT, "client_broker") == "TLS"
    assert found.value(cluster, *IN_TRANSIT, "client_broker").is_default
    assert found.data(cluster, "client_authentication", "unauthenticated") is False
    ports = found["module.kafka.aws_security_group.default[0]"].blocks("ingress")
    assert [port.data["from_port"].data for port in ports] == [9094, 9098, 2181, 2182]


def test_a_disabled_module_makes_nothing(read: Read) -> None:
    found = read({"main.tf": CLOUDPOSSE.replace("name  ", "enabled = false\n  name  ")})

    assert found.addresses == []


ALARM = """\
module "alarm" {
  source              = "SOURCE"
  alarm_name          = "offline"
  namespace           = "AWS/Kafka"
  metric_name         = "OfflinePartitionsCount"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  dimensions          = DIMENSIONS
}
resource "aws_msk_cluster" "x" {
  cluster_name = "orders"
}
"""
CLOUDWATCH = "terraform-aws-modules/cloudwatch/aws//modules/metric-alarm"


def test_alarms_may_come_of_modules(read: Read) -> None:
    one = ALARM.replace("SOURCE", CLOUDWATCH).replace("DIMENSIONS", '{ "Cluster Name" = "orders" }')
    several = ALARM.replace("SOURCE", f"{CLOUDWATCH}s-by-multiple-dimensions").replace(
        "DIMENSIONS", '{ a = { "Cluster Name" = "orders" }, b = {} }'
    )

    found = read({"main.tf": one})
    alarm = "module.alarm.aws_cloudwatch_metric_alarm.this[0]"
    assert found.data(alarm, "metric_name") == "OfflinePartitionsCount"
    assert found.data(alarm, "dimensions") == {"Cluster Name": "orders"}
    assert found.estate.partial == ""
    found = read({"main.tf": several})
    alarm = 'module.alarm.aws_cloudwatch_metric_alarm.this["a"]'
    assert found.data(alarm, "alarm_name") == "offlinea"
    assert found.data(alarm, "dimensions") == {"Cluster Name": "orders"}


def test_a_module_that_is_not_known_may_make_alarms(read: Read) -> None:
    unknown = ALARM.replace("SOURCE", "example/alarms/aws").replace("DIMENSIONS", "{}")
    found = read({"main.tf": unknown})

    assert found.estate.partial == "example/alarms/aws is not among the files that were read"
    assert found.said == []


def test_subnets_may_be_one_in_each_zone(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
module "subnets" {
  source             = "cloudposse/dynamic-subnets/aws"
  availability_zones = ["eu-west-1a", "eu-west-1b"]
}
module "all" {
  source = "cloudposse/dynamic-subnets/aws"
}
resource "aws_msk_cluster" "x" {
  known   = module.subnets.private_subnet_ids
  unknown = module.all.private_subnet_ids
}
"""
        }
    )

    assert [item.data for item in found.value("aws_msk_cluster.x", "known").data] == [
        Reference(f"module.subnets.aws_subnet.private[{n}]", "id") for n in range(2)
    ]
    assert found.value("aws_msk_cluster.x", "unknown").is_unknown


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("terraform-aws-modules/vpc/aws", "terraform-aws-modules/vpc/aws"),
        ("registry.terraform.io/cloudposse/label/null", "cloudposse/label/null"),
        (
            "github.com/terraform-aws-modules/terraform-aws-msk-kafka-cluster?ref=v2.0.0",
            "terraform-aws-modules/msk-kafka-cluster/aws",
        ),
        (
            "git::https://github.com/cloudposse/terraform-aws-msk-apache-kafka-cluster.git",
            "cloudposse/msk-apache-kafka-cluster/aws",
        ),
        (
            "git@github.com:terraform-aws-modules/terraform-aws-msk-kafka-cluster.git//modules/serverless",
            "terraform-aws-modules/msk-kafka-cluster/aws//modules/serverless",
        ),
        ("tfr:///terraform-aws-modules/vpc/aws?version=5.0.0", "terraform-aws-modules/vpc/aws"),
        ("git::https://example.com/kafka.git", "git::https://example.com/kafka.git"),
    ],
)
def test_sources_are_written_in_many_ways(source: str, named: str) -> None:
    assert address(source) == named


FETCHED = {
    "live/main.tf": """\
module "kafka" {
  source  = "example/kafka/aws"
  version = "1.0"
  brokers = 6
}
resource "aws_sns_topic" "x" {
  name = module.kafka.name
}
""",
    "live/.terraform/modules/modules.json": """\
{"Modules": [
  {"Key": "", "Source": "", "Dir": "."},
  {"Key": "kafka", "Source": "registry.terraform.io/example/kafka/aws", "Version": "1.0.0",
   "Dir": ".terraform/modules/kafka"},
  {"Key": "kafka.inner", "Source": "./modules/inner", "Dir": ".terraform/modules/kafka/inner"},
  {"Key": "evil", "Source": "x", "Dir": "../../.."}
]}
""",
    "live/.terraform/modules/kafka/main.tf": """\
variable "brokers" {}
variable "name" { default = "orders" }
module "inner" {
  source  = "./inner"
  brokers = var.brokers
  name    = var.name
}
output "name" { value = module.inner.name }
""",
    "live/.terraform/modules/kafka/inner/main.tf": """\
variable "brokers" {}
variable "name" {}
resource "aws_msk_cluster" "x" {
  cluster_name           = var.name
  number_of_broker_nodes = var.brokers
  storage_mode           = "LOCAL"
}
output "name" { value = aws_msk_cluster.x.cluster_name }
""",
}


def test_what_terraform_has_fetched_is_read_and_stands_at_the_call(read: Read) -> None:
    named = {path: text for path, text in FETCHED.items() if ".terraform" not in path}
    found = read({**FETCHED, **named})
    cluster = "module.kafka.module.inner.aws_msk_cluster.x"
    (estate,) = (estate for estate in found.estates if estate.name == "live")
    resource = next(held for held in estate.resources if held.address == cluster)

    assert estate.files == ("live/main.tf",)
    assert (resource.anchor.path, resource.anchor.line) == ("live/main.tf", 1)
    brokers = resource.value("number_of_broker_nodes")
    assert (brokers.data, [(o.path, o.line) for o in brokers.origins]) == (6, [("live/main.tf", 4)])
    name = resource.value("cluster_name")
    assert (name.data, name.provenance) == ("orders", Provenance.PLATFORM)
    assert resource.value("storage_mode").reason == "example/kafka/aws sets it"
    topic = next(held for held in estate.resources if held.type == "aws_sns_topic")
    assert topic.value("name").data == "orders"
    assert not any("not looked into" in said for said in found.said)
