"""Programs in TypeScript: what their text alone says, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stacks import Stack, plain

from kafkalint.sources import pulumi

Read = Callable[..., Stack]

HEAD = 'import * as pulumi from "@pulumi/pulumi";\nimport * as aws from "@pulumi/aws";\n'
PROJECT = "name: shop\nruntime: nodejs\nconfig: {kafka:set: given}\n"


def named(expression: str, *before: str) -> str:
    """A program with one cluster whose name is `expression`, behind other statements."""
    lines = "".join(f"{line}\n" for line in before)
    return (
        f"{HEAD}{lines}const kafka = new aws.msk.Cluster('orders', {{\n"
        f"  clusterName: {expression},\n}});\n"
    )


BEFORE = (
    'const config = new pulumi.Config("kafka");',
    'const stage = "prod";',
    "const brokers: number = 3;",
    "const names = { first: 'orders', 'second': \"payments\" };",
    'let once: string | undefined;\nonce = "once";',
    'let twice = "a";\ntwice = "b";',
    "const circular: string = circular;",
)


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("index.ts", f"{HEAD}new aws.msk.Cluster('k', {{}});", True),
        ("kafka.js", 'const a = require("@pulumi/aws"); // msk', True),
        ("topics.ts", 'import * as kafka from "@pulumi/kafka";', True),
        ("index.ts", 'import * as aiven from "@pulumi/aiven"; new aiven.Kafka("k");', True),
        ("index.ts", 'import * as gcp from "@pulumi/gcp"; // managedkafka', True),
        ("index.ts", 'import * as gcp from "@pulumi/gcp"; // a bucket', False),
        ("index.ts", 'import * as aws from "@pulumi/aws"; // a website', False),
        ("index.ts", "import { Kafka } from './kafka';\nnew Kafka();", True),
        ("index.ts", "import { site } from './site';", False),
        ("shop.ts", "import { Kafka } from './kafka';", False),
        ("index.d.ts", f"{HEAD}// msk", False),
        ("client.ts", 'import { Kafka } from "kafkajs";', False),
        ("README.md", f"{HEAD}// msk", False),
    ],
)
def test_programs_about_kafka_are_claimed(path: str, content: str, expected: bool) -> None:
    assert pulumi.claims(path, content.encode()) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"orders"', "orders"),
        ("'it\\'s'", "it's"),
        ("stage", "prod"),
        ("`${stage}-kafka`", "prod-kafka"),
        ("`${stage}-${brokers}`", "prod-3"),
        ("pulumi.interpolate`${stage}-kafka`", "prod-kafka"),
        ("stage + '-kafka'", "prod-kafka"),
        ("names.first", "orders"),
        ("names.second", "payments"),
        ("once", "once"),
        ("(stage as string)!", "prod"),
        ("brokers > 2 ? 'large' : 'small'", "large"),
        ("!(brokers > 2) ? 'large' : 'small'", "small"),
        ("config.require('x') ? 'same' : 'same'", "same"),
        ("config.get('x') ?? 'default'", "default"),
        ("config.get('x') || 'default'", "default"),
        ("config.require('set')", "given"),
        ("config.get('set') ?? 'default'", "given"),
        ("['a', 'b'].join('-')", "a-b"),
        ("pulumi.output(stage)", "prod"),
        ("JSON.stringify({ a: stage })", '{"a": "prod"}'),
        ("1_000 * 2", 2000),
        ("-1", -1),
    ],
)
def test_what_the_text_says_is_known(read: Read, expression: str, expected: object) -> None:
    stack = read({"Pulumi.yaml": PROJECT, "index.ts": named(expression, *BEFORE)})

    assert plain(stack.name()) == expected
    assert stack.notices == []


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("config.require('x')", "no stack here sets x"),
        ("config.requireSecret('set')", "a secret of the stack"),
        ("`${config.require('x')}-kafka`", "no stack here sets x"),
        ("twice", "twice is worked out when the program runs"),
        ("nowhere", "nowhere is worked out when the program runs"),
        ("names.third", "third is worked out when the program runs"),
        ("compute()", "compute works it out"),
        ("kafka.arn.apply(arn => arn)", "apply works it out"),
        ("config.require('x') ? 'a' : 'b'", "no stack here sets x"),
        ("config.require('x') ?? 'b'", "no stack here sets x"),
        ("circular", "more than can be read off"),
        ("async () => 1", "the program works it out"),
        ("process.env.NAME", "worked out when the program runs"),
    ],
)
def test_what_only_running_it_tells_is_unknown(read: Read, expression: str, reason: str) -> None:
    name = read({"Pulumi.yaml": PROJECT, "index.ts": named(expression, *BEFORE)}).name()

    assert name.is_unknown
    assert reason in name.reason


@pytest.mark.parametrize("expression", ["undefined", "null", "config.get('x')"])
def test_undefined_is_not_set(read: Read, expression: str) -> None:
    stack = read({"Pulumi.yaml": PROJECT, "index.ts": named(expression, *BEFORE)})

    assert stack.name().is_absent


def test_a_value_points_at_its_line_and_at_the_constant(read: Read) -> None:
    name = read({"index.ts": named("stage", 'const stage = "prod";')}).name()

    assert [origin.line for origin in name.origins] == [5, 3]
    assert name.origins[0].logical == "kafka.clusterName"


def test_places_are_counted_in_characters(read: Read) -> None:
    program = named("`é${'x'}`").replace("clusterName", "/* éé */ clusterName")
    (origin,) = read({"index.ts": program}).name().origins[:1]

    assert origin.span is not None
    assert program.splitlines()[origin.span.line - 1][origin.span.column - 1 :].startswith(
        "clusterName"
    )


KAFKA = """
import { ec2, msk as streaming } from "@pulumi/aws";
import * as kafka from "@pulumi/kafka";

