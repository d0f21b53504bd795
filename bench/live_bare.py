"""Only the admin calls that `kafkalint live` needs, by kafka-python alone: no model, no rules.

    python bench/live_bare.py HOST:PORT

The answers are decoded, as kafka-python does, counted, and dropped. What does not need another
answer is asked at once, two requests to a broker at a time.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import kafka.protocol.admin as messages
from kafka.admin import KafkaAdminClient
from kafka.protocol.consumer import ListOffsetsRequest, OffsetFetchRequest
from kafka.protocol.metadata import ApiVersionsRequest

AT_ONCE = 2
BATCH = 100
BROKER, TOPIC, ANY = 4, 2, 1
MILLISECONDS = 60_000


class Calls:
    """The calls of one run, and what they told by its number."""

    def __init__(self, bootstrap: str) -> None:
        self.client = KafkaAdminClient(
            bootstrap_servers=bootstrap.split(","),
            request_timeout_ms=MILLISECONDS,
            max_in_flight_requests_per_connection=1000,
            metadata_max_age_ms=3_600_000,
        )
        self.manager = self.client._manager
        self.requests: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.brokers: list[int] = []
        self.topics: list[Any] = []
        self.groups: dict[int, list[str]] = {}
        self.committed: dict[str, set[int]] = {}

    def run(self) -> None:
        self.manager.run(self._run)

    async def _run(self) -> None:
        answer = await self._ask(
            messages.DescribeClusterRequest(
                include_cluster_authorized_operations=True, include_fenced_brokers=True
            )
        )
        self.brokers = [broker.broker_id for broker in answer.brokers]
        await self._together([self._placement, self._listing, self._brokers, self._others])
        await self._together([self._topic_configs, self._offsets])

    async def _together(self, coroutines: Any) -> None:
        going = [self.manager.call_soon(each) for each in coroutines]
        for each in going:
            await each

    async def _ask(self, request: Any, broker: int | None = None) -> Any:
        self.requests[type(request).__name__.removesuffix("Request")] += 1
        future = self.manager.send(request, broker, request_timeout_ms=MILLISECONDS)
        answer = await self.manager.wait_for(future, MILLISECONDS)
        if getattr(answer, "error_code", 0):
            raise SystemExit(f"{request} was refused: {answer}")
        return answer

    async def _ask_all(self, requests: list[tuple[int, Any]]) -> list[Any]:
        answers: list[Any] = [None] * len(requests)
        lanes: dict[tuple[int, int], list[int]] = {}
        for index, (broker, _) in enumerate(requests):
            lanes.setdefault((broker, index // len(self.brokers) % AT_ONCE), []).append(index)

        async def go_through(indexes: list[int]) -> None:
            for index in indexes:
                broker, request = requests[index]
                answers[index] = await self._ask(request, broker)

        going = [self.manager.call_soon(go_through, lane) for lane in lanes.values()]
        for lane in going:
            await lane
        return answers

    async def _placement(self) -> None:
        request = messages.DescribeTopicPartitionsRequest
        cursor = None
        while True:
            answer = await self._ask(
                request(topics=[], response_partition_limit=2000, cursor=cursor)
            )
            self.topics += answer.topics
            self.told["partitions"] += sum(len(topic.partitions) for topic in answer.topics)
            if answer.next_cursor is None:
                break
            cursor = request.Cursor(
                topic_name=answer.next_cursor.topic_name,
                partition_index=answer.next_cursor.partition_index,
            )
        self.told["topics"] = len({topic.name for topic in self.topics})

    async def _listing(self) -> None:
        asked = [(broker, messages.ListGroupsRequest()) for broker in self.brokers]
        answers = await self._ask_all(asked)
        for broker, answer in zip(self.brokers, answers, strict=True):
            self.groups[broker] = [group.group_id for group in answer.groups]
        self.told["groups"] = sum(map(len, self.groups.values()))
        asked = [
            (broker, messages.DescribeGroupsRequest(groups=names[at : at + BATCH]))
            for broker, names in self.groups.items()
            for at in range(0, len(names), BATCH)
        ]
        await self._ask_all(asked)

    async def _brokers(self) -> None:
        versions = ApiVersionsRequest(
            client_software_name="bare", client_software_version="1", min_version=0
        )
        asked: list[tuple[int, Any]] = [(broker, versions) for broker in self.brokers]
        directories = messages.DescribeLogDirsRequest(topics=[])
        asked += [(broker, directories) for broker in self.brokers]
        asked += [(self.brokers[0], _configs(BROKER, [""], True))]
        asked += [(broker, _configs(BROKER, [str(broker)], True)) for broker in self.brokers]
        await self._ask_all(asked)

    async def _others(self) -> None:
        topic = messages.DescribeQuorumRequest.TopicData
        quorum = topic(
            topic_name="__cluster_metadata", partitions=[topic.PartitionData(partition_index=0)]
        )
        await self._ask(messages.DescribeQuorumRequest(topics=[quorum]))
        acls = await self._ask(
            messages.DescribeAclsRequest(
                resource_type_filter=ANY,
                resource_name_filter=None,
                pattern_type_filter=ANY,
                principal_filter=None,
                host_filter=None,
                operation=ANY,
                permission_type=ANY,
            )
        )
        self.told["acls"] = sum(len(resource.acls) for resource in acls.resources)
        await self._ask(messages.DescribeUserScramCredentialsRequest(users=[]))
        await self._ask(messages.DescribeClientQuotasRequest(components=[], strict=False))
        await self._ask(
            messages.ListPartitionReassignmentsRequest(timeout_ms=MILLISECONDS, topics=None)
        )

    async def _topic_configs(self) -> None:
        names = sorted({topic.name for topic in self.topics})
        asked = [
            (
                self.brokers[at // BATCH % len(self.brokers)],
                _configs(TOPIC, names[at : at + BATCH], False),
            )
            for at in range(0, len(names), BATCH)
        ]
        for answer in await self._ask_all(asked):
            self.told["topic settings"] += sum(len(each.configs) for each in answer.results)

    async def _offsets(self) -> None:
        one = OffsetFetchRequest.OffsetFetchRequestGroup
        asked = [
            (
                broker,
                OffsetFetchRequest(
                    groups=[one(group_id=name, topics=None) for name in names[at : at + BATCH]],
                    min_version=8,
                    max_version=8,
                ),
            )
            for broker, names in self.groups.items()
            for at in range(0, len(names), BATCH)
        ]
        for answer in await self._ask_all(asked):
            for group in answer.groups:
                for topic in group.topics:
                    self.told["offsets"] += len(topic.partitions)
                    numbers = self.committed.setdefault(topic.name, set())
                    numbers |= {each.partition_index for each in topic.partitions}
        await self._ask_all([(leader, _ends(of)) for leader, of in self._leaders().items()])

    def _leaders(self) -> dict[int, dict[str, list[int]]]:
        at: dict[int, dict[str, list[int]]] = {}
        for topic in self.topics:
            for each in topic.partitions:
                if each.partition_index in self.committed.get(topic.name, ()):
                    of = at.setdefault(each.leader_id, {})
                    of.setdefault(topic.name, []).append(each.partition_index)
        return at


def _configs(kind: int, names: list[str], synonyms: bool) -> Any:
    resource = messages.DescribeConfigsRequest.DescribeConfigsResource
    return messages.DescribeConfigsRequest(
        resources=[
            resource(resource_type=kind, resource_name=name, configuration_keys=None)
            for name in names
        ],
        include_synonyms=synonyms,
        include_documentation=False,
    )


def _ends(of: dict[str, list[int]]) -> Any:
    topic = ListOffsetsRequest.ListOffsetsTopic
    partition = topic.ListOffsetsPartition
    return ListOffsetsRequest(
        replica_id=-1,
        isolation_level=0,
        topics=[
            topic(
                name=name,
                partitions=[
                    partition(partition_index=number, current_leader_epoch=-1, timestamp=-1)
                    for number in numbers
                ],
            )
            for name, numbers in of.items()
        ],
    )


def main() -> None:
    calls = Calls(sys.argv[1])
    calls.run()
    print(json.dumps({"told": calls.told, "requests": calls.requests}))
    calls.client.close()


if __name__ == "__main__":
    main()
