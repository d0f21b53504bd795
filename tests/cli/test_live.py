"""`kafkalint live`: what it takes, what it says, and the status that it ends with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_cluster import GARBAGE, HANG, FakeCluster
from jsonschema import Draft202012Validator
from multitool import Multitool

from kafkalint.cli import run

PLANTED = "Xu7-planted-secret"


@pytest.fixture
def cluster() -> Iterator[FakeCluster]:
    fake = FakeCluster(size=2)
    yield fake
    fake.close()


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Told:
    """What a run said and how it ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err


@pytest.fixture
def live(capsys: pytest.CaptureFixture[str]) -> type[Told]:
    class Run(Told):
        def __init__(self, *arguments: str) -> None:
            status = run(["live", *arguments])
            captured = capsys.readouterr()
            assert "Traceback" not in captured.err
            super().__init__(status, captured.out, captured.err)

    return Run  # type: ignore[return-value]


def test_a_cluster_is_judged(cluster: FakeCluster, live: type[Told]) -> None:
    told = live("--bootstrap", ",".join(cluster.bootstrap), "--format", "json")

    report = json.loads(told.out)
    assert [(each["platform"], each["name"]) for each in report["clusters"]] == [
        ("live", "fake-cluster")
    ]
    assert told.status in (0, 1)
    places = [place for finding in report["findings"] for place in finding["locations"]]
    assert places
    assert {place["path"] for place in places} == {""}
    assert all(place["logical"] for place in places)


def test_people_see_places_in_the_cluster(cluster: FakeCluster, live: type[Told]) -> None:
    told = live("--bootstrap", cluster.bootstrap[0])

    assert "live cluster" in told.out
    assert "topic orders" in told.out or "broker 1 · " in told.out
    assert "()" not in told.out


def test_a_cluster_that_refuses_some_is_judged_and_incomplete(live: type[Told]) -> None:
    fake = FakeCluster(handlers={"DescribeAcls": GARBAGE})
    told = live("--bootstrap", fake.bootstrap[0], "--fail-on", "never", "--format", "json")
    fake.close()

    report = json.loads(told.out)
    assert told.status == 3
    assert [(n["kind"], n["message"]) for n in report["notices"]] == [
        (
            "unreadable",
            "cluster: DescribeAcls failed: the answer cannot be read (InvalidReceiveError)",
        )
    ]
    assert "incomplete" in told.err


def test_incomplete_may_be_allowed(live: type[Told]) -> None:
    fake = FakeCluster(handlers={"DescribeAcls": GARBAGE})
    told = live("--bootstrap", fake.bootstrap[0], "--fail-on", "never", "--allow-incomplete")
    fake.close()

    assert told.status == 0


def test_findings_go_before_what_is_missing(live: type[Told]) -> None:
    fake = FakeCluster(handlers={"DescribeQuorum": GARBAGE})
    told = live("--bootstrap", fake.bootstrap[0], "--fail-on", "low")
    fake.close()

    assert told.status == 1


def test_what_an_old_version_lacks_does_not_make_it_incomplete(live: type[Told]) -> None:
    fake = FakeCluster(versions={"DescribeClientQuotas": None})
    told = live("--bootstrap", fake.bootstrap[0], "--fail-on", "never", "--format", "json")
    fake.close()

    assert told.status == 0
    notices = json.loads(told.out)["notices"]
    assert [(n["kind"], n["message"]) for n in notices] == [
        ("skipped", "cluster: DescribeClientQuotas needs Kafka 2.6")
    ]


def test_an_unreachable_cluster_says_why_and_what_to_try(live: type[Told]) -> None:
    told = live("--bootstrap", "kafka.invalid:9092")

    assert told.status == 3
    assert told.out == ""
    assert "kafka.invalid cannot be resolved" in told.err
    assert "spelling" in told.err


