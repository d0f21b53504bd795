"""The JSON report is the contract of schemas/report.schema.json, and all of it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import running
from jsonschema import Draft202012Validator
from reports import cluster, node, place, report, rule

from kafkalint.findings import Notice, Report, Undecided
from kafkalint.reporters import load
from kafkalint.values import Origin


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    path = Path(__file__).parents[2] / "schemas/report.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def written(report: Report) -> Any:
    stream = io.StringIO()
    load("json").write(report, stream)
    return json.loads(stream.getvalue())


def test_a_full_report_fits_the_schema(validator: Draft202012Validator) -> None:
    assert list(validator.iter_errors(written(report()))) == []


def test_an_empty_report_fits_the_schema(validator: Draft202012Validator) -> None:
    empty = written(Report("test", "--env"))
    assert list(validator.iter_errors(empty)) == []
    assert empty["clusters"] == empty["findings"] == []


def test_the_schema_lets_nothing_undocumented_through(validator: Draft202012Validator) -> None:
    for part in ("clusters", "findings", "undecided", "notices"):
        data = written(report())
        data[part][0]["surprise"] = 1
        assert not validator.is_valid(data), part


def test_a_finding_has_its_places_primary_first() -> None:
    finding = written(report())["findings"][0]
    assert finding["rule"] == "client-listener-plaintext"
    assert finding["severity"] == "critical"
    assert finding["cluster"] == "infra/compose.yml#orders"
    assert finding["locations"][0] == {
        "path": "infra/compose.yml",
        "line": 6,
        "column": 7,
        "end_line": 6,
        "end_column": 60,
        "logical": "services.kafka1",
    }
    assert finding["locations"][1]["line"] == 2
    assert finding["suppressed"] is None


def test_a_suppressed_finding_says_why_and_does_not_count() -> None:
    data = written(report())
    assert data["findings"][-1]["suppressed"] == "the test suite needs it until March"
    assert data["clusters"][0]["counts"] == {"pass": 1, "fail": 3, "undecided": 1}


def test_where_only_the_file_is_known_lines_are_null(validator: Draft202012Validator) -> None:
    origin = Origin("kafka/server.properties")
    orders = cluster(node("kafka1", 2))
    undecided = Undecided(rule("broker-rack-missing"), orders, "broker 1", "why", (origin,))
    notice = Notice("skipped", "kafka/values.yaml", 0, "a template")
    data = written(report(undecided=(undecided,), notices=(notice,)))
    assert data["undecided"][0]["locations"][0]["line"] is None
    assert data["notices"][0]["line"] is None
    assert list(validator.iter_errors(data)) == []


def test_each_place_stands_once() -> None:
    orders = cluster(node("kafka1", 2))
    undecided = Undecided(rule("a-rule"), orders, "s", "r", (place(3, 1, 2), place(3, 1, 2)))
    assert len(written(report(undecided=(undecided,)))["undecided"][0]["locations"]) == 1


def test_the_version_is_null_where_nodes_differ() -> None:
    assert written(report())["clusters"][0]["kafka_version"] == "3.7"
    assert written(report(clusters=(cluster(),)))["clusters"][0]["kafka_version"] is None


class TestARunningCluster:
    def test_it_fits_the_schema(self, validator: Draft202012Validator) -> None:
        assert list(validator.iter_errors(written(running.report()))) == []

    def test_every_loss_is_in_it(self) -> None:
        [told] = written(running.report())["clusters"]
        losses = told["survival"]["losses"]

        assert told["survival"]["complete"] is True
        assert told["survival"]["now"] == {"offline": 0, "refusing": 0}
        assert [(loss["kind"], loss["name"]) for loss in losses] == [
            *(("broker", str(number)) for number in (1, 2, 3, 4)),
            *(("host", f"kafka-{number}") for number in (1, 2, 3, 4)),
            *(("rack", rack) for rack in "abc"),
        ]
        assert losses[0] == {
            "kind": "broker",
            "name": "1",
            "brokers": [1],
            "partitions": 4,
            "offline": 1,
            "refusing": 0,
            "unknown": 0,
            "quorum": True,
            "worst": [{"topic": "orders", "partitions": 2, "offline": 1, "refusing": 0}],
        }

    def test_a_rack_may_take_controllers_of_which_nobody_knows(self) -> None:
        [told] = written(running.report())["clusters"]

        assert {
            loss["quorum"] for loss in told["survival"]["losses"] if loss["kind"] == "rack"
        } == {None}

    def test_what_would_help_is_in_it_the_cheapest_first(self) -> None:
        [told] = written(running.report())["clusters"]

        assert [
            (each["kind"], each["topics"], each["moves"]) for each in told["survival"]["remedies"]
        ] == [("spread", ["payments"], 1), ("raise-replication", ["orders"], 4)]

    def test_files_alone_tell_no_such_thing(self) -> None:
        assert all("survival" not in told for told in written(report())["clusters"])
