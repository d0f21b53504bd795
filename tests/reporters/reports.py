"""A report as an audit of a small company's Compose file would give it, built by hand."""

from __future__ import annotations

from typing import Any

from kafkalint.findings import Finding, Notice, Passed, Report, Severity, Undecided
from kafkalint.model import Cluster, Node
from kafkalint.rule import Rule
from kafkalint.values import Origin, Provenance, Span, Value

COMPOSE = """\
services:
  kafka1:
    image: confluentinc/cp-kafka:7.7.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093
      KAFKA_DEFAULT_REPLICATION_FACTOR: 3
      KAFKA_MIN_INSYNC_REPLICAS: "3"
      KAFKA_SSL_KEYSTORE_PASSWORD: orders-2019
      KAFKA_BROKER_RACK: ${RACK}
  kafka2:
    image: confluentinc/cp-kafka:7.7.1
    environment:
      KAFKA_NODE_ID: 2
      KAFKA_MIN_INSYNC_REPLICAS: "3"
"""
PATH = "infra/compose.yml"


def place(line: int, column: int, end_column: int, logical: str = "", path: str = PATH) -> Origin:
    return Origin(path, Span(line, column, line, end_column), logical)


RULE = """\
id: {id}
title: What {id} is about
severity: {{production: high, test: medium, development: low}}
for: broker
require: broker["min.insync.replicas"] < 3
message: "never used here"
guide: "6"
references: [https://kafka.apache.org/documentation/#brokerconfigs_min.insync.replicas]
why: |
  One broker down stops every write. Nobody notices until then.
fix: |
  Set min.insync.replicas to 2:

    min.insync.replicas=2
"""


def rule(name: str, group: str = "durability") -> Rule:
    return Rule(f"rules/{group}/{name}.yaml", group, RULE.format(id=name))


def node(name: str, line: int, **settings: Value[str]) -> Node:
    named = {key.replace("_", "."): value for key, value in settings.items()}
    version = Value("3.7", (place(3, 12, 40),), Provenance.IMAGE)
    return Node(name, place(line, 3, 9), settings=named, version=version, files=(PATH,))


def cluster(*nodes: Node, name: str = "orders", path: str = PATH) -> Cluster:
    return Cluster(
        name,
        place(2, 3, 9),
        id=f"{path}#{name}",
        platform="compose",
        nodes=nodes,
        files=(path,),
    )


def report(**given: Any) -> Report:
    """A report; what is not given is an audit of COMPOSE with one of everything."""
    secret = Value("orders-2019", (place(9, 7, 48),), sensitive=True)
    orders = cluster(node("kafka1", 2, ssl_keystore_password=secret), node("kafka2", 11))
    blocks, clear = rule("min-isr-blocks-writes"), rule("client-listener-plaintext")
    findings = (
        Finding(
            clear,
            Severity.CRITICAL,
            orders,
            "listener kafka1/PLAINTEXT",
            "listener PLAINTEXT of kafka1 takes clients without TLS",
            "Use SASL_SSL:\n  KAFKA_LISTENERS: SASL_SSL://:9092",
            (place(6, 7, 60, "services.kafka1"), place(2, 3, 9)),
            "aa11",
        ),
        *(
            Finding(
                blocks,
                Severity.HIGH,
                orders,
                f"broker {name}",
                f"{name} needs all 3 replicas in sync: losing one broker stops writes",
                "Set min.insync.replicas to 2.",
                (place(line, 7, 37, f"services.{name}"),),
                f"bb{line}",
            )
            for name, line in (("kafka1", 8), ("kafka2", 15))
        ),
        Finding(
            rule("auto-create-topics-enabled"),
            Severity.MEDIUM,
            orders,
            "cluster orders",
            "topics are made by whoever writes first",
            "",
            (place(2, 3, 9),),
            "cc22",
            suppressed="the test suite needs it until March",
        ),
    )
    fields: dict[str, Any] = {
        "environment": "production",
        "chosen_by": "default",
        "clusters": (orders,),
        "findings": findings,
        "undecided": (
            Undecided(
                rule("broker-rack-missing"),
                orders,
                "broker kafka1",
                "RACK is not set in any file here",
                (place(10, 26, 33),),
            ),
        ),
        "passed": (Passed(rule("quorum-even-size"), orders, "the quorum"),),
        "notices": (Notice("unreadable", "infra/old.properties", 3, "is not UTF-8 text"),),
        "rules_judged": 5,
        "texts": {PATH: COMPOSE},
    }
    return Report(**{**fields, **given})
