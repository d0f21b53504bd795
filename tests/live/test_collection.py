"""However much there is in a cluster, it is asked in few requests, page by page and in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

import kafka.errors as kafka_errors
import pytest
from fake_cluster import CLOSE, GARBAGE, FakeCluster, Make, making, page, partition, response, topic

from kafkalint.live.audit import take
from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Snapshot


@pytest.fixture
def cluster() -> Iterator[Make]:
    with making() as make:
        yield make


def look(cluster: FakeCluster) -> Snapshot:
    return take(Settings(cluster.bootstrap), 20, 5)


class TestTopics:
    def test_a_page_may_end_within_a_topic(self, cluster: Make) -> None:
        def tell(request: Any) -> Any:
            if request.cursor is None:
                return page(topic("a", partition(0)), topic("b", partition(0)), following=("b", 1))
            assert (request.cursor.topic_name, request.cursor.partition_index) == ("b", 1)
            return page(topic("b", partition(1), partition(2)), topic("c", partition(0)))

        snapshot = look(cluster(handlers={"DescribeTopicPartitions": tell}))

        found = {each.name: [p.id for p in each.partitions] for each in snapshot.topics or ()}
        assert found == {"a": [0], "b": [0, 1, 2], "c": [0]}
        assert snapshot.refusals == ()

    @pytest.mark.parametrize("how", [CLOSE, GARBAGE])
    def test_where_one_broker_does_not_tell_them_another_does(
        self, cluster: Make, how: str
    ) -> None:
        fake = cluster(size=2, handlers={"DescribeTopicPartitions": how}, broken=(1,))

        snapshot = look(fake)

        (found,) = snapshot.topics or ()
        assert found.name == "orders"
        assert found.configs is not None
        # What else was being asked on a connection is lost with it.
        assert {refusal.scope for refusal in snapshot.refusals} <= {"broker 1"}

    def test_one_that_was_deleted_meanwhile_is_left_out(self, cluster: Make) -> None:
        gone = kafka_errors.UnknownTopicOrPartitionError.errno
        answer = page(topic("a", partition(0)), topic("gone", error=gone))

        snapshot = look(cluster(handlers={"DescribeTopicPartitions": lambda _: answer}))

        assert [each.name for each in snapshot.topics or ()] == ["a"]

    def test_requests_do_not_grow_with_partitions_or_brokers_settings(self, cluster: Make) -> None:
        def tell(partitions: int) -> Any:
            names = [f"topic-{number:03}" for number in range(250)]
            numbers = range(partitions)
            answer = page(*(topic(name, *map(partition, numbers)) for name in names))
            return cluster(handlers={"DescribeTopicPartitions": lambda _: answer})

        asked = []
        for partitions in (1, 8):
            fake = tell(partitions)
            snapshot = look(fake)
            assert len(snapshot.topics or ()) == 250
            assert all(each.configs for each in snapshot.topics or ())
            asked.append(Counter(name for _, name in fake.asked))

        assert asked[0] == asked[1]
        assert asked[0]["DescribeConfigs"] == 2 + 3  # broker, all brokers, topics by the hundred

    def test_what_is_unwell_is_looked_at_again(self, cluster: Make) -> None:
        looks: list[list[str]] = []

        def tell(request: Any) -> Any:
            looks.append([each.name for each in request.topics])
            first = len(looks) == 1
            return page(
                topic("moment", partition(0, isr=() if first else (1,)), partition(1)),
                topic("lasting", partition(0, isr=(), leader=-1)),
                *([topic("well", partition(0))] if first else []),
            )

        snapshot = look(cluster(handlers={"DescribeTopicPartitions": tell}))

        assert looks == [[], ["lasting", "moment"]]
        assert snapshot.second_look is not None
        seen = snapshot.second_look.partitions
        assert {(p.topic, p.partition, p.leader, p.isr) for p in seen} == {
            ("moment", 0, 1, (1,)),
            ("lasting", 0, -1, ()),
        }
        assert snapshot.second_look.seconds >= 2

    def test_settings_that_some_topics_refuse_are_unknown_for_these(self, cluster: Make) -> None:
        denied = kafka_errors.TopicAuthorizationFailedError.errno

        def settings(request: Any) -> Any:
            answer = fake._describe_configs(request)
            for each in answer.results:
                if each.resource_name in ("b", "c"):
                    each.error_code, each.configs = denied, []
            return answer

        three = page(*(topic(name, partition(0)) for name in "abc"))
        handlers = {"DescribeTopicPartitions": lambda _: three, "DescribeConfigs": settings}
        fake = cluster(handlers=handlers)

        snapshot = look(fake)

        known = {each.name: each.configs is not None for each in snapshot.topics or ()}
        assert known == {"a": True, "b": False, "c": False}
        (refusal,) = snapshot.refusals
        assert (refusal.scope, refusal.count) == ("2 topics", 2)
        assert refusal.needs == "DescribeConfigs on the topics"


class TestLogDirectories:
    def test_one_that_is_offline_is_told(self, cluster: Make) -> None:
        kind = response("DescribeLogDirs")
        dirs = [
            kind.DescribeLogDirsResult(
                error_code=code, log_dir=path, topics=[], total_bytes=size, usable_bytes=size
            )
            for path, code, size in (("/a", 0, 10), ("/b", 56, -1))
        ]
        answer = kind(error_code=0, results=dirs)

        snapshot = look(cluster(handlers={"DescribeLogDirs": lambda _: answer}))

        (broker,) = snapshot.brokers or ()
        assert [(d.path, d.error, d.total) for d in broker.log_dirs or ()] == [
            ("/a", "", 10),
            ("/b", "KAFKA_STORAGE_ERROR", None),
        ]

    def test_before_sizes_were_told_those_of_the_replicas_are_added(self, cluster: Make) -> None:
        kind = response("DescribeLogDirs")
        one = kind.DescribeLogDirsResult
        replicas = [
            one.DescribeLogDirsTopic.DescribeLogDirsPartition(
                partition_index=number, partition_size=100, offset_lag=0, is_future_key=False
            )
            for number in range(3)
        ]
        held = one.DescribeLogDirsTopic(name="a", partitions=replicas)
        answer = kind(error_code=0, results=[one(error_code=0, log_dir="/a", topics=[held])])
        fake = cluster(
            handlers={"DescribeLogDirs": lambda _: answer}, versions={"DescribeLogDirs": (0, 3)}
        )

        (broker,) = look(fake).brokers or ()

        (directory,) = broker.log_dirs or ()
        assert (directory.size, directory.replicas, directory.total) == (300, 3, None)

    def test_old_brokers_refuse_by_telling_nothing(self, cluster: Make) -> None:
        answer = response("DescribeLogDirs")(results=[])
        fake = cluster(
            handlers={"DescribeLogDirs": lambda _: answer}, versions={"DescribeLogDirs": (0, 2)}
        )

        snapshot = look(fake)

        (refusal,) = snapshot.refusals
        assert (refusal.kind, refusal.needs) == ("permission", "Describe on the cluster")


class TestGroups:
    """Three groups, of which each broker coordinates its own."""

    VERSIONS: ClassVar = {
        "ListGroups": (0, 5),
        "DescribeGroups": (0, 5),
        "OffsetFetch": (0, 8),
        "ListOffsets": (0, 7),
    }

    def handlers(self) -> dict[str, Any]:
        return {
            "ListGroups": self.groups,
            "DescribeGroups": self.described,
            "OffsetFetch": self.offsets,
            "ListOffsets": self.ends,
        }

    def groups(self, request: Any) -> Any:
        kind = response("ListGroups")
        told = [("a", "consumer"), ("b", "consumer"), ("workers", "connect")]
        return kind(
            error_code=0,
            groups=[
                kind.ListedGroup(
                    group_id=name,
                    protocol_type=protocol,
                    group_state="Stable",
                    group_type="classic",
                )
                for name, protocol in told
            ],
        )

    def described(self, request: Any) -> Any:
        kind = response("DescribeGroups")
        return kind(
            groups=[
                kind.DescribedGroup(
                    error_code=0,
                    group_id=name,
                    group_state="PreparingRebalance",
                    protocol_type="consumer",
                    protocol_data="range",
                    members=[
                        kind.DescribedGroup.DescribedGroupMember(
                            member_id="m",
                            client_id="c",
                            client_host="/h",
                            member_metadata=b"",
                            member_assignment=b"\x00\x00own code's bytes",
                        )
                    ],
                )
                for name in request.groups
            ]
        )

    def offsets(self, request: Any) -> Any:
        kind = response("OffsetFetch")
        several = request.API_VERSION >= 8
        names = [each.group_id for each in request.groups] if several else [request.group_id]
        group = kind.OffsetFetchResponseGroup
        topics = group.OffsetFetchResponseTopics if several else kind.OffsetFetchResponseTopic
        one = (
            topics.OffsetFetchResponsePartitions if several else topics.OffsetFetchResponsePartition
        )
        told = [
            topics(
                name="orders",
                partitions=[
                    one(
                        partition_index=0,
                        committed_offset=offset,
                        committed_leader_epoch=0,
                        metadata="",
                        error_code=0,
                    )
                ],
            )
            for offset in (7,)
        ]
        if several:
            return kind(groups=[group(group_id=name, topics=told, error_code=0) for name in names])
        return kind(topics=told, error_code=0)

    def ends(self, request: Any) -> Any:
        kind = response("ListOffsets")
        told = kind.ListOffsetsTopicResponse
        one = told.ListOffsetsPartitionResponse
        return kind(
            topics=[
                told(
                    name="orders",
                    partitions=[one(partition_index=0, error_code=0, timestamp=-1, offset=10)],
                )
            ]
        )

    @pytest.mark.parametrize(("newest", "asked"), [(8, 1), (7, 2)])
    def test_offsets_are_asked_together_where_that_is_known(
        self, cluster: Make, newest: int, asked: int
    ) -> None:
        versions = {**self.VERSIONS, "OffsetFetch": (0, newest)}
        fake = cluster(handlers=self.handlers(), versions=versions)

        snapshot = look(fake)

        assert snapshot.refusals == ()
        groups = {group.id: group for group in snapshot.groups or ()}
        for name in ("a", "b"):
            (offset,) = groups[name].offsets or ()
            assert (offset.topic, offset.committed, offset.end, offset.lag) == ("orders", 7, 10, 3)
        assert groups["workers"].offsets is None  # Connect keeps its own
        assert Counter(name for _, name in fake.asked)["OffsetFetch"] == asked

    def test_members_are_told_even_if_their_assignment_is_their_own(self, cluster: Make) -> None:
        snapshot = look(cluster(handlers=self.handlers(), versions=self.VERSIONS))

        group = (snapshot.groups or ())[0]
        assert (group.state, group.type, group.protocol) == (
            "PREPARING_REBALANCE",
            "classic",
            "range",
        )
        (member,) = group.members or ()
        assert (member.client_id, member.host, member.assignment) == ("c", "/h", {})

    def test_without_the_ends_of_partitions_lag_is_unknown(self, cluster: Make) -> None:
        handlers = {**self.handlers(), "ListOffsets": "garbage"}

        snapshot = look(cluster(handlers=handlers, versions=self.VERSIONS))

        (offset,) = (snapshot.groups or ())[0].offsets or ()
        assert (offset.committed, offset.end, offset.lag) == (7, None, None)
        assert {refusal.call for refusal in snapshot.refusals} == {"ListOffsets"}


class TestSecurity:
    def test_acls_of_every_kind_are_told(self, cluster: Make) -> None:
        """Also of kinds and operations that librdkafka does not know."""
        kind = response("DescribeAcls")
        resource = kind.DescribeAclsResource
        acl = resource.AclDescription
        told = kind(
            error_code=0,
            error_message=None,
            resources=[
                resource(
                    resource_type=number,
                    resource_name="x",
                    pattern_type=pattern,
                    acls=[
                        acl(
                            principal="User:a", host="*", operation=operation, permission_type=allow
                        )
                    ],
                )
                for number, pattern, operation, allow in (
                    (2, 4, 3, 3),
                    (7, 3, 13, 2),
                    (5, 3, 15, 3),
                    (99, 3, 99, 3),
                )
            ],
        )

        snapshot = look(cluster(handlers={"DescribeAcls": lambda _: told}))

        assert snapshot.authorizer is True
        assert [
            (a.resource_type, a.pattern_type, a.operation, a.permission)
            for a in snapshot.acls or ()
        ] == [
            ("TOPIC", "PREFIXED", "READ", "ALLOW"),
            ("USER", "LITERAL", "CREATE_TOKENS", "DENY"),
            ("TRANSACTIONAL_ID", "LITERAL", "TWO_PHASE_COMMIT", "ALLOW"),
            ("99", "LITERAL", "99", "ALLOW"),
        ]

    def test_without_an_authorizer_there_are_none(self, cluster: Make) -> None:
        disabled = kafka_errors.SecurityDisabledError.errno
        answer = response("DescribeAcls")(error_code=disabled, error_message="no", resources=[])

        snapshot = look(cluster(handlers={"DescribeAcls": lambda _: answer}))

        assert (snapshot.acls, snapshot.authorizer, snapshot.refusals) == ((), False, ())

    def test_users_and_quotas_are_told(self, cluster: Make) -> None:
        scram = response("DescribeUserScramCredentials")
        result = scram.DescribeUserScramCredentialsResult
        users = scram(
            error_code=0,
            results=[
                result(
                    user="alice",
                    error_code=0,
                    credential_infos=[result.CredentialInfo(mechanism=1, iterations=4096)],
                )
            ],
        )
        quota = response("DescribeClientQuotas")
        entry = quota.EntryData
        quotas = quota(
            error_code=0,
            entries=[
                entry(
                    entity=[entry.EntityData(entity_type="user", entity_name=None)],
                    values=[entry.ValueData(key="producer_byte_rate", value=1024.0)],
                )
            ],
        )
        handlers = {
            "DescribeUserScramCredentials": lambda _: users,
            "DescribeClientQuotas": lambda _: quotas,
        }

        snapshot = look(cluster(handlers=handlers))

        (user,) = snapshot.scram_users or ()
        assert (user.name, user.credentials[0].mechanism) == ("alice", "SCRAM-SHA-256")
        (found,) = snapshot.quotas or ()
        assert [(e.type, e.name) for e in found.entity] == [("user", None)]
        assert found.values == {"producer_byte_rate": 1024.0}
