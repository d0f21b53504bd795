"""What is known of expressions that hold something unknown, and where values stand."""

from __future__ import annotations

from typing import Any

import pytest
from terraform_folders import Evaluate, Read

from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources._cloud.written import Written
from kafkalint.sources.terraform.evaluation.values import bare

DECLARED = """
variable "size" {}
variable "list" { type = list(string) }
variable "object" { type = any }
resource "aws_kms_key" "key" {}
data "aws_vpc" "main" {}
locals {
  partly = { known = 1, unknown = var.size }
}
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("true || var.size > 3", True),
        ("var.size > 3 || true", True),
        ("false && var.size > 3", False),
        ("var.size > 3 && false", False),
        ("var.size > 3 ? 6 : 6", 6),
        ('var.size == null ? "x" : "x"', "x"),
        ("local.partly.known", 1),
        ("length([var.size, var.size])", 2),
        ("length(local.partly)", 2),
        ("keys(local.partly)", ["known", "unknown"]),
        ("[var.size, 2][1]", 2),
        ('lookup(local.partly, "known", 3)', 1),
        ("merge(local.partly, { unknown = 2 })", {"known": 1, "unknown": 2}),
        ("contains([var.size, 3], 3)", True),
        ("[for x in [var.size, 2] : 5]", [5, 5]),
        ("{ for k, v in local.partly : k => 1 }", {"known": 1, "unknown": 1}),
        ("alltrue([var.size == 1, false])", False),
        ("anytrue([var.size == 1, true])", True),
        ("coalesce(null, 5, var.size)", 5),
        ("try({}.missing, 5)", 5),
        ("try(var.size.missing.x, 5) == 5 || true", True),
        ("aws_kms_key.key == null", False),
        ("aws_kms_key.key.arn != null", True),
        ('aws_kms_key.key.arn == ""', False),
        ('"${var.size}-x" != ""', True),
        ('"${var.size}-x" == null', False),
        ("element([1, var.size], 2)", 1),
        ("concat([1], [2], [3])[2]", 3),
        ("one([7])", 7),
        ("slice([var.size, 1, 2], 1, 3)", [1, 2]),
        ("values(local.partly)[0]", 1),
        ("flatten([[1], [2, [3]]])", [1, 2, 3]),
        ('zipmap(["a", "b"], [1, var.size])["a"]', 1),
        ("(var.size > 1 ? { a = 1, b = 2 } : { a = 1, b = 3 }).a", 1),
        ('toset(["a", "b"]) == toset(["b", "a"])', True),
    ],
)
def test_what_does_not_matter_need_not_be_known(
    source: str, expected: object, evaluate: Evaluate
) -> None:
    value = evaluate(source, DECLARED)

    assert value.is_known, value
    assert bare(value) == expected


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("var.size", "var.size is given when it runs"),
        ("var.size + 1", "var.size is given when it runs"),
        ("!var.size", "var.size is given when it runs"),
        ("-var.size", "var.size is given when it runs"),
        ("true && var.size", "var.size is given when it runs"),
        ("var.size > 3 ? 6 : 3", "var.size is given when it runs"),
        ('"${var.size}-x"', "var.size is given when it runs"),
        ("[1, 2][var.size]", "var.size is given when it runs"),
        ("[for x in var.list : x]", "var.list is given when it runs"),
        ("[for x in [1] : x if var.size > 1]", "var.size is given when it runs"),
        ("{ for x in [1] : var.size => x }", "var.size is given when it runs"),
        ("{ (var.size) = 1 }", "var.size is given when it runs"),
        ("var.list[*].x", "var.list is given when it runs"),
        ("var.object.a.b", "var.object is given when it runs"),
        ("length(var.list)", "var.list is given when it runs"),
        ("contains([var.size], 3)", "what is in the list is not known"),
        ("coalesce(var.size, 5)", "var.size is given when it runs"),
        ("try(var.size, 5)", "var.size is given when it runs"),
        ("can(var.object.x)", "var.object is given when it runs"),
        ("toset([var.size, 1])", "var.size is given when it runs"),
        ("min(1, var.size)", "var.size is given when it runs"),
        ('aws_kms_key.key.arn == "x"', "aws_kms_key.key.arn exists only once it is made"),
        ("length(aws_kms_key.key.arn)", "aws_kms_key.key.arn exists only once it is made"),
        ("aws_kms_key.key.tags_all.a", "aws_kms_key.key.tags_all.a exists only once it is made"),
        ('data.aws_vpc.main == "x"', "data.aws_vpc.main is looked up when it runs"),
        ("data.aws_vpc.main.id", "data.aws_vpc.main.id is looked up when it runs"),
        ("terraform.workspace", "terraform.workspace is chosen when it runs"),
        ('"${var.size}${var.size}" == ""', "var.size is given when it runs"),
        ("timestamp()", "what timestamp() gives is not known before it runs"),
        ('provider::aws::arn_parse("x")', "what provider::aws::arn_parse() gives is not"),
        ("var.missing", "var.missing is not declared"),
        ("local.missing", "local.missing is not declared"),
        ("aws_vpc.missing.id", "aws_vpc.missing is not declared"),
        ("module.missing.id", "module.missing is not declared"),
        ("each.key", "each.key cannot be used here"),
        ("[1][5]", "there is no item 5 in it"),
        ("{}.a", "there is no a in it"),
        ("nothing()", "there is no function nothing"),
        ("upper()", "upper() is called with arguments that it does not take"),
        ("null.a", "a null has no a"),
        ('"a" + 1', "a number is needed"),
        ("self.arn", "self.arn cannot be used here"),
        ("path.elsewhere", "path.elsewhere is where it runs"),
        ('file("/etc/passwd")', "/etc/passwd is outside of the files that are judged"),
        ('file("../../../../../etc/passwd")', "etc/passwd is outside of the files"),
        ('file("nowhere")', "nowhere is outside of the files that are judged, or not there"),
        ('abspath("x")', "it depends on the machine that runs it"),
    ],
)
def test_what_is_not_known_says_why(source: str, reason: str, evaluate: Evaluate) -> None:
    value = evaluate(source, DECLARED)

    assert value.is_unknown, value
    assert reason in value.reason
    assert value.origins[0].line == 2


def test_variables_are_turned_into_their_types(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
variable "number" {
  type    = number
  default = "3"
}
variable "texts" {
  type    = list(string)
  default = [1, true, "x"]
}
variable "cluster" {
  type = object({
    brokers = optional(number, 3)
    name    = string
    logs    = optional(object({ s3 = optional(bool, true) }), {})
    zone    = optional(string)
  })
  default = { name = "orders" }
}
variable "clusters" {
  type    = map(object({ brokers = optional(number, 3) }))
  default = { a = {}, b = { brokers = 6 } }
}
variable "wrong" {
  type    = number
  default = "three"
}
variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "never_null" {
  default  = 3
  nullable = false
}
variable "old" {
  type    = "map"
  default = { a = 1 }
}
resource "aws_msk_cluster" "x" {
  number   = var.number
  texts    = var.texts
  cluster  = var.cluster
  clusters = var.clusters
  wrong    = var.wrong
  set      = var.set
  null     = var.never_null
  old      = var.old.a
}
""",
            "terraform.tfvars": "never_null = null\n",
        }
    )
    cluster = "aws_msk_cluster.x"

    assert found.data(cluster, "number") == 3
    assert found.data(cluster, "texts") == ["1", "true", "x"]
    assert found.data(cluster, "cluster") == {
        "brokers": 3, "name": "orders", "logs": {"s3": True}, "zone": None,
    }  # fmt: skip
    assert found.data(cluster, "clusters") == {"a": {"brokers": 3}, "b": {"brokers": 6}}
    assert found.value(cluster, "wrong").reason.startswith("var.wrong: a number is needed")
    assert found.data(cluster, "set") == ["a", "b"]
    assert found.data(cluster, "null") == 3
    assert found.data(cluster, "old") == 1


