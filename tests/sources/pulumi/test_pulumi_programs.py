"""Programs in YAML: configuration, variables, interpolation, functions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pulumi_reading import named
from stacks import Stack, plain

from kafkalint.sources import pulumi

Read = Callable[..., Stack]

CONFIG = """
config:
  stage: prod
  brokers: {type: integer, default: 3}
  shop:suffix: {value: eu}
  open: {type: string}
  password: {type: string, secret: true, default: hunter2}
"""
VARIABLES = """
variables:
  full: kafka-${stage}
  names: [orders, payments]
  nested: {inner: {name: orders}}
  circular: ${circular}
  zones:
    fn::invoke:
      function: aws:getAvailabilityZones
      return: names
  vpc:
    fn::aws:ec2:getVpc: {default: true}
"""


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("Pulumi.yaml", "name: kafka\n"),
        ("infra/Pulumi.yaml", "name: x\nresources: {k: {type: aws:msk:Cluster}}\n"),
        ("Pulumi.prod.yaml", "config: {}\n"),
        ("preview.json", '{"steps": [{"urn": "urn:pulumi:p::s::aws:msk/cluster:Cluster::k"}]}'),
    ],
)
def test_pulumis_files_are_claimed(path: str, content: str) -> None:
    assert pulumi.claims(path, content.encode())


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("Pulumi.yaml", "name: website\nruntime: nodejs\n"),
        ("pulumi.yaml.md", "name: kafka\n"),
        ("compose.yml", "services: {kafka: {image: apache/kafka}}\n"),
        ("stack.json", '{"deployment": "urn:pulumi:x", "of": "a website"}'),
        ("package.json", '{"name": "kafka"}'),
    ],
)
def test_other_files_are_not(path: str, content: str) -> None:
    assert not pulumi.claims(path, content.encode())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("orders", "orders"),
        ("${stage}", "prod"),
        ("${shop:stage}", "prod"),
        ("${suffix}", "eu"),
        ("${brokers}", 3),
        ("kafka-${stage}-${brokers}", "kafka-prod-3"),
        ("$${stage}", "${stage}"),
        ("${full}", "kafka-prod"),
        ("${names[1]}", "payments"),
        ("${nested.inner.name}", "orders"),
        ('${nested["inner"].name}', "orders"),
        ("{'fn::join': ['-', [a, '${stage}']]}", "a-prod"),
        ("{'fn::select': [1, '${names}']}", "payments"),
        ("{'fn::select': [0, {'fn::split': ['/', orders/prod]}]}", "orders"),
        ("{'fn::toJSON': {a: '${stage}'}}", '{"a": "prod"}'),
        ("{'fn::toBase64': abc}", "YWJj"),
        ("{'fn::fromBase64': YWJj}", "abc"),
        ("{'fn::secret': orders}", "orders"),
        ("${zones[0]}", "→data.aws_availability_zones.available.names[0]"),
        ("${kafka.arn}", "→kafka.arn"),
        ("${kafka.latestRevision}", "→kafka.latest_revision"),
    ],
)
def test_what_the_program_says_is_known(read: Read, expression: str, expected: object) -> None:
    assert plain(read(named(expression, CONFIG, VARIABLES)).name()) == expected


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("${open}", "open has no default"),
        ("kafka-${open}", "open has no default"),
        ("${password}", "a secret of the stack"),
        ("${pulumi.stack}", "known only when it is deployed"),
        ("${nowhere}", "the program has no nowhere"),
        ("${circular}", "circular depends on itself"),
        ("${names[5]}", "is not in it"),
        ("${vpc.id}", "answers only when it is deployed"),
        ("{'fn::stackReference': x}", "stackReference answers only when it is deployed"),
        ("{'fn::readFile': nowhere.txt}", "the file nowhere.txt is not here"),
        ("{'fn::fromBase64': '%'}", "not Base64"),
        ("{'fn::join': x}", ""),
        ("{'fn::split': ['', x]}", ""),
        ("${}", "names nothing"),
    ],
)
def test_what_only_a_deployment_knows_is_unknown(read: Read, expression: str, reason: str) -> None:
    name = read(named(expression, CONFIG, VARIABLES)).name()

    assert name.is_unknown
    assert reason in name.reason
    assert "hunter2" not in str(name.data)


def test_a_value_points_at_its_line_and_at_what_decides_it(read: Read) -> None:
    name = read(named("${stage}", "config:\n  stage: prod")).name()

    assert [(origin.line, origin.logical) for origin in name.origins] == [
        (9, "resources.kafka.properties.clusterName"),
        (4, "config.stage"),
    ]


def test_a_secret_that_is_written_out_is_marked(read: Read) -> None:
    name = read(named("{'fn::secret': hunter2}")).name()

    assert name.sensitive
    assert "hunter2" not in repr(name)


PROGRAM = named("${stage}", "config: {stage: {type: string}}")
PROD, TEST = "config: {shop:stage: prod}\n", "config: {shop:stage: test}\n"


@pytest.mark.parametrize(
    ("stacks", "expected"),
    [
        ({"Pulumi.dev.yaml": TEST}, "test"),
        ({"Pulumi.dev.yaml": TEST, "Pulumi.prod.yaml": PROD}, "prod"),
        ({"Pulumi.a.yaml": TEST, "Pulumi.b.yaml": TEST}, "test"),
        ({"Pulumi.a.yaml": TEST, "Pulumi.b.yaml": PROD}, "?"),
        ({"Pulumi.a.yaml": "config: {shop:stage: {secure: AAAB}}\n"}, "?"),
        ({"Pulumi.a.yaml": "{}\n"}, "?"),
        ({}, "?"),
    ],
)
def test_stacks_give_the_configuration(read: Read, stacks: dict[str, str], expected: str) -> None:
    assert plain(read({"Pulumi.yaml": PROGRAM, **stacks}).name()) == expected


def test_the_user_gives_configuration(read: Read) -> None:
    assert plain(read(PROGRAM, stage="given").name()) == "given"


def test_a_broken_stack_file_is_told_and_the_program_read(read: Read) -> None:
    stack = read({"Pulumi.yaml": PROGRAM, "Pulumi.prod.yaml": "config: [\n"})

    assert [(notice.kind, notice.path) for notice in stack.notices] == [
        ("unreadable", "Pulumi.prod.yaml")
    ]
    assert stack.name().is_unknown


KAFKA = """
name: shop
runtime: {name: yaml}
resources:
  configuration:
    type: aws:msk/configuration:Configuration
    properties:
      serverProperties: |
        min.insync.replicas=2
        default.replication.factor=${nowhere}
  cluster:
    type: aws:msk:Cluster
    properties:
      brokerNodeGroupInfo:
        storageInfo:
          ebsStorageInfo: {volumeSize: 100}
      tags: {Owner: me, costCenter: "42"}
    options: {protect: true}
  alarm:
    type: aws:cloudwatch:MetricAlarm
    properties:
      name: offline
      dimensions: {Cluster Name: "${cluster.clusterName}"}
      metricQueries:
        - id: m1
          metric: {metricName: OfflinePartitionsCount}
  secrets:
    type: aws:msk:ScramSecretAssociation
    properties: {secretArnLists: [arn]}
  topic:
    type: kafka:Topic
    properties: {name: orders, replicationFactor: 1, config: {min.insync.replicas: 1}}
  acl:
    type: kafka:index/acl:Acl
    properties: {aclResourceName: "*", aclResourceType: Topic}
  confluent:
    type: confluentcloud:KafkaCluster
    properties: {displayName: x, availability: SINGLE_ZONE, basic: {}}
  existing:
    type: aws:msk:Cluster
    get: {id: arn}
  bucket:
    type: aws:s3:Bucket
