"""Which settings hold secrets."""

from __future__ import annotations

import pytest

from kafkalint.kafka import settings, versions
from kafkalint.kafka.secrets import is_sensitive


@pytest.mark.parametrize(
    "key",
    [
        "ssl.key.password",
        "listener.name.internal.ssl.keystore.password",
        "listener.name.internal.scram-sha-512.sasl.jaas.config",
        "ssl.keystore.key",
        "password.encoder.secret",
        "password.encoder.old.secret",
        "delegation.token.secret.key",
        "sasl.oauthbearer.client.credentials.client.secret",
        "producer.sasl.jaas.config",
        "basic.auth.user.info",
        "ldap.java.naming.security.credentials",
        "KAFKA_SSL_KEY_PASSWORD",
        "KAFKA_CFG_SSL_KEYSTORE_PASSWORD",
        "KAFKA_LISTENER_NAME_SASL_PLAIN_SASL_JAAS_CONFIG",
        "CONFLUENT_METRICS_REPORTER_SASL_JAAS_CONFIG",
        "CONFLUENT_CLOUD_SCHEMA_REGISTRY_API_SECRET",
        "KAFKA_CLIENT_PASSWORDS",
        "KAFKA_INTER_BROKER_PASSWORD",
        "KAFKA_CONTROLLER_CLIENT_SECRET",
        "ZOO_CLIENT_PASSWORD",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "TLS_PRIVATE_KEY",
        "KAFKA_PASSWORD_1",
        "POSTGRES_PASSWORD",
        "sasl.password",
    ],
)
def test_secrets_are_known_by_their_names(key: str) -> None:
    assert is_sensitive(key)


@pytest.mark.parametrize(
    "key",
    [
        "KAFKA_SSL_KEYSTORE_CREDENTIALS",
        "KAFKA_SSL_TRUSTSTORE_CREDENTIALS",
        "KAFKA_SSL_KEY_CREDENTIALS",
        "ssl.key.credentials",
        "password.encoder.iterations",
        "password.encoder.cipher.algorithm",
        "delegation.token.expiry.time.ms",
        "delegation.token.max.lifetime.ms",
        "sasl.oauthbearer.token.endpoint.url",
        "ssl.keystore.location",
        "ssl.keystore.type",
        "KAFKA_SSL_KEY_PASSWORD_FILE",
        "KAFKA_PASSWORD_FILE",
        "basic.auth.credentials.source",
        "sasl.oauthbearer.assertion.private.key.file",
        "broker.id",
        "security.inter.broker.protocol",
        "key.serializer",
        "PWD",
        "AWS_ACCESS_KEY_ID",
        "confluent.license.topic",
    ],
)
def test_what_only_points_to_a_secret_or_sounds_like_one_is_none(key: str) -> None:
    assert not is_sensitive(key)


SCOPES = ("broker", "topic", "producer", "consumer", "admin", "connect-worker", "mirrormaker")


@pytest.mark.parametrize("scope", SCOPES)
def test_every_password_of_every_version_is_known_by_its_name(scope: str) -> None:
    for key in settings.keys(scope):
        for version in versions.released():
            found = settings.definition(key, version, scope)
            if found is not None and found.type == "password":
                assert is_sensitive(key), key
                assert is_sensitive(f"listener.name.internal.{key}"), key
                assert is_sensitive("KAFKA_" + key.replace(".", "_").upper()), key


@pytest.mark.parametrize("scope", SCOPES)
def test_no_other_setting_of_kafka_is_taken_for_a_secret(scope: str) -> None:
    for key in settings.keys(scope):
        if settings.type_of(key, scope) != "password":
            assert not is_sensitive(key), key