def test_secrets_stay_secret_through_everything(read: Read) -> None:
    found = read(
        {
            "main.tf": """\
variable "password" {
  default   = "hunter2"
  sensitive = true
}
resource "aws_msk_cluster" "x" {
  direct   = var.password
  text     = "user:${var.password}"
  upper    = upper(var.password)
  list     = [var.password, 1]
  choice   = var.password == "x" ? 1 : 2
  lines    = <<-EOT
    a=${var.password}
  EOT
  encoded  = jsonencode({ a = var.password })
  hidden   = sensitive("x")
  shown    = nonsensitive(var.password)
  partly   = "${var.password}${var.unknown}"
  from_out = module.m.secret
}
module "m" {
  source = "./m"
}
variable "unknown" {}
""",
            "m/main.tf": 'output "secret" {\n  value     = "kafka"\n  sensitive = true\n}\n',
        }
    )
    arguments = found["aws_msk_cluster.x"].arguments

    assert arguments["list"].data[0].sensitive and not arguments["list"].data[1].sensitive
    for name in ("direct", "text", "upper", "lines", "encoded", "hidden", "from_out", "choice"):
        assert arguments[name].sensitive, name
    assert not arguments["shown"].sensitive
    assert arguments["partly"].sensitive and arguments["partly"].data is None
    assert "hunter2" not in repr([v for k, v in arguments.items() if k not in ("shown", "list")])


