"""How container images turn the name of an environment variable into a Kafka key.

Each function is one image's own algorithm, taken from its start script; it gets the name
without the prefix ("MIN_INSYNC_REPLICAS") and gives the key ("min.insync.replicas").
"""

from __future__ import annotations

from functools import lru_cache

from kafkalint.regex import regex

_SINGLE = regex("(?<=[^_])_(?=[^_])")


@lru_cache(maxsize=4096)
def confluent(name: str) -> str:
    """One underscore is a dot, three are a dash, two are an underscore.

    Source: env_to_props in confluentinc/confluent-docker-utils, docker_utils/dub.py.
    """
    return _SINGLE.sub(".", name.lower()).replace("___", "-").replace("__", "_")


def apache(name: str) -> str:
    """The same for up to three underscores; more of them come out differently.

    Source: getServerConfigsFromEnv in apache/kafka, KafkaDockerWrapper. The lenses.io
    fast-data-dev box does the same in config_kafka.sh.
    """
    return name.lower().replace("_", ".").replace("...", "-").replace("..", "_")


def dotted(name: str) -> str:
    """Every underscore is a dot: no way to write a dash or an underscore.

    Source: start-kafka.sh of wurstmeister/kafka-docker, docker-entrypoint.sh of debezium/kafka.
    """
    return name.lower().replace("_", ".")


def bitnami(name: str) -> str:
    """Every underscore is a dot, but for the names of the SASL protocols.

    Source: kafka_configure_from_environment_variables in bitnami/containers, libkafka.sh.
    """
    if name == "ZOOKEEPER_CLIENTCNXNSOCKET":
        return "zookeeper.clientCnxnSocket"
    key = dotted(name)
    return key.replace("sasl.ssl", "sasl_ssl").replace("sasl.plaintext", "sasl_plaintext")
