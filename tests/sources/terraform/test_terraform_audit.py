"""Folders and files of Terraform as an audit meets them: what is judged, and what is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kafkalint.audit import Options, audit_paths
from kafkalint.findings import Report

Audit = Callable[..., Report]

MODULE = """\
resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = "3.8.x"
  number_of_broker_nodes = var.brokers
  broker_node_group_info {
    instance_type  = "kafka.m7g.large"
    client_subnets = ["subnet-1", "subnet-2", "subnet-3"]
  }
  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }
}
resource "aws_msk_configuration" "this" {
  name              = "brokers"
  server_properties = file("${path.module}/server.properties")
}
"""
FILES = {
    "live/main.tf": 'module "kafka" {\n  source  = "../msk"\n  name    = "orders"\n}\n',
    "msk/main.tf": MODULE,
    "msk/variables.tf": 'variable "name" {}\nvariable "brokers" {\n  default = 2\n}\n',
    "msk/server.properties": "auto.create.topics.enable=true\n",
    "network/main.tf": 'resource "aws_vpc" "x" {\n  cidr_block = = 1\n}\n',
}


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Audit:
    monkeypatch.chdir(tmp_path)

    def run(files: Mapping[str, str], *paths: str) -> Report:
        for path, content in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content)
        return audit_paths(paths or (".",), Options())

    return run


def rules(report: Report) -> set[str]:
    return {finding.rule.id for finding in report.findings}


def test_a_folder_is_read_with_all_that_its_modules_say(audit: Audit) -> None:
    report = audit(FILES)
    (cluster,) = report.clusters

    assert cluster.name == "orders"
    assert {"live/main.tf", "msk/main.tf", "msk/server.properties"} <= set(cluster.files)
    assert {"broker-count-below-three", "auto-create-topics-enabled"} <= rules(report)
    assert not report.notices  # what is wrong in a folder without Kafka is not our business


def test_properties_that_a_configuration_takes_are_no_brokers_own(audit: Audit) -> None:
    report = audit(FILES)
    (found,) = (f for f in report.findings if f.rule.id == "auto-create-topics-enabled")

    assert [cluster.platform for cluster in report.clusters] == ["msk"]
    assert [(o.path, o.line) for o in found.locations][:1] == [("msk/server.properties", 1)]


@pytest.mark.parametrize(("ignored", "is_found"), [("*.tfvars", False), ("*.log", True)])
def test_a_secret_in_a_file_that_git_ignores_stays_on_this_machine(
    audit: Audit, ignored: str, is_found: bool
) -> None:
    report = audit(
        {
            ".git/HEAD": "",
            ".gitignore": f"{ignored}\n",
            "terraform.tfvars": 'secret = "hunter2horse"\nname = "orders"\n',
            "main.tf": (
                'variable "secret" {}\nvariable "name" {}\n'
                'provider "confluent" {\n  cloud_api_secret = var.secret\n}\n'
                'resource "confluent_kafka_cluster" "this" {\n  display_name = var.name\n}\n'
                'resource "confluent_kafka_topic" "this" {\n  topic_name = "orders"\n'
                "  credentials {\n    secret = var.secret\n  }\n}\n"
            ),
        }
    )

    assert report.clusters[0].name == "orders"
    secrets = {"secret-in-plaintext", "cc-credentials-in-resource"}
    assert rules(report) & secrets == (secrets if is_found else set())


def test_a_finding_names_the_variable_and_the_call_too(audit: Audit) -> None:
    report = audit(FILES)
    (found,) = (f for f in report.findings if f.rule.id == "broker-count-below-three")

    assert [(o.path, o.line) for o in found.locations] == [
        ("msk/main.tf", 4), ("msk/variables.tf", 3), ("live/main.tf", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["live/main.tf", "msk/main.tf", "msk", "live"])
def test_a_file_that_is_named_brings_the_rest_of_its_folder(path: str, audit: Audit) -> None:
    report = audit(FILES, path)

    assert len(report.clusters) == 1
    assert "broker-count-below-three" in rules(report)


def test_a_file_of_variables_that_is_named_has_only_its_own_findings(audit: Audit) -> None:
    report = audit(FILES, "msk/variables.tf")

    assert len(report.clusters) == 1
    assert "broker-count-below-three" in rules(report)
    assert all(
        any(origin.path != "msk/main.tf" for origin in finding.locations)
        for finding in report.findings
    )


def test_a_broken_file_makes_the_audit_incomplete_and_the_rest_is_judged(audit: Audit) -> None:
    report = audit({**FILES, "msk/broken.tf": "locals {\n  a = = 1\n}\n"})

    assert [(n.kind, n.path, n.line) for n in report.notices] == [
        ("unreadable", "msk/broken.tf", 2)
    ]
    assert report.incomplete
    assert "broker-count-below-three" in rules(report)


def test_a_folder_that_takes_too_much_is_told_of(audit: Audit) -> None:
    loops = "[for a in range(999) : [for b in range(999) : [for c in range(999) : a]]]"
    report = audit({"main.tf": f'resource "aws_msk_cluster" "x" {{\n  tags = {loops}\n}}\n'})

    assert report.incomplete and not report.clusters
    assert [(n.kind, n.path) for n in report.notices] == [("unreadable", "main.tf")]
    assert "more" in report.notices[0].message


def test_what_is_piped_in_stands_among_the_files_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "variables.tf").write_text('variable "name" {}\nvariable "brokers" {}\n')
    (tmp_path / "server.properties").write_text("")
    (tmp_path / "terraform.tfvars").write_text("brokers = 1\n")
    options = Options(stdin=MODULE.encode(), stdin_filename="main.tf")
    report = audit_paths(("-",), options)

    assert "broker-count-below-three" in rules(report)


SUBNETS = """\
resource "aws_subnet" "kafka" {
  count             = 3
  availability_zone = ["eu-west-1a", "eu-west-1b", "eu-west-1c"][count.index]
}
"""
DIRECT = """\
resource "aws_msk_cluster" "orders" {
  cluster_name           = "orders"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3
  broker_node_group_info {
    instance_type  = "kafka.m7g.large"
    client_subnets = aws_subnet.kafka[*].id
    storage_info {
      ebs_storage_info {
        volume_size = 100
      }
    }
  }
  client_authentication {
    sasl {
      iam = true
    }
  }
  encryption_info {
    encryption_in_transit {
      client_broker = "TLS_PLAINTEXT"
    }
  }
  configuration_info {
    arn      = aws_msk_configuration.orders.arn
    revision = aws_msk_configuration.orders.latest_revision
  }
  open_monitoring {
    prometheus {
      jmx_exporter {
        enabled_in_broker = true
      }
      node_exporter {
        enabled_in_broker = false
      }
    }
  }
}
resource "aws_msk_configuration" "orders" {
  name              = "orders"
  kafka_versions    = ["3.8.x"]
  server_properties = <<-EOT
    auto.create.topics.enable = true
    default.replication.factor = 3
  EOT
}
resource "aws_appautoscaling_target" "orders" {
  max_capacity       = 250
  min_capacity       = 1
  resource_id        = aws_msk_cluster.orders.arn
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  service_namespace  = "kafka"
}
resource "aws_appautoscaling_policy" "orders" {
  name               = "orders-broker-storage-scaling"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_msk_cluster.orders.arn
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  service_namespace  = "kafka"
  target_tracking_scaling_policy_configuration {
    target_value = 70
    predefined_metric_specification {
      predefined_metric_type = "KafkaBrokerStorageUtilization"
    }
  }
}
"""
COMMUNITY = """\
module "orders" {
  source                     = "terraform-aws-modules/msk-kafka-cluster/aws"
  name                       = "orders"
  kafka_version              = "3.8.x"
  number_of_broker_nodes     = 3
  broker_node_client_subnets = aws_subnet.kafka[*].id
  broker_node_instance_type  = "kafka.m7g.large"
  broker_node_storage_info   = { ebs_storage_info = { volume_size = 100 } }
  client_authentication      = { sasl = { iam = true } }
  jmx_exporter_enabled       = true

