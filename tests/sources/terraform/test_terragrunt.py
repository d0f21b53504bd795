"""Units of Terragrunt come to the module that they call, with what they give it."""

from __future__ import annotations

import pytest
from terraform_folders import Read

from kafkalint.sources import terraform

MODULE = """\
variable "name" {}
variable "brokers" {
  default = 2
}
variable "monitoring" {
  default = "DEFAULT"
}
variable "subnets" {
  default = []
}
resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  number_of_broker_nodes = var.brokers
  enhanced_monitoring    = var.monitoring
  broker_node_group_info {
    client_subnets = var.subnets
  }
}
"""
UNIT = """\
terraform {
  source = "../../modules//msk"
}
locals {
  size = 3
}
dependency "network" {
  config_path = "../network"
}
inputs = {
  name    = "orders"
  brokers = local.size * 2
  subnets = dependency.network.outputs.subnets
}
"""
CLUSTER = "module.msk.aws_msk_cluster.this"


def files(unit: str = UNIT, **more: str) -> dict[str, str]:
    return {"modules/msk/main.tf": MODULE, "live/msk/terragrunt.hcl": unit, **more}


def test_a_unit_is_a_call_of_its_module(read: Read) -> None:
    found = read(files())

    assert (found.estate.name, found.addresses) == ("live/msk", [CLUSTER])
    assert found.data(CLUSTER, "cluster_name") == "orders"
    assert found.data(CLUSTER, "number_of_broker_nodes") == 6
    assert found.data(CLUSTER, "enhanced_monitoring") == "DEFAULT"
    assert [(o.path, o.line) for o in found.value(CLUSTER, "cluster_name").origins] == [
        ("modules/msk/main.tf", 12), ("live/msk/terragrunt.hcl", 11),
    ]  # fmt: skip
    assert found.said == []


def test_what_other_units_make_is_known_when_it_runs(read: Read) -> None:
    subnets = read(files()).value(CLUSTER, "broker_node_group_info", "client_subnets")

    assert subnets.reason == "dependency.network is known when Terragrunt runs"


@pytest.mark.parametrize(
    "source",
    [
        '"../../modules/msk"',
        '"${get_terragrunt_dir()}/../../modules//msk"',
        '"${get_repo_root()}/modules/msk"',
        '"${get_path_to_repo_root()}//modules/msk"',
        '"${dirname(find_in_parent_folders("root.hcl"))}/../modules/msk"',
        '"${get_terragrunt_dir()}/${dirname(find_in_parent_folders("root.hcl"))}/../modules/msk"',
        '"../../modules/msk"\n}\nlocals {\n  x = 1',
        'local.msk\n}\nlocals {\n  msk = "${get_repo_root()}/modules/msk"',
    ],
)
def test_a_module_is_named_in_several_ways(read: Read, source: str) -> None:
    unit = UNIT.replace('"../../modules//msk"', source)
    found = read({".git/HEAD": "", "live/root.hcl": "", **files(unit)})

    assert found.data(CLUSTER, "cluster_name") == "orders"
    assert found.said == []


@pytest.mark.parametrize(
    "source",
    [
        '"${local.modules}/msk"',
        '"${dirname(find_in_parent_folders("elsewhere.hcl"))}/msk"',
        '"${get_env("MODULES")}/msk"',
        "local.modules",
        "local.modules.msk",
    ],
)
def test_a_module_that_only_terragrunt_finds_is_read_by_itself(read: Read, source: str) -> None:
    found = read(files(UNIT.replace('"../../modules//msk"', source)))

    assert found.addresses == ["aws_msk_cluster.this"]


def test_a_unit_need_not_speak_of_kafka() -> None:
    unit = b'terraform {\n  source = "${get_repo_root()}/modules/streams"\n}\n'
    assert terraform.claims("live/streams/terragrunt.hcl", unit)
    assert not terraform.claims("live/streams/terragrunt.hcl", b"inputs = {}\n")
    assert not terraform.claims("live/streams/main.tf", unit)