HEREDOC = """\
resource "aws_msk_configuration" "x" {
  server_properties = <<-EOT
    auto.create.topics.enable = false
    min.insync.replicas=${var.min}
    # a comment
    default.replication.factor=${local.factor}
    num.partitions=${var.unknown}
    %{ if var.min > 1 }
    unclean.leader.election.enable=false
    %{ endif }
    %{ for name in ["a", "b"] ~}
    ${name}=1
    %{ endfor ~}
  EOT
}
variable "min" { default = 2 }
variable "unknown" {}
locals {
  factor = min(3, 5)
}
"""


def test_lines_of_a_heredoc_stand_where_they_are_written(read: Read) -> None:
    value = read({"main.tf": HEREDOC}).value("aws_msk_configuration.x", "server_properties")

    assert value.is_unknown and value.reason == "var.unknown is given when it runs"
    assert isinstance(value.data, Written)
    lines = {
        text.strip(): value.data.line(number, value.origins[0])
        for number, text in enumerate(value.data.split("\n"), 1)
        if text.strip()
    }
    assert {text: origin.line for text, origin in lines.items()} == {
        "auto.create.topics.enable = false": 3,
        "min.insync.replicas=2": 4,
        "# a comment": 5,
        "default.replication.factor=3": 6,
        "num.partitions=${var.unknown}": 7,
        "unclean.leader.election.enable=false": 9,
        "a=1": 12,
        "b=1": 12,
    }
    span = lines["min.insync.replicas=2"].span
    assert span is not None and (span.column, span.end_column) == (5, 35)


TOPICS = """\
resource "kafka_topic" "all" {
  for_each           = { for topic in %s : topic.name => topic }
  name               = each.key
  partitions         = 3
  replication_factor = each.value.copies
  config             = each.value.config
}
"""
TOPICS_YAML = "- name: orders\n  copies: 1\n  config:\n    retention.ms: '-1'\n"
TOPICS_JSON = '[{"name": "orders",\n"copies": 1, "config": {\n\n"retention.ms": "-1"}}]'


@pytest.mark.parametrize(
    ("name", "content", "decoded"),
    [
        ("topics.yaml", TOPICS_YAML, 'yamldecode(file("${path.module}/topics.yaml"))'),
        ("topics.json", TOPICS_JSON, 'jsondecode(file("topics.json"))'),
        ("main.tf", TOPICS_YAML, f"yamldecode(<<-EOT\n{TOPICS_YAML}EOT\n)"),
    ],
)
def test_what_is_decoded_stands_on_the_lines_of_its_text(
    read: Read, name: str, content: str, decoded: str
) -> None:
    before = 2 if name == "main.tf" else 0
    topic = read({name: content, "main.tf": TOPICS % decoded})['kafka_topic.all["orders"]']

    def places(*path: str) -> set[int]:
        origins = topic.value(*path).origins
        return {origin.line - before for origin in origins if origin.path == name}

    assert 2 in places("replication_factor")
    assert places("config", "retention.ms") == {4}


