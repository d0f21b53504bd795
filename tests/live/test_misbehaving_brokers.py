"""What a broker does wrong costs just the facts that it would have told, and the report is true.

The brokers are fakes: no real one hangs, talks nonsense or dies on demand.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kafka.errors as kafka_errors
import pytest
from fake_cluster import (
    CLOSE,
    CLUSTER_ID,
    DIE,
    GARBAGE,
    HANG,
    REQUESTS,
    FakeCluster,
    Make,
    making,
    response,
)

from kafkalint.live import audit, process
from kafkalint.live.audit import Unreached, take
from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Refusal, Snapshot

PATIENT, IMPATIENT = 30.0, 2.0  # seconds for a call, where none hangs and where one does
SECONDS = 60.0  # for all, of which a few are taken even where one hangs
SLACK = 10  # seconds that a busy machine may take to notice that the time is up

FACT = {
    "DescribeTopicPartitions": "topics",
    "DescribeAcls": "acls",
    "DescribeClientQuotas": "quotas",
    "DescribeUserScramCredentials": "scram_users",
    "ListPartitionReassignments": "reassignments",
    "ListGroups": "groups",
    "DescribeQuorum": "quorum",
}
"""The field of a snapshot that a request fills."""


@pytest.fixture
def cluster() -> Iterator[Make]:
    with making() as make:
        yield make


def look(cluster: FakeCluster, seconds: float = SECONDS) -> Snapshot:
    hangs = HANG in cluster.handlers.values()
    return take(Settings(cluster.bootstrap), seconds, IMPATIENT if hangs else PATIENT)


def calls(snapshot: Snapshot) -> set[tuple[str, str]]:
    return {(refusal.scope, refusal.call) for refusal in snapshot.refusals}


def test_a_well_behaved_one_tells_everything(cluster: Make) -> None:
    snapshot = look(cluster(size=2))

    assert snapshot.complete
    assert snapshot.refusals == ()
    assert snapshot.cluster_id == CLUSTER_ID
    unknown = [name for name in FACT.values() if getattr(snapshot, name) is None]
    assert unknown == []
    assert snapshot.brokers is not None
    assert all(broker.configs and broker.log_dirs for broker in snapshot.brokers)


@pytest.mark.parametrize("how", [GARBAGE, CLOSE])
@pytest.mark.parametrize("request_name", FACT)
def test_one_bad_answer_costs_one_fact(cluster: Make, request_name: str, how: str) -> None:
    snapshot = look(cluster(handlers={request_name: how}))

    lost = {call for _, call in calls(snapshot)}
    assert request_name in lost
    if how == GARBAGE:  # what else is asked on a connection that is closed is lost with it
        assert lost == {request_name}
    assert getattr(snapshot, FACT[request_name]) is None
    others = [name for request, name in FACT.items() if request not in lost]
    assert [name for name in others if getattr(snapshot, name) is None] == []


@pytest.mark.parametrize("request_name", ["DescribeAcls", "DescribeQuorum", "ListGroups"])
def test_a_question_that_is_never_answered_costs_one_fact(cluster: Make, request_name: str) -> None:
    begun = time.monotonic()

    snapshot = look(cluster(handlers={request_name: HANG}))

    assert {(r.call, r.kind) for r in snapshot.refusals} == {(request_name, "timeout")}
    assert time.monotonic() - begun < SECONDS


@pytest.mark.parametrize("how", [HANG, GARBAGE, CLOSE])
def test_one_bad_broker_costs_what_it_alone_knows(cluster: Make, how: str) -> None:
    bad = dict.fromkeys(("DescribeConfigs", "DescribeLogDirs"), how)

    snapshot = look(cluster(size=3, handlers=bad, broken=(2,)))

    assert snapshot.brokers is not None
    known = {b.id for b in snapshot.brokers if b.configs is not None and b.log_dirs is not None}
    assert known == {1, 3}
    assert ("broker 2", "DescribeConfigs") in calls(snapshot)
    assert ("broker 2", "DescribeLogDirs") in calls(snapshot)
    assert snapshot.acls == ()


def test_a_broker_that_dies_half_way_leaves_what_the_others_told(cluster: Make) -> None:
    snapshot = look(cluster(size=3, handlers={"DescribeConfigs": DIE}, broken=(3,)))

    assert snapshot.brokers is not None
    assert {broker.id for broker in snapshot.brokers} == {1, 2, 3}
    assert {broker.id for broker in snapshot.brokers if broker.configs} == {1, 2}
    assert {scope for scope, _ in calls(snapshot)} <= {"broker 3", "cluster", "topic orders"}
    assert snapshot.topics is not None


@pytest.mark.parametrize("how", [HANG, GARBAGE, CLOSE])
def test_without_a_description_of_the_cluster_its_brokers_are_still_asked(
    cluster: Make, how: str
) -> None:
    snapshot = look(cluster(size=2, handlers={"DescribeCluster": how}))

    assert calls(snapshot) == {("cluster", "DescribeCluster")}
    assert snapshot.brokers is not None
    assert [bool(broker.configs) for broker in snapshot.brokers] == [True, True]


@pytest.mark.parametrize("how", [HANG, GARBAGE, CLOSE, DIE])
def test_where_nothing_works_there_is_no_report_but_a_reason(cluster: Make, how: str) -> None:
    begun = time.monotonic()

    with pytest.raises(Unreached, match=r"127\.0\.0\.1:\d+") as told:
        look(cluster(handlers={"Metadata": how}))

    assert told.value.exit_status == 3
    assert time.monotonic() - begun < SECONDS


def test_what_is_not_allowed_says_what_it_needs(cluster: Make) -> None:
    denied = kafka_errors.ClusterAuthorizationFailedError

    def deny(_: Any) -> Any:
        return response("DescribeClientQuotas")(
            error_code=denied.errno, error_message="Request(… the whole of it …)", entries=None
        )

    snapshot = look(cluster(handlers={"DescribeClientQuotas": deny}))

    assert snapshot.quotas is None
    assert snapshot.refusals == (
        Refusal(
            "DescribeClientQuotas",
            "cluster",
            "permission",
            "CLUSTER_AUTHORIZATION_FAILED",
            "DescribeConfigs on the cluster",
        ),
    )


@pytest.mark.parametrize(
    ("request_name", "field", "needs"),
    [
        ("DescribeClientQuotas", "quotas", "Kafka 2.6"),
        ("DescribeUserScramCredentials", "scram_users", "Kafka 2.7"),
        ("ListPartitionReassignments", "reassignments", "Kafka 2.4"),
    ],
)
def test_what_an_old_broker_does_not_know_says_which_one_would(
    cluster: Make, request_name: str, field: str, needs: str
) -> None:
    snapshot = look(cluster(versions={request_name: None}))

    assert getattr(snapshot, field) is None
    told = [(r.call, r.kind, r.needs) for r in snapshot.refusals]
    assert told == [(request_name, "version", needs)]


@pytest.mark.parametrize("versions", [(0, 0), (0, 1), None])
def test_old_brokers_tell_of_the_cluster_in_another_way(
    cluster: Make, versions: tuple[int, int] | None
) -> None:
    snapshot = look(cluster(size=2, versions={"DescribeCluster": versions}))

    assert (snapshot.cluster_id, snapshot.controller_id) == (CLUSTER_ID, 1)
    assert [(broker.id, broker.fenced) for broker in snapshot.brokers or ()] == [
        (1, None),
        (2, None),
    ]


def test_old_brokers_tell_topics_in_another_way(cluster: Make) -> None:
    kind = response("Metadata")
    topic = kind.MetadataResponseTopic
    partition = topic.MetadataResponsePartition

    def metadata(request: Any) -> Any:
        answer = fake._metadata(request)
        if request.topics is None:
            told = partition(
                error_code=0,
                partition_index=0,
                leader_id=1,
                replica_nodes=[1, 2],
                isr_nodes=[1],
                offline_replicas=[2],
            )
            answer.topics = [topic(error_code=0, name="a", is_internal=False, partitions=[told])]
        return answer

    versions = {"DescribeTopicPartitions": None, "Metadata": (0, 9), "DescribeQuorum": None}
    fake = cluster(handlers={"Metadata": metadata}, versions=versions)

    snapshot = look(fake)

    assert snapshot.topics is not None
    (found,) = snapshot.topics
    assert (found.partitions[0].isr, found.partitions[0].offline) == ((1,), (2,))
    assert found.partitions[0].elr is None
    assert snapshot.quorum is None
    assert snapshot.refusals == ()


def test_all_of_it_takes_no_longer_than_it_may(cluster: Make) -> None:
    silent = {name: HANG for name in REQUESTS if name not in ("ApiVersions", "Metadata")}
    begun = time.monotonic()

    snapshot = look(cluster(size=2, handlers=silent), seconds=2)

    assert time.monotonic() - begun < 2 + audit.GRACE_SECONDS + SLACK
    assert snapshot.topics is None
    assert {refusal.kind for refusal in snapshot.refusals} == {"timeout"}


def test_a_library_that_ends_the_process_takes_nothing_with_it(
    cluster: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As librdkafka does at an answer that it cannot make sense of."""
    dying = "import os; os.abort()"
    program = (
        "from kafkalint.live import worker; from kafkalint.live.collection import security\n"
        f"def ask(reader, tell):\n    import time; time.sleep(0.5); {dying}\n"
        "security.ask_quotas = ask\nworker.main()"
    )
    monkeypatch.setattr(process, "PROGRAM", program)

    snapshot = look(cluster())

    assert snapshot.topics is not None
    assert snapshot.acls == ()
    assert snapshot.quotas is None
    (refusal,) = snapshot.refusals
    assert (refusal.call, refusal.kind) == ("quotas", "error")
    assert "SIGABRT" in refusal.error


