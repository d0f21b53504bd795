"""Brokers that do what a real one cannot be made to do: hang, talk nonsense, die half-way.

They speak Kafka's protocol with the message classes of kafka-python, on loopback. What one does
at a request is a function of it, or one of HANG, GARBAGE, CLOSE and DIE.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import kafka.protocol.admin as admin
import kafka.protocol.consumer as consumer
import kafka.protocol.metadata as metadata
import kafka.protocol.sasl as sasl

HANG, GARBAGE, CLOSE, DIE = "hang", "garbage", "close", "die"
CLUSTER_ID = "fake-cluster"

_MODULES = (metadata, admin, consumer, sasl)
KEYS = {
    name.removesuffix("Request"): getattr(module, name)
    for module in _MODULES
    for name in dir(module)
    if name.endswith("Request") and hasattr(getattr(module, name), "API_KEY")
}
BY_NUMBER = {request.API_KEY: (name, request) for name, request in KEYS.items()}

Handler = Callable[[Any], Any] | str


def response(name: str) -> Any:
    """The class of the answer to a request."""
    for module in _MODULES:
        if hasattr(module, f"{name}Response"):
            return getattr(module, f"{name}Response")
    raise KeyError(name)


def partition(number: int, isr: tuple[int, ...] = (1,), leader: int = 1) -> Any:
    kind = response("DescribeTopicPartitions").DescribeTopicPartitionsResponseTopic
    return kind.DescribeTopicPartitionsResponsePartition(
        error_code=0,
        partition_index=number,
        leader_id=leader,
        leader_epoch=0,
        replica_nodes=[1],
        isr_nodes=list(isr),
        eligible_leader_replicas=None,
        last_known_elr=None,
        offline_replicas=[],
    )


def topic(name: str, *partitions: Any, error: int = 0) -> Any:
    kind = response("DescribeTopicPartitions").DescribeTopicPartitionsResponseTopic
    return kind(error_code=error, name=name, is_internal=False, partitions=list(partitions))


def page(*topics: Any, following: tuple[str, int] | None = None) -> Any:
    """The answer to DescribeTopicPartitions; what is `following` is on another page."""
    kind = response("DescribeTopicPartitions")
    cursor = following and kind.Cursor(topic_name=following[0], partition_index=following[1])
    return kind(topics=list(topics), next_cursor=cursor)


class FakeCluster:
    """Brokers 1 to `size`; `handlers` go before what they answer by themselves.

    `broken` are brokers to which alone `handlers` apply (all, where none is named). `asked`
    holds (broker, request) for all that came, by name.
    """

    def __init__(
        self,
        size: int = 1,
        handlers: Mapping[str, Handler] | None = None,
        versions: Mapping[str, tuple[int, int] | None] | None = None,
        broken: tuple[int, ...] = (),
    ) -> None:
        self.handlers = dict(handlers or {})
        self.broken = broken or tuple(range(1, size + 1))
        self.versions = {name: (0, KEYS[name].max_version) for name in REQUESTS}
        for name, range_of in (versions or {}).items():
            if range_of is None:
                self.versions.pop(name)
            else:
                self.versions[name] = range_of
        self.asked: list[tuple[int, str]] = []
        self.brokers = [_Broker(self, number + 1) for number in range(size)]

    @property
    def bootstrap(self) -> tuple[str, ...]:
        return tuple(f"127.0.0.1:{broker.port}" for broker in self.brokers)

    def close(self) -> None:
        for broker in self.brokers:
            broker.close()

    def answer(self, broker: int, name: str, request: Any) -> Any:
        """What `broker` does at `request`."""
        self.asked.append((broker, name))
        handler = self.handlers.get(name) if broker in self.broken else None
        if isinstance(handler, str):
            return handler
        if handler is not None:
            return handler(request)
        return getattr(self, f"_{_snake(name)}")(request)

    def _api_versions(self, request: Any) -> Any:
        kind = response("ApiVersions")
        keys = [
            kind.ApiVersion(api_key=KEYS[name].API_KEY, min_version=low, max_version=high)
            for name, (low, high) in self.versions.items()
        ]
        return kind(error_code=0, api_keys=keys)

    def _metadata(self, request: Any) -> Any:
        kind = response("Metadata")
        return kind(
            brokers=[
                kind.MetadataResponseBroker(
                    node_id=each.number, host="127.0.0.1", port=each.port, rack=None
                )
                for each in self.brokers
            ],
            cluster_id=CLUSTER_ID,
            controller_id=1,
            topics=[],
        )

    def _describe_cluster(self, request: Any) -> Any:
        kind = response("DescribeCluster")
        return kind(
            error_code=0,
            endpoint_type=1,
            cluster_id=CLUSTER_ID,
            controller_id=1,
            brokers=[
                kind.DescribeClusterBroker(
                    broker_id=each.number, host="127.0.0.1", port=each.port, rack=None
                )
                for each in self.brokers
            ],
            authorized_operations={7, 8},
        )

    def _describe_topic_partitions(self, request: Any) -> Any:
        return page(topic("orders", partition(0)))

    def _describe_configs(self, request: Any) -> Any:
        kind = response("DescribeConfigs")
        result = kind.DescribeConfigsResult
        entry = result.DescribeConfigsResourceResult
        return kind(
            results=[
                result(
                    error_code=0,
                    error_message=None,
                    resource_type=each.resource_type,
                    resource_name=each.resource_name,
                    configs=[
                        entry(
                            name="log.retention.ms",
                            value="1000",
                            read_only=False,
                            config_source=4,
                            is_sensitive=False,
                            synonyms=[],
                        )
                    ],
                )
                for each in request.resources
            ]
        )

    def _sasl_handshake(self, request: Any) -> Any:
        return response("SaslHandshake")(error_code=34, mechanisms=[])

    def _describe_acls(self, request: Any) -> Any:
        return response("DescribeAcls")(error_code=0, error_message=None, resources=[])

    def _describe_client_quotas(self, request: Any) -> Any:
        return response("DescribeClientQuotas")(error_code=0, error_message=None, entries=[])

    def _describe_user_scram_credentials(self, request: Any) -> Any:
        kind = response("DescribeUserScramCredentials")
        return kind(error_code=0, error_message=None, results=[])

    def _list_partition_reassignments(self, request: Any) -> Any:
        kind = response("ListPartitionReassignments")
        return kind(error_code=0, error_message=None, topics=[])

    def _list_groups(self, request: Any) -> Any:
        return response("ListGroups")(error_code=0, groups=[])

    def _describe_log_dirs(self, request: Any) -> Any:
        kind = response("DescribeLogDirs")
        one = kind.DescribeLogDirsResult
        found = one(error_code=0, log_dir="/data", topics=[], total_bytes=100, usable_bytes=60)
        return kind(error_code=0, results=[found])

    def _describe_quorum(self, request: Any) -> Any:
        kind = response("DescribeQuorum")
        topic = kind.TopicData
        partition = topic.PartitionData
        voter = partition.ReplicaState
        state = voter(replica_id=1, log_end_offset=10)
        told = partition(
            partition_index=0,
            error_code=0,
            leader_id=1,
            leader_epoch=2,
            high_watermark=10,
            current_voters=[state],
            observers=[],
        )
        topics = [topic(topic_name="__cluster_metadata", partitions=[told])]
        return kind(error_code=0, topics=topics, nodes=[])


REQUESTS = (
    "ApiVersions",
    "Metadata",
    "DescribeCluster",
    "DescribeTopicPartitions",
    "DescribeConfigs",
    "DescribeAcls",
    "DescribeClientQuotas",
    "DescribeUserScramCredentials",
    "ListPartitionReassignments",
    "ListGroups",
    "DescribeLogDirs",
    "DescribeQuorum",
)


Make = Callable[..., FakeCluster]


@contextlib.contextmanager
def making() -> Iterator[Make]:
    """Makes clusters as `FakeCluster` does, which are all closed at the end."""
    with contextlib.ExitStack() as made:
        yield lambda *given, **named: made.enter_context(
            contextlib.closing(FakeCluster(*given, **named))
        )


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


class _Broker:
    """One listening port, a thread for each connection."""

    def __init__(self, cluster: FakeCluster, number: int) -> None:
        self.cluster = cluster
        self.number = number
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._open: list[socket.socket] = []
        self._closing = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop at once, in the middle of whatever goes on."""
        self._closing.set()
        for each in [self._server, *self._open]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            for data in _frames(connection):
                if not self._answer(connection, data):
                    return

    def _answer(self, connection: socket.socket, data: bytes) -> bool:
        """Do what is to be done; false where the connection ends."""
        key, version = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
        name, request_class = BY_NUMBER[key]
        request = request_class.decode(data, version=version, header=True)
        answer = self.cluster.answer(self.number, name, request)
        if isinstance(answer, str):
            return self._misbehave(connection, answer)
        answer.API_VERSION = version
        answer.with_header(correlation_id=request.header.correlation_id)
        connection.sendall(answer.encode(header=True, framed=True))
        return True

    def _misbehave(self, connection: socket.socket, how: str) -> bool:
        if how == HANG:
            self._closing.wait(60)
        elif how == DIE:
            self.close()
        elif how == GARBAGE:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 3)
        return how == GARBAGE


def _frames(connection: socket.socket) -> Iterator[bytes]:
    while True:
        head = _exactly(connection, 4)
        if head is None:
            return
        body = _exactly(connection, int.from_bytes(head, "big"))
        if body is None:
            return
        yield body


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    data = b""
    while len(data) < length:
        if length > 1 << 20:
            return None
        more = connection.recv(length - len(data))
        if not more:
            return None
        data += more
    return data