FILES = {
    "main.tf": """\
resource "aws_msk_configuration" "plain" {
  server_properties = file("${path.module}/server.properties")
}
resource "aws_msk_configuration" "template" {
  server_properties = templatefile("${path.module}/server.tftpl", {
    min    = 2
    topics = { orders = 3 }
  })
}
resource "aws_msk_configuration" "module" {
  server_properties = module.m.text
}
resource "aws_msk_configuration" "rest" {
  exists  = fileexists("server.properties")
  missing = fileexists("missing.properties")
  names   = fileset(path.module, "*.properties")
  digest  = filemd5("server.properties")
  root    = basename(path.cwd)
}
module "m" {
  source = "./m"
}
""",
    "server.properties": "a=1\nmin.insync.replicas=2\n",
    "server.tftpl": "min=${min}\n%{ for name, count in topics ~}\n${name}=${count}\n%{ endfor ~}\n",
    "m/main.tf": 'output "text" {\n  value = file("${path.module}/kafka.properties")\n}\n',
    "m/kafka.properties": "b=2\n",
}


def test_files_beside_are_read(read: Read) -> None:
    found = read(FILES)
    plain = found.value("aws_msk_configuration.plain", "server_properties")
    template = found.value("aws_msk_configuration.template", "server_properties")

    assert plain.data == "a=1\nmin.insync.replicas=2\n"
    assert [(o.path, o.line) for o in plain.data.lines][:2] == [
        ("server.properties", 1), ("server.properties", 2),
    ]  # fmt: skip
    assert template.data == "min=2\norders=3\n"
    assert [(o.path, o.line) for o in template.data.lines] == [
        ("server.tftpl", 1), ("server.tftpl", 3),
    ]  # fmt: skip
    assert found.data("aws_msk_configuration.module", "server_properties") == "b=2\n"
    rest = "aws_msk_configuration.rest"
    assert found.data(rest, "exists") is True
    assert found.data(rest, "missing") is False
    assert found.data(rest, "names") == ["server.properties"]
    assert found.data(rest, "digest") == "ee0eb2408aa42fc0eafa924b3fd54138"
    assert found.value(rest, "root").is_unknown
    assert "server.tftpl" in found.estate.files


def test_a_policy_document_is_the_policy_that_its_blocks_say(read: Read) -> None:
    import json

    found = read(
        {
            "main.tf": """\
data "aws_iam_policy_document" "x" {
  statement {
    sid       = "Clients"
    actions   = ["kafka-cluster:*"]
    resources = [aws_msk_cluster.c.arn, "*"]
  }
  statement {
    effect  = "Deny"
    actions = ["kafka:DeleteCluster", "kafka:Reboot*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
resource "aws_msk_cluster" "c" {}
resource "aws_iam_policy" "x" {
  policy = data.aws_iam_policy_document.x.json
}
"""
        }
    )
    value = found.value("aws_iam_policy.x", "policy")

    assert value.is_unknown  # what the cluster's ARN will be
    assert json.loads(value.data) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Sid": "Clients",
                "Action": "kafka-cluster:*",
                "Resource": ["${aws_msk_cluster.c.arn}", "*"],
            },
            {
                "Effect": "Deny",
                "Action": ["kafka:DeleteCluster", "kafka:Reboot*"],
                "Principal": {"AWS": "*"},
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ],
    }


def test_a_reference_passes_through_what_does_not_look_at_it(evaluate: Evaluate) -> None:
    reference = Reference("aws_kms_key.key", "arn")
    sources: dict[str, Any] = {
        "aws_kms_key.key.arn": None,
        "coalesce(aws_kms_key.key.arn, 1)": None,
        "try(aws_kms_key.key.arn, null)": None,
        'lookup({ a = aws_kms_key.key.arn }, "a")': None,
        "true ? aws_kms_key.key.arn : null": None,
        '"${aws_kms_key.key.arn}"': None,
        "tostring(aws_kms_key.key.arn)": None,
        "element([aws_kms_key.key.arn], 0)": None,
        "one([aws_kms_key.key.arn])": None,
        "flatten([[aws_kms_key.key.arn]])[0]": None,
        "[for k in [aws_kms_key.key] : k.arn][0]": None,
        "compact([aws_kms_key.key.arn])[0]": None,
    }

    for source in sources:
        assert evaluate(source, DECLARED).data == reference, source