def test_a_process_that_cannot_even_begin_is_told(
    cluster: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PROGRAM", "import os; os._exit(9)")

    snapshot = look(cluster())

    assert not snapshot.complete
    (refusal,) = snapshot.refusals
    assert "status 9" in refusal.error


def test_nothing_but_questions_is_asked(cluster: Make) -> None:
    fake = cluster(size=2)

    look(fake)

    assert {name for _, name in fake.asked} <= {*REQUESTS, "SaslHandshake"}


def test_nothing_is_run_from_the_folder_that_one_is_in(
    cluster: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repository about Kafka has folders and files of such names."""
    for name in ("kafka", "ssl", "msgspec", "kafkalint"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(77)")
    monkeypatch.chdir(tmp_path)

    assert look(cluster()).refusals == ()


def test_an_error_that_passes_is_told_from_one_that_lasts(cluster: Make) -> None:
    """While a controller is elected, others say that they are not it."""
    passing = kafka_errors.NotControllerError.errno
    kind = response("ListPartitionReassignments")
    answer = kind(error_code=passing, error_message=None, topics=[])

    snapshot = look(cluster(handlers={"ListPartitionReassignments": lambda _: answer}))

    told = [(each.kind, each.error) for each in snapshot.refusals]
    assert told == [("unavailable", "NOT_CONTROLLER")]