const properties = `
min.insync.replicas=1
num.partitions=${count}
`;
const subnet = new ec2.Subnet("a", { availabilityZone: "eu-west-1a" });
const configuration = new aws.msk.Configuration("custom", { serverProperties: properties });
const common = { kafkaVersion: "3.8.x" };
const cluster = new streaming.Cluster("orders", {
  ...common,
  numberOfBrokerNodes: 3,
  brokerNodeGroupInfo: { clientSubnets: [subnet.id], securityGroups: groups },
  configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
}, { protect: true });
new kafka.Topic("orders-topic", { name: "orders", replicationFactor: 1 });
new aws.s3.Bucket("logs");
"""


def test_resources_refer_to_each_other(read: Read) -> None:
    resources = read({"index.ts": HEAD + KAFKA}).resources

    assert {name: each.type for name, each in resources.items() if "s3" not in each.type} == {
        "subnet": "aws_subnet",
        "configuration": "aws_msk_configuration",
        "cluster": "aws_msk_cluster",
        "orders-topic": "kafka_topic",
    }
    cluster = resources["cluster"]
    assert plain(cluster.value("kafka_version")) == "3.8.x"
    assert plain(cluster.value("broker_node_group_info", "client_subnets")) == ["→subnet.id"]
    assert plain(cluster.value("configuration_info", "revision")) == (
        "→configuration.latest_revision"
    )
    assert cluster.value("broker_node_group_info", "security_groups").is_unknown
    assert cluster.guards["protect"].data is True


def test_properties_in_a_template_know_their_lines(read: Read) -> None:
    text = read({"index.ts": HEAD + KAFKA}).resources["configuration"].value("server_properties")

    assert text.is_unknown
    assert text.data == "\nmin.insync.replicas=1\nnum.partitions=${count}\n"
    assert [origin.line for origin in text.data.lines] == [7, 8, 9]


def test_what_is_spread_and_not_known_leaves_the_arguments_open(read: Read) -> None:
    program = HEAD + "const c = new aws.msk.Cluster('c', { ...given, kafkaVersion: '3.8.x' });\n"
    cluster = read({"index.ts": program}).resources["c"]

    assert cluster.arguments == {}
    assert cluster.value("kafka_version").is_unknown


CONDITIONAL = """
const on = true;
const config = new pulumi.Config();
if (on) { new aws.msk.Cluster("first", {}); } else { new aws.msk.Cluster("second", {}); }
if (config.requireBoolean("x")) { new aws.msk.Cluster("third", {}); }
for (const name of names) { new aws.msk.Cluster("fourth", { clusterName: name }); }
function make(stage: string) { new aws.msk.Cluster("fifth", { clusterName: stage }); }
const stage = "global";
"""


def test_conditions_functions_and_loops_are_minded(read: Read) -> None:
    resources = read({"index.ts": HEAD + CONDITIONAL}).resources

    assert {name: each.uncertain for name, each in resources.items()} == {
        "first": "",
        "third": "no stack here sets x",
        "fourth": "a loop makes it",
        "fifth": "a function makes it",
    }
    assert resources["fourth"].value("cluster_name").is_unknown
    assert resources["fifth"].value("cluster_name").is_unknown  # its own, not the global one


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("brokers > 1", "many"),
        ("brokers >= 2", "many"),
        ("brokers !== 1", "many"),
        ("brokers === 1", "one"),
        ("brokers < 2", "one"),
        ("brokers <= 1", "one"),
        ("brokers > 2", "?"),
        ("brokers === 2", "?"),
        ("brokers > 'a'", "?"),
    ],
)
def test_no_cluster_of_msk_has_less_than_two_brokers(
    read: Read, condition: str, expected: str
) -> None:
    program = named(
        f"{condition} ? 'many' : 'one'",
        "const config = new pulumi.Config();",
        'const brokers = config.requireNumber("brokers");',
    ).replace("clusterName", "numberOfBrokerNodes: brokers, clusterName")

    assert plain(read({"index.ts": program}).name()) == expected


def test_files_of_one_project_are_one_program(read: Read) -> None:
    stack = read(
        {
            "Pulumi.yaml": PROJECT,
            "index.ts": named("'orders'"),
            "src/topics.ts": 'import * as kafka from "@pulumi/kafka";\nnew kafka.Topic("t", {});',
        }
    )

    assert len(stack.estates) == 1
    assert stack.resources.keys() == {"kafka", "t"}


def test_what_a_compiler_made_of_a_program_is_not_read_again(read: Read) -> None:
    stack = read(
        {
            "Pulumi.yaml": PROJECT,
            "index.ts": named("'orders'"),
            "bin/index.js": named("'orders'").replace("const kafka", "const compiled"),
        }
    )

    assert stack.resources.keys() == {"kafka"}


@pytest.mark.parametrize(
    ("imported", "constructor"),
    [
        ('const aws = require("@pulumi/aws");', "aws.msk.Cluster"),
        ("const { msk } = require('@pulumi/aws');", "msk.Cluster"),
        ("const { msk: streaming } = require('@pulumi/aws');", "streaming.Cluster"),
        ('import { msk } from "@pulumi/aws";', "msk.Cluster"),
        ('import { Cluster } from "@pulumi/aws/msk";', "Cluster"),
        ('import * as msk from "@pulumi/aws/msk";', "msk.Cluster"),
        ('import { Cluster } from "@pulumi/eks";', ""),
    ],
)
def test_packages_come_in_in_several_ways(read: Read, imported: str, constructor: str) -> None:
    program = f"{imported}\nnew {constructor or 'Cluster'}('k', {{}}); // msk, @pulumi/aws\n"
    estates = read({"index.js": program}).estates

    assert [each.type for estate in estates for each in estate.resources] == (
        ["aws_msk_cluster"] if constructor else []
    )


@pytest.mark.parametrize(
    ("imported", "constructor", "expected"),
    [
        ('import * as aiven from "@pulumi/aiven";', "aiven.Kafka", "aiven_kafka"),
        ('import { KafkaTopic } from "@pulumi/aiven";', "KafkaTopic", "aiven_kafka_topic"),
        (
            'import * as gcp from "@pulumi/gcp";',
            "gcp.managedkafka.Cluster",
            "google_managed_kafka_cluster",
        ),
        (
            'import * as azure from "@pulumi/azure";',
            "azure.eventhub.EventHubNamespace",
            "azurerm_eventhub_namespace",
        ),
        (
            'import * as confluent from "@pulumi/confluentcloud";',
            "confluent.KafkaCluster",
            "confluent_kafka_cluster",
        ),
    ],
)
def test_every_cloud_is_read(read: Read, imported: str, constructor: str, expected: str) -> None:
    estates = read(
        {"orders.ts": f"{imported}\nnew {constructor}('orders', {{}}); // kafka\n"}
    ).estates

    assert [each.type for estate in estates for each in estate.resources] == [expected]


def test_a_preview_beside_it_is_judged_instead(read: Read) -> None:
    preview = (
        '{"steps": [{"op": "create", "newState": {"urn": "urn:pulumi:p::shop::'
        'aws:msk/cluster:Cluster::orders", "type": "aws:msk/cluster:Cluster", "inputs": {}}}]}'
    )
    stack = read({"index.ts": named("'orders'"), "preview.json": preview})

    assert [estate.files for estate in stack.estates] == [("preview.json",)]


def test_a_program_that_is_broken_is_read_as_far_as_it_goes(read: Read) -> None:
    stack = read({"index.ts": named("'orders'") + "const x = {{{;\n"})

    assert plain(stack.name()) == "orders"


def test_a_program_that_makes_nothing_of_ours_says_nothing(read: Read) -> None:
    assert read({"index.ts": HEAD + "// msk\nnew aws.s3.Bucket('b');\n"}).estates == []


def test_nesting_without_end_ends(read: Read) -> None:
    assert read({"index.ts": named("(" * 5000 + "1" + ")" * 5000)}).name().is_unknown
