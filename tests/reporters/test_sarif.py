"""The SARIF report: valid, clean, and everything code scanning needs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from multitool import Multitool
from reports import COMPOSE, PATH, cluster, node, place, report, rule

from kafkalint.cli import run
from kafkalint.findings import Finding, Notice, Report, Severity, Undecided
from kafkalint.record import replace
from kafkalint.reporters import load
from kafkalint.reporters.sarif.run import MOST_RESULTS
from kafkalint.values import Origin, Value


def written(report: Report) -> Any:
    stream = io.StringIO()
    load("sarif").write(report, stream)
    return json.loads(stream.getvalue())


def run_of(report: Report) -> Any:
    (run,) = written(report)["runs"]
    return run


def many(number: int) -> Report:
    """A report with `number` findings, on lines of their own."""
    whole = report()
    text = COMPOSE * (number // 10 + 1)
    findings = tuple(
        whole.findings[index % 4]._replace(
            identity=f"{index:016x}",
            message=f"{whole.findings[index % 4].message} ({index})",
            locations=(place(index + 1, 1, 5), place(1, 1, 9)),
        )
        for index in range(number)
    )
    return replace(whole, findings=findings, texts={PATH: text})


class TestIsValid:
    @pytest.mark.parametrize(
        "given",
        [report(), many(300), Report("test", "--env")],
        ids=["one of everything", "hundreds of findings", "nothing"],
    )
    def test_against_the_schema_and_the_multitool(
        self, given: Report, multitool: Multitool, tmp_path: Path
    ) -> None:
        data = written(given)
        assert list(Draft202012Validator(multitool.schema).iter_errors(data)) == []
        path = tmp_path / "kafkalint.sarif"
        path.write_text(json.dumps(data), encoding="utf-8")
        assert multitool.complaints(path) == []

    def test_the_multitool_would_complain(self, multitool: Multitool, tmp_path: Path) -> None:
        data = written(report())
        data["runs"][0]["results"][0]["ruleIndex"] = 99
        path = tmp_path / "broken.sarif"
        path.write_text(json.dumps(data), encoding="utf-8")
        assert any("SARIF1009" in complaint for complaint in multitool.complaints(path))


class TestResults:
    def test_every_result_has_a_region_in_a_file(self) -> None:
        for result in run_of(report())["results"]:
            (location,) = result["locations"]
            physical = location["physicalLocation"]
            assert physical["artifactLocation"]["uri"] == "infra/compose.yml"
            assert set(physical["region"]) >= {"startLine", "startColumn", "endLine", "endColumn"}

    def test_columns_are_code_points(self) -> None:
        run = run_of(report())
        assert run["columnKind"] == "unicodeCodePoints"
        region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
        assert (region["startColumn"], region["endColumn"]) == (7, 60)

    def test_levels_follow_the_severity_of_the_finding(self) -> None:
        levels = [result["level"] for result in run_of(report())["results"]]
        assert levels == ["error", "error", "error", "warning"]

    def test_a_result_names_its_rule_by_id_and_index(self) -> None:
        run = run_of(report())
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]

    def test_the_fingerprint_has_a_key_of_its_own(self) -> None:
        whole = report()
        result = run_of(whole)["results"][0]
        assert result["partialFingerprints"] == {"kafkalint/v1": whole.findings[0].fingerprint}

    def test_further_places_are_related_locations(self) -> None:
        (related,) = run_of(report())["results"][0]["relatedLocations"]
        assert related["physicalLocation"]["region"]["startLine"] == 2
        assert related["message"]["text"]

    def test_the_place_has_its_logical_name_too(self) -> None:
        (location,) = run_of(report())["results"][0]["locations"]
        (logical,) = location["logicalLocations"]
        assert logical["fullyQualifiedName"] == "services.kafka1"
        assert logical["name"] == "listener kafka1/PLAINTEXT"

    def test_suppressions_are_on_every_result_or_on_none(self) -> None:
        *active, suppressed = run_of(report())["results"]
        assert suppressed["suppressions"] == [
            {"kind": "inSource", "justification": "the test suite needs it until March"}
        ]
        assert all(result["suppressions"] == [] for result in active)
        without = run_of(replace(report(), findings=report().findings[:2]))
        assert all("suppressions" not in result for result in without["results"])

    def test_a_finding_without_a_span_points_at_the_file(self) -> None:
        finding = report().findings[0]._replace(locations=(Origin("infra/compose.yml"),))
        (result,) = run_of(replace(report(), findings=(finding,)))["results"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == 1

    def test_a_finding_without_a_file_points_at_its_cluster(self) -> None:
        finding = report().findings[0]._replace(locations=(Origin("", None, "broker/3"),))
        (result,) = run_of(replace(report(), findings=(finding,)))["results"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "infra/compose.yml"
        assert location["logicalLocations"][0]["fullyQualifiedName"] == "broker/3"

    def test_a_snippet_hides_secrets(self) -> None:
        secret = Value("orders-2019", (place(9, 7, 48),), sensitive=True)
        orders = cluster(node("kafka1", 2, ssl_keystore_password=secret))
        finding = Finding(
            rule("default-credentials"),
            Severity.HIGH,
            orders,
            "broker kafka1",
            "m",
            "",
            (place(9, 7, 48),),
            "f",
        )
        run = run_of(replace(report(), clusters=(orders,), findings=(finding,)))
        region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
        assert region["snippet"]["text"] == "KAFKA_SSL_KEYSTORE_PASSWORD: ‹hidden›"
        assert run["redactionTokens"] == ["‹hidden›"]

    def test_the_most_severe_are_kept_where_there_are_too_many(self) -> None:
        run = run_of(many(MOST_RESULTS + 3000))
        assert len(run["results"]) == MOST_RESULTS
        assert sum(result["level"] == "error" for result in run["results"]) == MOST_RESULTS
        (notification,) = (
            told
            for told in run["invocations"][0]["toolExecutionNotifications"]
            if told["descriptor"]["id"] == "kafkalint/results-cut"
        )
        assert "5000 most severe of 8000 findings" in notification["message"]["text"]


class TestPaths:
    def uri(self, path: str) -> str:
        finding = report().findings[0]._replace(locations=(Origin(path),))
        (result,) = run_of(replace(report(), findings=(finding,)))["results"]
        return str(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])

    def test_uris_are_percent_encoded(self) -> None:
        assert self.uri("infra/été #1/a:b.yml") == "infra/%C3%A9t%C3%A9%20%231/a%3Ab.yml"

    def test_names_that_are_no_text_are_encoded_too(self) -> None:
        assert self.uri("infra/\udcff.yml") == "infra/%FF.yml"

    def test_uris_start_at_the_repository(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / ".git").mkdir()
        (tmp_path / "deploy/kafka").mkdir(parents=True)
        monkeypatch.chdir(tmp_path / "deploy")
        assert self.uri("kafka/compose.yml") == "deploy/kafka/compose.yml"
        assert self.uri("../compose.yml") == "compose.yml"

    def test_a_file_outside_the_repository_has_its_whole_address(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "shop/.git").mkdir(parents=True)
        monkeypatch.chdir(tmp_path / "shop")
        assert self.uri("../other/compose.yml").startswith("file:///")


class TestRules:
    def test_a_rule_has_everything_that_code_scanning_shows(self) -> None:
        rules = {rule["id"]: rule for rule in run_of(report())["tool"]["driver"]["rules"]}
        told = rules["client-listener-plaintext"]
        assert told["shortDescription"]["text"]
        assert told["fullDescription"]["text"]
        assert "min.insync.replicas=2" in told["help"]["text"]
        assert "```\nmin.insync.replicas=2\n```" in told["help"]["markdown"]
        assert told["properties"]["security-severity"] == "9.5"
        assert told["properties"]["precision"]
        assert "kafka" in told["properties"]["tags"]

    def test_rules_that_are_only_undecided_are_there(self) -> None:
        rules = [rule["id"] for rule in run_of(report())["tool"]["driver"]["rules"]]
        assert "broker-rack-missing" in rules


class TestNotifications:
    def told(self, given: Report, kind: str) -> Any:
        (invocation,) = run_of(given)["invocations"]
        (found,) = (
            told
            for told in invocation["toolExecutionNotifications"]
            if told["descriptor"]["id"] == f"kafkalint/{kind}"
        )
        return invocation, found

    def test_what_stayed_undecided_has_its_rule_and_place(self) -> None:
        _, told = self.told(report(), "undecided")
        assert told["level"] == "note"
        assert told["associatedRule"]["id"] == "broker-rack-missing"
        assert "RACK is not set in any file here" in told["message"]["text"]
        assert told["locations"][0]["physicalLocation"]["region"]["startLine"] == 10

    def test_an_unreadable_file_is_an_error_of_the_run(self) -> None:
        invocation, told = self.told(report(), "unreadable")
        assert told["level"] == "error"
        uri = told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "infra/old.properties"
        assert invocation["executionSuccessful"] is False

    def test_a_skipped_file_is_none(self) -> None:
        notice = Notice("skipped", "chart/kafka.yaml", 0, "a Helm template")
        invocation, told = self.told(report(notices=(notice,)), "skipped")
        assert told["level"] == "note"
        assert invocation["executionSuccessful"] is True

    def test_many_undecided_checks_are_cut_too(self) -> None:
        one = report().undecided[0]
        undecided = tuple(
            Undecided(one.rule, one.cluster, f"topic t{n}", one.reason, one.locations)
            for n in range(MOST_RESULTS + 7)
        )
        _, told = self.told(replace(report(), undecided=undecided), "results-cut")
        assert "Only 5000 of 5007 undecided checks" in told["message"]["text"]


def test_the_example_deployment_is_valid_and_clean(
    checkout: Path, multitool: Multitool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout)
    path = tmp_path / "webshop.sarif"
    run(["check", "examples/webshop", "--format", f"sarif={path}"])
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["runs"][0]["results"]
    assert list(Draft202012Validator(multitool.schema).iter_errors(data)) == []
    assert multitool.complaints(path) == []
    assert "winter-2023" not in path.read_text(encoding="utf-8")