def test_programs_get_a_report_of_it_too(live: type[Told]) -> None:
    told = live(
        "--bootstrap", "kafka.invalid:9092", "--format", "json", "--format", "sarif=a.sarif"
    )

    assert told.status == 3
    report = json.loads(told.out)
    assert (report["clusters"], report["findings"]) == ([], [])
    (notice,) = report["notices"]
    assert notice["kind"] == "unreadable"
    assert "kafka.invalid cannot be resolved" in notice["message"]
    (run,) = json.loads(Path("a.sarif").read_text())["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "spelling" in told.err


def test_that_there_is_none_may_be_allowed(live: type[Told]) -> None:
    assert live("--bootstrap", "kafka.invalid:9092", "--allow-incomplete").status == 0


def test_the_timeout_holds(live: type[Told]) -> None:
    import time

    silent = {"DescribeCluster": HANG, "DescribeConfigs": HANG, "ListGroups": HANG}
    fake = FakeCluster(handlers=silent)
    begun = time.monotonic()
    told = live("--bootstrap", fake.bootstrap[0], "--timeout", "2", "--fail-on", "never")
    fake.close()

    assert told.status == 3
    assert time.monotonic() - begun < 15


class TestSnapshots:
    def test_what_was_kept_is_judged_without_the_cluster(
        self, cluster: FakeCluster, live: type[Told]
    ) -> None:
        first = live("--bootstrap", cluster.bootstrap[0], "--snapshot", "taken.json")
        cluster.close()

        second = live("--from-snapshot", "taken.json")

        assert (second.status, second.out) == (first.status, first.out)

    def test_it_is_kept_even_where_much_was_refused(self, live: type[Told]) -> None:
        fake = FakeCluster(handlers={"DescribeCluster": GARBAGE})
        live("--bootstrap", fake.bootstrap[0], "--snapshot", "taken.json")
        fake.close()

        kept = json.loads(Path("taken.json").read_text())
        assert [refusal["call"] for refusal in kept["refusals"]] == ["DescribeCluster"]

    @pytest.mark.parametrize(
        ("content", "status"), [("{}", 3), ("nonsense", 3), ('{"version": 99}', 3), (None, 3)]
    )
    def test_what_is_none_is_refused(
        self, live: type[Told], content: str | None, status: int
    ) -> None:
        if content is not None:
            Path("taken.json").write_text(content)
        told = live("--from-snapshot", "taken.json")
        assert told.status == status
        assert "taken.json" in told.err

    def test_none_is_taken_of_a_snapshot(self, live: type[Told]) -> None:
        told = live("--from-snapshot", "taken.json", "--bootstrap", "a:1")
        assert told.status == 2

    def test_where_it_goes_is_looked_at_before_the_cluster(
        self, cluster: FakeCluster, live: type[Told]
    ) -> None:
        told = live("--bootstrap", cluster.bootstrap[0], "--snapshot", "nowhere/taken.json")
        assert told.status == 2
        assert cluster.asked == []


class TestSecrets:
    def test_one_on_the_command_line_is_refused(self, live: type[Told]) -> None:
        told = live("--bootstrap", "a:1", "-X", f"sasl.password={PLANTED}")
        assert told.status == 2
        assert "${env:NAME}" in told.err
        assert PLANTED not in told.err

    def test_no_broker_can_have_one_repeated(self, live: type[Told]) -> None:
        """A broker that sends back what it was told, in an error and as a setting."""
        from fake_cluster import response

        def repeat(request: object) -> object:
            return response("DescribeAcls")(
                error_code=-1, error_message=f"who is {PLANTED}?", resources=[]
            )

        def settings(request: object) -> object:
            kind = response("DescribeConfigs")
            result = kind.DescribeConfigsResult
            entry = result.DescribeConfigsResourceResult
            names = ["listener.name.x.ssl.keystore.password", "my.plugin.secret"]
            return kind(
                results=[
                    result(
                        error_code=0,
                        error_message=None,
                        resource_type=each.resource_type,
                        resource_name=each.resource_name,
                        configs=[
                            entry(
                                name=name,
                                value=PLANTED,
                                read_only=False,
                                config_source=4,
                                is_sensitive=False,
                                synonyms=[],
                            )
                            for name in names
                        ],
                    )
                    for each in request.resources  # type: ignore[attr-defined]
                ]
            )

        fake = FakeCluster(handlers={"DescribeAcls": repeat, "DescribeConfigs": settings})
        Path("client.properties").write_text(f"sasl.password={PLANTED}\nsasl.username=a\n")
        given = ("--bootstrap", fake.bootstrap[0], "--command-config", "client.properties")
        told = live(*given, "--snapshot", "taken.json", "--format", "json", "--show", "undecided")
        fake.close()

        assert "DescribeAcls" in told.out
        kept = Path("taken.json").read_text()
        assert "my.plugin.secret" in kept
        assert PLANTED not in told.out + told.err + kept


class TestSarif:
    def test_results_are_anchored_to_the_file_that_was_named(
        self, cluster: FakeCluster, live: type[Told]
    ) -> None:
        Path("client.properties").write_text("client.id=audit\n")
        given = ("--bootstrap", cluster.bootstrap[0], "--command-config", "client.properties")
        told = live(*given, "--format", "sarif")

        (sarif,) = json.loads(told.out)["runs"]
        assert sarif["results"]
        for result in sarif["results"]:
            (place,) = result["locations"]
            physical = place["physicalLocation"]
            assert physical["artifactLocation"]["uri"] == "client.properties"
            assert physical["region"]["startLine"] == 1
            assert place["logicalLocations"]

    def test_or_to_the_file_that_keeps_what_was_read(
        self, cluster: FakeCluster, live: type[Told]
    ) -> None:
        given = ("--bootstrap", cluster.bootstrap[0], "--snapshot", "taken.json")
        told = live(*given, "--format", "sarif")

        (sarif,) = json.loads(told.out)["runs"]
        places = [place for result in sarif["results"] for place in result["locations"]]
        uris = {place["physicalLocation"]["artifactLocation"]["uri"] for place in places}
        assert uris == {"taken.json"}
        assert live("--from-snapshot", "taken.json", "--format", "sarif").out == told.out

    def test_code_scanning_takes_them(
        self, cluster: FakeCluster, live: type[Told], multitool: Multitool
    ) -> None:
        Path("client.properties").write_text("client.id=audit\n")
        given = ("--bootstrap", cluster.bootstrap[0], "--command-config", "client.properties")
        live(*given, "--format", "sarif=report.sarif")

        sarif = json.loads(Path("report.sarif").read_text())
        assert list(Draft202012Validator(multitool.schema).iter_errors(sarif)) == []
        assert multitool.complaints(Path("report.sarif")) == []