def test_published_modules_are_known_here_too(read: Read) -> None:
    found = read(
        {
            "kafka/terragrunt.hcl": """\
terraform {
  source = "tfr:///terraform-aws-modules/msk-kafka-cluster/aws?version=3.1.0"
}
inputs = {
  name                   = "orders"
  number_of_broker_nodes = 3
}
"""
        }
    )

    assert found.data("module.kafka.aws_msk_cluster.this[0]", "number_of_broker_nodes") == 3


INCLUDE = 'include "root" {\n  path = find_in_parent_folders()\n}\n'
ROOT = 'inputs = {\n  name       = "all"\n  monitoring = "PER_BROKER"\n  brokers = local.all\n}\n'


def test_what_it_includes_comes_before_its_own_inputs(read: Read) -> None:
    unit = INCLUDE + UNIT.replace("  brokers = local.size * 2\n", "")
    found = read(files(unit, **{"live/terragrunt.hcl": ROOT}))

    assert found.addresses == [CLUSTER]
    assert found.data(CLUSTER, "cluster_name") == "orders"
    assert found.data(CLUSTER, "enhanced_monitoring") == "PER_BROKER"
    assert found.value(CLUSTER, "number_of_broker_nodes").is_unknown
    assert found.said == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", INCLUDE),
        ("", 'include "env" {\n  path = "${get_env("HOME")}/env.hcl"\n}\n'),
        ("inputs = {", 'inputs = {\n  "${local.what}" = "PER_BROKER"'),
        ("inputs = {", "inputs = merge(local.all, {"),
        ("inputs = {", 'inputs = merge({ monitoring = "PER_BROKER" }, local.all, {'),
        ("inputs = {", 'inputs = merge(read_terragrunt_config("a.hcl").inputs, {'),
    ],
)
def test_what_may_be_given_elsewhere_is_not_known(read: Read, before: str, after: str) -> None:
    unit = UNIT.replace(before, after, 1) if before else after + UNIT
    found = read(files(f"{unit.rstrip()})\n" if "merge(" in after else unit))

    assert found.data(CLUSTER, "cluster_name") == "orders"
    assert found.value(CLUSTER, "enhanced_monitoring").is_unknown


def test_a_unit_guards_what_it_makes(read: Read) -> None:
    found = read(files(f"prevent_destroy = true\n{UNIT}"))

    assert found[CLUSTER].guards["prevent_destroy"].data is True


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (
            f'{INCLUDE}inputs = {{\n  kafka_version = "3.9.x"\n}}\n',
            "unresolved live/msk/terragrunt.hcl:1 terragrunt.hcl is not looked into: "
            "which module it calls is said elsewhere",
        ),
        (
            UNIT.replace("../../modules//msk", "git::ssh://git@example.com/modules.git//msk"),
            "unresolved live/msk/terragrunt.hcl:1 module msk is not looked into: "
            "git::ssh://git@example.com/modules.git//msk is not among the files that were read",
        ),
        ("terraform {\n", "unreadable live/msk/terragrunt.hcl:"),
    ],
)
def test_what_cannot_be_looked_into_is_told(read: Read, unit: str, said: str) -> None:
    found = read({"live/msk/terragrunt.hcl": unit + "# msk\n"})

    assert found.addresses == []
    assert [each[: len(said)] for each in found.said] == [said]


def test_what_units_include_is_no_unit(read: Read) -> None:
    assert read({"terragrunt.hcl": f"{ROOT}# msk\n"}).said == []


COMMON = """\
terraform {
  source = "${local.modules}/msk"
}
locals {
  modules = "${get_terragrunt_dir()}/../../modules"
}
inputs = {
  monitoring = "PER_BROKER"
}
"""


def test_the_module_may_be_named_in_a_file_that_several_units_include(read: Read) -> None:
    path = '"${dirname(find_in_parent_folders("root.hcl"))}/common/kafka.hcl"'
    unit = f'include "common" {{\n  path = {path}\n}}\ninputs = {{\n  name = "orders"\n}}\n# msk\n'
    found = read(files(unit, **{"live/root.hcl": "", "live/common/kafka.hcl": COMMON}))

    assert found.addresses == [CLUSTER]
    assert found.data(CLUSTER, "cluster_name") == "orders"
    assert found.data(CLUSTER, "enhanced_monitoring") == "PER_BROKER"
    assert found.said == []
