"""Programs in several files and functions: what a name stands for where it comes from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stacks import Stack, plain

Read = Callable[..., Stack]

HEAD = 'import * as pulumi from "@pulumi/pulumi";\nimport * as aws from "@pulumi/aws";\n'
FUNCTION = (
    HEAD + "export function kafka(name: string, size = 3, { stage }: Args = {}) {\n"
    "  return new aws.msk.Cluster('kafka', {\n"
    "    clusterName: `${name}-${stage}`, numberOfBrokerNodes: size,\n  });\n}\n"
)
CLASS = (
    HEAD + "export class Kafka extends pulumi.ComponentResource {\n"
    "  constructor(name: string, { brokers, zones: { names }, stage = 'prod' }: Args, opts?: O) {\n"
    "    super('kafka', name, {}, opts);\n"
    "    this.cluster = new aws.msk.Cluster('kafka', {\n"
    "      clusterName: name, numberOfBrokerNodes: brokers, kafkaVersion: stage,\n"
    "      brokerNodeGroupInfo: { clientSubnets: names },\n    });\n  }\n}\n"
)


def sized(imported: str, name: str) -> str:
    return f"{HEAD}{imported}\nnew aws.msk.Cluster('k', {{ numberOfBrokerNodes: {name} }});\n"


def made(stack: Stack, *path: str) -> object:
    (cluster,) = stack.estates[0].of_type("aws_msk_cluster")
    return plain(cluster.value(*path))


@pytest.mark.parametrize(
    ("imported", "name"),
    [
        ('import { size } from "./sizes";', "size"),
        ('import { size as brokers } from "./sizes";', "brokers"),
        ('import { size } from "./sizes.js";', "size"),
        ('import { sizes } from "./sizes";', "sizes.kafka"),
    ],
)
def test_constants_of_other_files(read: Read, imported: str, name: str) -> None:
    stack = read(
        {
            "index.ts": sized(imported, name),
            "sizes.ts": (
                f"{HEAD}// kafka\nexport const size = 5;\nexport const sizes = {{ kafka: 5 }};"
            ),
        }
    )

    assert made(stack, "number_of_broker_nodes") == 5


@pytest.mark.parametrize(
    "imported",
    [
        'import { size } from "./nowhere";',
        'import { length } from "./sizes";',
        'import { size } from "sizes";',
        'import size from "./sizes";',
    ],
)
def test_what_is_not_there_is_not_known(read: Read, imported: str) -> None:
    stack = read(
        {
            "index.ts": sized(imported, "size"),
            "sizes.ts": f"{HEAD}// kafka\nlet size = 5;\nsize = 6;",
        }
    )

    assert made(stack, "number_of_broker_nodes") == "?"


def test_a_function_that_is_called_once_has_the_arguments_of_that_call(read: Read) -> None:
    call = "import { kafka as make } from './kafka';\nmake('orders', 6, { stage: 'prod' });\n"
    stack = read({"kafka.ts": FUNCTION, "index.ts": call})

    assert made(stack, "cluster_name") == "orders-prod"
    assert made(stack, "number_of_broker_nodes") == 6
    (cluster,) = stack.estates[0].of_type("aws_msk_cluster")
    places = [(o.path, o.line) for o in cluster.value("number_of_broker_nodes").origins]
    assert places == [("kafka.ts", 5), ("index.ts", 2)]


def test_a_class_that_is_made_once_too(read: Read) -> None:
    stack = read(
        {
            "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
            "src/kafka.ts": CLASS,
            "index.ts": (
                "import * as parts from './src/kafka';\n"
                "const brokers = 3;\n"
                "new parts.Kafka('orders', { brokers, zones: { names: ['a', 'b'] } });\n"
            ),
        }
    )

    assert made(stack, "cluster_name") == "orders"
    assert made(stack, "number_of_broker_nodes") == 3
    assert made(stack, "kafka_version") == "prod"


@pytest.mark.parametrize(
    "calls",
    [
        "kafka('orders'); kafka('payments');",
        "for (const name of names) { kafka('orders'); }",
        "kafka(...names);",
        "names.map(kafka);",
        "",
    ],
)
def test_one_that_may_have_other_arguments_is_not_known(read: Read, calls: str) -> None:
    stack = read({"index.ts": FUNCTION + calls})

    assert made(stack, "cluster_name") == "?"


@pytest.mark.parametrize(
    "program",
    [
        FUNCTION.replace("return new", "kafka(name, size); return new"),
        f"{HEAD}function one(a) {{ two(a); new aws.msk.Cluster('k', {{ clusterName: a }}); }}\n"
        "function two(b) { one(b); }\n",
        f"{HEAD}import {{ a }} from './index';\nexport const b = a;\n"
        "new aws.msk.Cluster('k', { clusterName: a });\n",
    ],
)
def test_circles_end(read: Read, program: str) -> None:
    assert made(read({"index.ts": program}), "cluster_name") == "?"


def test_chains_without_end_end(read: Read) -> None:
    chain = "".join(f"function f{n}(a) {{ f{n + 1}(a); }}\n" for n in range(2000))
    last = "function f2000(a) { new aws.msk.Cluster('k', { clusterName: a }); }\n"

    assert made(read({"index.ts": f"{HEAD}{chain}{last}f0('orders');\n"}), "cluster_name") == "?"
