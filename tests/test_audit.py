"""The audit walks the whole way, and knows which clusters the user asked about."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from kafkalint import sources
from kafkalint.audit import Options, audit_paths, read_clusters
from kafkalint.errors import UsageError
from kafkalint.findings import Notice
from kafkalint.model import Cluster, Node
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.values import Origin, Value

Tree = Callable[[Mapping[str, str]], Path]

BROKER = """\
broker.id=1
zookeeper.connect=zk1:2181,zk2:2181,zk3:2181
listeners=PLAINTEXT://:9092
log.dirs=/var/lib/kafka
default.replication.factor=1
"""


def cluster(*paths: str, settings_from: Sequence[str] = ()) -> Cluster:
    settings = {path: Value("1", (Origin(path),)) for path in settings_from}
    node = Node(paths[0], Origin(paths[0]), files=paths, settings=settings)
    return Cluster(paths[0], Origin(paths[0]), id=paths[0], nodes=(node,), files=paths)


class Source:
    """Makes a cluster of every file with its suffix, and of the files that it uses.

    A line "use PATH" takes another file in as a part, "put PATH" only settings from it;
    "say TEXT" gives a notice.
    """

    def __init__(self, name: str) -> None:
        self.NAME = name
        self.given: list[list[tuple[str, bool]]] = []

    def claims(self, path: str, content: bytes) -> bool:
        return path.endswith(f".{self.NAME}")

    def read(self, files: Sequence[SourceFile], workspace: Workspace) -> Reading:
        self.given.append([(file.path, file.named) for file in files])
        reading = Reading()
        for file in files:
            words = [line.partition(" ") for line in file.text.content.splitlines()]
            used = [path for verb, _, path in words if verb == "use" and workspace.read(path)]
            put_in = [path for verb, _, path in words if verb == "put" and workspace.read(path)]
            reading.clusters.append(cluster(file.path, *used, settings_from=put_in))
            reading.consumed.update(used)
            said = [message for verb, _, message in words if verb == "say"]
            reading.notices.extend(Notice("unresolved", file.path, 1, text) for text in said)
        return reading


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> tuple[Source, Source]:
    """Two sources in the place of the real ones: for names in .outer and in .inner."""
    found = (Source("outer"), Source("inner"))
    monkeypatch.setattr(sources, "load", lambda: list(found))
    return found


def clusters_of(*paths: str) -> list[tuple[str, ...]]:
    clusters, _, _ = read_clusters(paths, Options())
    return [cluster.files for cluster in clusters]


def notices_of(*paths: str) -> list[tuple[str, str]]:
    _, notices, _ = read_clusters(paths, Options())
    return [(notice.path, notice.message) for notice in notices]


class TestWhichClustersAreJudged:
    def test_all_that_stand_in_a_named_folder(self, tree: Tree, two: tuple[Source, Source]) -> None:
        tree({"b.outer": "", "in/a.inner": ""})

        assert clusters_of(".") == [("b.outer",), ("in/a.inner",)]

    def test_of_a_named_file_but_not_of_the_files_beside_it(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "", "b.outer": "", "c.inner": ""})

        assert clusters_of("a.outer") == [("a.outer",)]
        assert two[0].given == [[("a.outer", True), ("b.outer", False)]]
        assert two[1].given == []

    def test_whole_where_a_named_file_is_part_of_them(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "use part.outer", "part.outer": "", "other.outer": ""})

        assert clusters_of("part.outer") == [("a.outer", "part.outer"), ("part.outer",)]

    def test_where_the_named_file_is_a_part_that_no_source_claims(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "put kafka.env", "kafka.env": "", "b.outer": ""})

        assert clusters_of("kafka.env") == [("a.outer",)]

    def test_whole_where_it_stands_in_several_files_beside_each_other(self, tree: Tree) -> None:
        voters = ",".join(f"{number}@kafka{number}:9093" for number in (1, 2, 3))
        tree(
            {
                f"machine{number}.yml": (
                    f"services:\n  kafka{number}:\n    image: apache/kafka:4.1.0\n"
                    f"    environment:\n      KAFKA_NODE_ID: {number}\n"
                    "      KAFKA_PROCESS_ROLES: broker,controller\n"
                    f"      KAFKA_CONTROLLER_QUORUM_VOTERS: {voters}\n"
                )
                for number in (1, 2, 3)
            }
        )

        every = [("machine1.yml", "machine2.yml", "machine3.yml")]
        assert clusters_of(".") == every
        assert clusters_of("machine2.yml") == every

    def test_none_where_nothing_is_made_of_the_named_file(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "", "b.env": ""})

        assert clusters_of("b.env") == []


class TestFilesThatArePartsOfOthers:
    def test_are_not_judged_again_by_their_own_source(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "use server.inner", "server.inner": "", "other.inner": ""})

        assert clusters_of(".") == [("a.outer", "server.inner"), ("other.inner",)]

    def test_are_read_without_by_their_own_source(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "use server.inner", "server.inner": "say once", "other.inner": ""})

        assert notices_of(".") == []
        assert two[1].given[-1] == [("other.inner", True)]

    def test_are_judged_as_these_parts_though_they_alone_are_named(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "use conf/server.inner", "b.outer": "", "conf/server.inner": ""})

        assert clusters_of("b.outer", "conf") == [("a.outer", "conf/server.inner"), ("b.outer",)]

    def test_are_judged_on_their_own_where_what_uses_them_is_out_of_sight(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "use conf/server.inner", "conf/server.inner": ""})

        assert clusters_of("conf/server.inner") == [("conf/server.inner",)]
        assert clusters_of("conf") == [("conf/server.inner",)]

    def test_that_use_each_other_are_judged_once(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "use b.inner", "b.inner": "use a.outer"})

        assert len(clusters_of(".")) == 1


class TestNotices:
    def test_about_files_beside_are_nobodys_concern(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({"a.outer": "say A", "b.outer": "say B"})

        assert notices_of("a.outer") == [("a.outer", "A")]
        assert notices_of(".") == [("a.outer", "A"), ("b.outer", "B")]

    @pytest.mark.parametrize(
        ("path", "content", "kind"),
        [
            ("kafka.outer", b"\x00\x01", "unreadable"),
            ("data.outer", b" " * 5000 + b"KAFKA_BROKER_ID \x00", "unreadable"),
            ("data.outer", b" " * 5000 + b"\x00", "skipped"),
        ],
    )
    def test_a_claimed_file_that_is_not_text_is_told_of(
        self, tree: Tree, two: tuple[Source, Source], path: str, content: bytes, kind: str
    ) -> None:
        here = tree({})
        (here / path).write_bytes(content)

        clusters, notices, _ = read_clusters(["."], Options())

        assert clusters == ()
        assert [(notice.kind, notice.path) for notice in notices] == [(kind, path)]


class TestStandardInput:
    def test_stands_for_the_file_it_is_named(self, tree: Tree, two: tuple[Source, Source]) -> None:
        tree({"in/a.outer": "say old", "in/b.outer": ""})
        options = Options(stdin=b"say new", stdin_filename="in/a.outer")

        clusters, notices, files = read_clusters(["-"], options)

        assert [cluster.files for cluster in clusters] == [("in/a.outer",)]
        assert [notice.message for notice in notices] == ["new"]
        assert files.content("in/a.outer") == "say new"
        assert two[0].given == [[("in/a.outer", True), ("in/b.outer", False)]]

    @pytest.mark.parametrize(
        "options", [Options(), Options(stdin=b"x"), Options(stdin_filename="a.outer")]
    )
    def test_without_content_or_name_is_wrong_use(
        self, tree: Tree, two: tuple[Source, Source], options: Options
    ) -> None:
        with pytest.raises(UsageError, match="needs a name"):
            read_clusters(["-"], options)

    def test_is_not_judged_where_it_is_not_named(
        self, tree: Tree, two: tuple[Source, Source]
    ) -> None:
        tree({})

        clusters, _, _ = read_clusters(["."], Options(stdin=b"", stdin_filename="a.outer"))

        assert clusters == ()


class TestReport:
    def test_of_a_broker_says_what_was_judged(self, tree: Tree) -> None:
        tree({"conf/server.properties": BROKER})

        report = audit_paths(["."], Options(environment_chosen_by="--env"))

        (found,) = report.clusters
        assert found.files == ("conf/server.properties",)
        assert (report.environment, report.chosen_by) == ("production", "--env")
        assert report.rules_judged > 0
        assert report.findings
        assert report.passed
        assert not report.incomplete

    def test_keeps_just_the_texts_that_its_locations_are_in(self, tree: Tree) -> None:
        tree({"conf/server.properties": BROKER, "conf/client.properties": "acks=all\n"})

        report = audit_paths(["."], Options())

        assert report.texts == {"conf/server.properties": BROKER}

    def test_of_nothing_is_empty_without_a_word_and_incomplete(self, tree: Tree) -> None:
        tree({"notes.txt": "no brokers here"})

        report = audit_paths(["."], Options())

        assert (report.clusters, report.findings, report.notices) == ((), (), ())
        assert report.incomplete

    def test_is_incomplete_where_a_kafka_file_cannot_be_read(self, tree: Tree) -> None:
        here = tree({"conf/server.properties": BROKER})
        (here / "kafka-compose.yaml").write_bytes(b"services:\n  kafka: {image: kafka}\x00\x01")

        report = audit_paths(["."], Options())

        assert report.clusters
        assert report.incomplete

    def test_is_the_same_every_time(self, tree: Tree) -> None:
        tree({f"{name}/server.properties": BROKER for name in ("b", "a", "c")})

        first, second = (audit_paths(["."], Options()) for _ in range(2))

        assert [cluster.id for cluster in first.clusters] == [
            "a/server.properties",
            "b/server.properties",
            "c/server.properties",
        ]
        assert [(f.fingerprint, f.message) for f in first.findings] == [
            (f.fingerprint, f.message) for f in second.findings
        ]

    def test_takes_the_users_word_for_the_version(self, tree: Tree) -> None:
        tree({"server.properties": BROKER})

        report = audit_paths(["."], Options(kafka_version="3.9"))

        assert report.clusters[0].nodes[0].version.data == "3.9"

    def test_judges_by_the_chosen_rules_alone(self, tree: Tree) -> None:
        tree({"server.properties": BROKER})
        every = audit_paths(["."], Options())
        rule = every.findings[0].rule.id

        only = audit_paths(["."], Options(select=(rule,)))
        without = audit_paths(["."], Options(ignore=(rule,)))

        assert {finding.rule.id for finding in only.findings} == {rule}
        assert only.rules_judged == 1
        assert rule not in {finding.rule.id for finding in without.findings}
        assert without.rules_judged == every.rules_judged - 1

    def test_leaves_out_what_is_excluded(self, tree: Tree) -> None:
        tree({"a/server.properties": BROKER, "tests/server.properties": BROKER})

        report = audit_paths(["."], Options(exclude=("tests/",)))

        assert [cluster.id for cluster in report.clusters] == ["a/server.properties"]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(tree: Tree, enabled: bool) -> None:
    tree({"server.properties": BROKER})
    was_enabled = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        audit_paths(["."], Options())
        assert gc.isenabled() is enabled
        with pytest.raises(UsageError):
            audit_paths(["missing"], Options())
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_what_is_wrong_in_files_beside_is_not_told(tmp_path: Path) -> None:
    """One file of a cluster is asked about; the others only say what the cluster is."""
    voters = "controller.quorum.voters=1@c1.example.com:9093\n"
    controller = tmp_path / "controller.properties"
    controller.write_text(
        f"process.roles=controller\nnode.id=1\n{voters}"
        "listeners=CONTROLLER://:9093\ncontroller.listener.names=CONTROLLER\n"
    )
    (tmp_path / "broker.properties").write_text(
        f"process.roles=broker\nnode.id=2\n{voters}"
        "listeners=PLAINTEXT://:9092\ncontroller.listener.names=CONTROLLER\n"
        "auto.create.topics.enable=true\n"
    )
    with contextlib.chdir(tmp_path):
        alone = audit_paths(["controller.properties"], Options())
        together = audit_paths(["."], Options())
    assert len(alone.clusters[0].nodes) == 2
    assert {"quorum-too-small"} <= {finding.rule.id for finding in alone.findings}
    assert "auto-create-topics-enabled" not in {finding.rule.id for finding in alone.findings}
    assert "auto-create-topics-enabled" in {finding.rule.id for finding in together.findings}