  encryption_in_transit_client_broker = "TLS_PLAINTEXT"
  configuration_server_properties = {
    "auto.create.topics.enable"  = true
    "default.replication.factor" = 3
  }
}
"""
CLOUDPOSSE = """\
module "orders" {
  source                  = "cloudposse/msk-apache-kafka-cluster/aws"
  name                    = "orders"
  kafka_version           = "3.8.x"
  subnet_ids              = aws_subnet.kafka[*].id
  broker_instance_type    = "kafka.m7g.large"
  broker_volume_size      = 100
  create_security_group   = false
  client_broker           = "TLS_PLAINTEXT"
  client_sasl_iam_enabled = true
  jmx_exporter_enabled    = true
  properties = {
    "auto.create.topics.enable"  = true
    "default.replication.factor" = 3
  }
}
"""


@pytest.mark.parametrize("called", [COMMUNITY, CLOUDPOSSE], ids=["community", "cloudposse"])
def test_published_modules_have_the_findings_of_what_they_make(
    called: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(name: str, content: str) -> tuple[set[tuple[str, str]], set[str]]:
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        Path("main.tf").write_text(SUBNETS + content)
        report = audit_paths((".",), Options())
        return (
            {(finding.rule.id, finding.subject) for finding in report.findings},
            {undecided.rule.id for undecided in report.undecided},
        )

    direct = found("direct", DIRECT)

    assert ("auto-create-topics-enabled", "brokers 1, 2, 3") in direct[0]
    assert found("called", called) == direct


SIZED = 'variable "brokers" {}\n' + MODULE.replace("var.name", '"orders"')


def test_files_of_variables_that_nobody_named_are_told_of(audit: Audit) -> None:
    report = audit(
        {
            "main.tf": SIZED,
            "server.properties": "",
            "prod.tfvars": "brokers = 3\n",
            "environments/dev.tfvars.json": '{"brokers": 2}',
            "other.tfvars": "else = 2\n",
            "broken.tfvars": "{",
        }
    )

    assert [(said.kind, said.path, said.line, said.message) for said in report.notices] == [
        (
            "unresolved",
            "main.tf",
            1,
            "variables have no value here, and prod.tfvars, environments/dev.tfvars.json are not "
            "taken without being asked for: name one with --var-file",
        )
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"terraform.tfvars": "brokers = 3\n", "prod.tfvars": "brokers = 6\n"},
        {"prod.tfvars": "size = 6\n"},
        {},
    ],
)
def test_others_are_no_matter(audit: Audit, files: dict[str, str]) -> None:
    assert audit({"main.tf": SIZED, "server.properties": "", **files}).notices == ()


WISH = 'variable "wanted" {\n  default = false\n}\n'
SWITCHED = 'resource "aws_msk_cluster" "this" {\n  count = var.wanted ? 1 : 0\n}\n'
EACH = 'resource "confluent_kafka_cluster" "this" {\n  for_each = var.wanted ? ["a"] : []\n}\n'
PUBLISHED = """\
module "kafka" {
  source = "terraform-aws-modules/msk-kafka-cluster/aws"
  count  = var.wanted ? 1 : 0
}
"""


@pytest.mark.parametrize(
    ("files", "place", "who"),
    [
        ({"main.tf": WISH + SWITCHED}, 4, "aws_msk_cluster.this makes no cluster: its count"),
        (
            {"main.tf": WISH + EACH},
            4,
            "confluent_kafka_cluster.this makes no cluster: its for_each",
        ),
        ({"main.tf": WISH + PUBLISHED}, 4, "module.kafka makes no cluster: its count"),
        (
            {
                "main.tf": WISH + 'module "kafka" {\n  source = "./msk"\n  count  = 0\n}\n',
                "msk/main.tf": SWITCHED.replace("var.wanted ? 1 : 0", "1"),
            },
            4,
            "module.kafka makes no cluster: its count",
        ),
    ],
)
def test_a_cluster_that_is_switched_off_is_told_of(
    audit: Audit, files: dict[str, str], place: int, who: str
) -> None:
    report = audit(files, "main.tf")

    assert not report.clusters
    (said,) = report.notices
    assert (said.kind, said.path, said.line) == ("skipped", "main.tf", place)
    assert said.message.startswith(who)


@pytest.mark.parametrize(
    "content",
    [
        SWITCHED.replace("var.wanted", "true") + EACH,
        SWITCHED.replace("aws_msk_cluster", "aws_msk_topic"),
        PUBLISHED.replace("count  = var.wanted ? 1 : 0\n", "number_of_broker_nodes = 3\n"),
        'module "site" {\n  source = "./site"\n  count  = 0\n}\n# kafka\n',
    ],
    ids=["one is on", "no cluster", "what a module leaves out itself", "no module of Kafka's"],
)
def test_nothing_is_said_of_what_else_is_switched_off(audit: Audit, content: str) -> None:
    assert audit({"main.tf": WISH + content, "site/main.tf": ""}).notices == ()


def test_it_is_said_which_of_several_leaves_a_cluster_out(audit: Audit) -> None:
    call = 'module "kafka" {\n  source = "../msk"\n}\n'
    report = audit({"dev/main.tf": call, "msk/main.tf": WISH + SWITCHED})

    (said,) = report.notices
    assert (said.path, said.line) == ("msk/main.tf", 4)
    assert said.message.startswith("aws_msk_cluster.this makes no cluster for dev: its count")