"""


def test_resources_have_terraforms_names_and_shapes(read: Read) -> None:
    resources = read(KAFKA).resources

    assert {name: each.type for name, each in resources.items()} == {
        "configuration": "aws_msk_configuration",
        "cluster": "aws_msk_cluster",
        "alarm": "aws_cloudwatch_metric_alarm",
        "secrets": "aws_msk_scram_secret_association",
        "topic": "kafka_topic",
        "acl": "kafka_acl",
        "confluent": "confluent_kafka_cluster",
    }
    cluster, alarm = resources["cluster"], resources["alarm"]
    storage = ("broker_node_group_info", "storage_info", "ebs_storage_info", "volume_size")
    assert plain(cluster.value(*storage)) == 100
    assert plain(cluster.value("tags")) == {"Owner": "me", "costCenter": "42"}
    assert plain(alarm.value("alarm_name")) == "offline"
    assert plain(alarm.value("dimensions")) == {"Cluster Name": "→cluster.cluster_name"}
    assert plain(alarm.value("metric_query", "metric", "metric_name")) == "OfflinePartitionsCount"
    assert plain(resources["secrets"].value("secret_arn_list")) == ["arn"]
    assert plain(resources["topic"].value("config")) == {"min.insync.replicas": 1}
    assert plain(resources["acl"].value("resource_name")) == "*"
    assert plain(resources["confluent"].value("basic")) == [{}]


def test_protection_is_a_guard(read: Read) -> None:
    guard = read(KAFKA).resources["cluster"].guards["protect"]

    assert (guard.data, guard.origins[0].line) == (True, 18)


def test_properties_know_their_lines(read: Read) -> None:
    text = read(KAFKA).resources["configuration"].value("server_properties")

    assert text.is_unknown
    assert text.data == "min.insync.replicas=2\ndefault.replication.factor=${nowhere}\n"
    assert [origin.line for origin in text.data.lines] == [9, 10]


def test_a_file_that_is_read_in_knows_its_lines(read: Read) -> None:
    program = KAFKA.replace(
        "serverProperties: |\n        min.insync.replicas=2\n"
        "        default.replication.factor=${nowhere}\n",
        "serverProperties: {'fn::readFile': ./server.properties}\n",
    )
    stack = read({"Pulumi.yaml": program, "server.properties": "a=1\nb=2\n"})
    text = stack.resources["configuration"].value("server_properties")

    assert [(origin.path, origin.line) for origin in text.data.lines] == [
        ("server.properties", 1),
        ("server.properties", 2),
    ]


@pytest.mark.parametrize("runtime", ["nodejs", "python", "{name: go}"])
def test_a_program_in_a_language_says_what_to_give(read: Read, runtime: str) -> None:
    stack = read(f"name: kafka\nruntime: {runtime}\n")

    assert stack.estates == []
    (notice,) = stack.notices
    assert notice.kind == "skipped"
    assert "pulumi preview --json" in notice.message


@pytest.mark.parametrize(
    "content",
    [
        "kafka\n",
        "name: kafka\nruntime: yaml\nresources: x\n",
        "name: kafka\nresources: {a: 1, b: {type: [x]}, c: {type: 'aws:msk:Cluster'}}\n",
        "name: kafka\nruntime: yaml\nvariables: x\nresources: {c: {type: 'aws:msk:Cluster'}}\n",
        "name: [kafka]\nruntime: [x]\nconfig: x\nresources: {c: {type: 'aws:msk:Cluster'}}\n",
    ],
)
def test_programs_of_any_shape_are_borne(read: Read, content: str) -> None:
    assert read(content).notices == []


def test_a_broken_program_is_told_with_its_line(read: Read) -> None:
    (notice,) = read("name: kafka\nresources: [\n").notices

    assert (notice.kind, notice.path) == ("unreadable", "Pulumi.yaml")
    assert notice.line in (2, 3)


def test_a_program_whose_aliases_explode_is_refused(read: Read) -> None:
    bomb = "x0: &x0 [a, a, a, a, a, a, a, a, a]\n" + "".join(
        f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 7)
    )

    assert [notice.kind for notice in read(named("*x6", bomb)).notices] == ["unreadable"]
