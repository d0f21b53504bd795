"""The client.properties of Kafka's own tools, and librdkafka's names, say how to connect."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kafkalint.errors import UsageError
from kafkalint.live import client_properties, client_settings
from kafkalint.live.settings import Sasl, Settings

STORES = Path(__file__).parent / "stores"
PLANTED = "Xu7-planted-secret"
LOGIN = "org.apache.kafka.common.security"


def read(text: str, *extra: str, bootstrap: Sequence[str] = ("kafka-1:9093",)) -> Settings:
    path = Path("client.properties")
    path.write_text(text)
    return client_settings.settings(bootstrap, client_properties.load(str(path), extra))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)


def sasl(text: str, *extra: str, bootstrap: Sequence[str] = ("kafka-1:9093",)) -> Sasl:
    found = read(f"security.protocol=SASL_SSL\n{text}", *extra, bootstrap=bootstrap).sasl
    assert found is not None
    return found


def refusal(text: str, *extra: str) -> UsageError:
    with pytest.raises(UsageError) as refused:
        read(text, *extra)
    assert PLANTED not in str(refused.value)
    return refused.value


class TestAddresses:
    def test_a_broker_without_a_port_is_at_9092(self) -> None:
        assert read("", bootstrap=("kafka-1", "[::1]:9094")).bootstrap == (
            "kafka-1:9092",
            "[::1]:9094",
        )

    def test_they_may_stand_in_the_file(self) -> None:
        settings = read("bootstrap.servers=a:1, b:2\n", bootstrap=())
        assert settings.bootstrap == ("a:1", "b:2")

    @pytest.mark.parametrize("wrong", ["a:b", "a:99999", "user:secret@host:1", "a b", ":9092"])
    def test_what_is_none_is_refused(self, wrong: str) -> None:
        with pytest.raises(UsageError, match="no address"):
            read("", bootstrap=(wrong,))

    def test_there_must_be_one(self) -> None:
        with pytest.raises(UsageError, match="no cluster") as refused:
            read("", bootstrap=())
        assert "--bootstrap" in refused.value.remedy


class TestPasswords:
    @pytest.mark.parametrize(
        ("module", "mechanism"),
        [("plain.PlainLoginModule", "PLAIN"), ("scram.ScramLoginModule", "SCRAM-SHA-512")],
    )
    def test_java_writes_them_into_a_login_module(self, module: str, mechanism: str) -> None:
        found = sasl(
            f"sasl.mechanism={mechanism}\nsasl.jaas.config={LOGIN}.{module} required \\\n"
            f'  username="alice" \\\n  password="{PLANTED}";\n'
        )
        assert (found.mechanism, found.username, found.password) == (mechanism, "alice", PLANTED)

    def test_a_module_alone_tells_the_mechanism_where_there_is_one(self) -> None:
        found = sasl(
            f'sasl.jaas.config={LOGIN}.plain.PlainLoginModule required username="a"\\\n'
            f' password="{PLANTED}";'
        )
        assert found.mechanism == "PLAIN"

    def test_librdkafka_has_settings_for_them(self) -> None:
        found = sasl(f"sasl.mechanisms=SCRAM-SHA-256\nsasl.username=bob\nsasl.password={PLANTED}\n")
        assert (found.mechanism, found.username, found.password) == (
            "SCRAM-SHA-256",
            "bob",
            PLANTED,
        )

    def test_nothing_shows_them(self) -> None:
        settings = read(
            f"security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.username=bob\n"
            f"sasl.password={PLANTED}\n"
        )
        assert PLANTED not in repr(settings) + str(settings) + f"{settings.sasl}"

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "Kerberos"),
            ("sasl.mechanism=GSSAPI\n", "Kerberos"),
            ("sasl.mechanism=DIGEST-MD5\n", "'DIGEST-MD5' is none of"),
            ("sasl.mechanism=PLAIN\n", "needs a user"),
            ("sasl.mechanism=PLAIN\nsasl.username=a\n", "needs a password"),
            (f"sasl.mechanism=PLAIN\nsasl.jaas.config=password={PLANTED}\n", "no login module"),
            (
                "sasl.mechanism=SCRAM-SHA-512\n"
                f'sasl.jaas.config={LOGIN}.plain.PlainLoginModule required password="{PLANTED}";',
                "PlainLoginModule does not log in with SCRAM-SHA-512",
            ),
        ],
    )
    def test_what_cannot_be_used_is_refused(self, text: str, says: str) -> None:
        refused = refusal(f"security.protocol=SASL_SSL\n{text}")
        assert says in refused.message
        assert refused.remedy or "none of" in says or "log in" in says

    def test_the_place_of_what_is_wrong_is_told(self) -> None:
        refused = refusal("security.protocol=SASL_SSL\n\nsasl.mechanism=DIGEST-MD5\n")
        assert (refused.path, refused.line) == ("client.properties", 3)


class TestTokens:
    MODULE = f"{LOGIN}.oauthbearer.OAuthBearerLoginModule required"

    def test_an_endpoint_gives_them_for_a_clients_credentials(self) -> None:
        found = sasl(
            "sasl.mechanism=OAUTHBEARER\n"
            "sasl.oauthbearer.token.endpoint.url=https://login.example/token\n"
            f'sasl.jaas.config={self.MODULE} clientId="me" clientSecret="{PLANTED}" \\\n'
            ' scope="kafka" extension_logicalCluster="lkc-1";\n'
        ).tokens
        assert found is not None
        assert (found.source, found.url) == ("endpoint", "https://login.example/token")
        assert (found.client_id, found.client_secret, found.scope) == ("me", PLANTED, "kafka")
        assert found.extensions == {"logicalCluster": "lkc-1"}

    def test_librdkafka_has_settings_for_them(self) -> None:
        found = sasl(
            "sasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.method=oidc\n"
            "sasl.oauthbearer.token.endpoint.url=https://login.example/token\n"
            f"sasl.oauthbearer.client.id=me\nsasl.oauthbearer.client.secret={PLANTED}\n"
            "sasl.oauthbearer.extensions=a=1,b=2\n"
        ).tokens
        assert found is not None
        assert (found.client_id, found.client_secret) == ("me", PLANTED)
        assert found.extensions == {"a": "1", "b": "2"}

    def test_they_may_lie_in_a_file(self) -> None:
        found = sasl(
            "sasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=file:///run/token\n"
        ).tokens
        assert found is not None
        assert (found.source, found.url) == ("file", "/run/token")

    def test_those_for_tests_are_unsecured(self) -> None:
        found = sasl(
            "sasl.mechanism=OAUTHBEARER\n"
            f'sasl.jaas.config={self.MODULE} unsecuredLoginStringClaim_sub="alice";\n'
        ).tokens
        assert found is not None
        assert (found.source, found.subject) == ("unsecured", "alice")

    @pytest.mark.parametrize(
        "text",
        [
            "sasl.mechanism=OAUTHBEARER\n",
            "sasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=https://x/t\n",
            "sasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=ftp://x/t\n",
        ],
    )
    def test_without_a_place_or_credentials_there_are_none(self, text: str) -> None:
        refusal(f"security.protocol=SASL_SSL\n{text}")


class TestAmazon:
    BROKER = "b-1.demo.abc123.c2.kafka.eu-west-1.amazonaws.com:9098"
    MODULE = "software.amazon.msk.auth.iam.IAMLoginModule required"
    HANDLER = "software.amazon.msk.auth.iam.IAMClientCallbackHandler"

    def test_its_own_mechanism_is_a_signed_token(self) -> None:
        found = sasl(
            f"sasl.mechanism=AWS_MSK_IAM\nsasl.jaas.config={self.MODULE};\n"
            f"sasl.client.callback.handler.class={self.HANDLER}\n",
            bootstrap=(self.BROKER,),
        )
        assert found.mechanism == "OAUTHBEARER"
        assert found.tokens is not None
        assert (found.tokens.source, found.tokens.region) == ("msk", "eu-west-1")

    def test_so_is_its_handler_of_bearer_tokens(self) -> None:
        handler = "software.amazon.msk.auth.iam.IAMOAuthBearerLoginCallbackHandler"
        found = sasl(
            f"sasl.mechanism=OAUTHBEARER\nsasl.login.callback.handler.class={handler}\n",
            bootstrap=("boot-x.c1.kafka-serverless.us-east-1.amazonaws.com:9098",),
        )
        assert found.tokens is not None
        assert (found.tokens.source, found.tokens.region) == ("msk", "us-east-1")

    def test_a_profile_or_a_role_may_be_named(self) -> None:
        found = sasl(
            "sasl.mechanism=AWS_MSK_IAM\n"
            f'sasl.jaas.config={self.MODULE} awsProfileName="audit" \\\n'
            ' awsRoleArn="arn:aws:iam::1:role/r" awsRoleSessionName="s";\n',
            bootstrap=(self.BROKER,),
        ).tokens
        assert found is not None
        assert (found.profile, found.role, found.role_session) == (
            "audit",
            "arn:aws:iam::1:role/r",
            "s",
        )

    def test_another_name_for_a_broker_leaves_the_region_open(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = (
            "security.protocol=SASL_SSL\nsasl.mechanism=AWS_MSK_IAM\n"
            f"sasl.jaas.config={self.MODULE};"
        )
        assert "AWS_REGION" in refusal(text).remedy
        monkeypatch.setenv("AWS_REGION", "ap-south-1")
        found = read(text).sasl
        assert found is not None
        assert found.tokens is not None
        assert found.tokens.region == "ap-south-1"


class TestTls:
    def test_without_a_truststore_the_systems_authorities_count(self) -> None:
        tls = read("security.protocol=SSL\n").tls
        assert tls.authorities is None
        assert tls.verify
        assert tls.check_hostname

    @pytest.mark.parametrize(
        "text",
        [
            "ssl.truststore.location={}/trust.jks\nssl.truststore.password=trust-word\n",
            "ssl.truststore.location={}/trust.p12\nssl.truststore.password=trust-word\n"
            "ssl.truststore.type=PKCS12\n",
            "ssl.truststore.location={}/client.pem\nssl.truststore.type=PEM\n",
            "ssl.ca.location={}/client.pem\n",
            "ssl.ca.location={}\n",
        ],
    )
    def test_authorities_come_from_any_kind_of_store(self, text: str) -> None:
        tls = read("security.protocol=SSL\n" + text.format(STORES)).tls
        assert tls.authorities is not None
        assert tls.authorities.startswith("-----BEGIN CERTIFICATE-----")

    def test_the_clients_own_certificate_comes_from_a_keystore(self) -> None:
        tls = read(
            f"security.protocol=SSL\nssl.keystore.location={STORES}/own.jks\n"
            "ssl.keystore.password=store-word\nssl.key.password=key-word\n"
        ).tls
        assert tls.certificates
        assert tls.key
        assert "PRIVATE KEY" in tls.key

    def test_pem_may_stand_in_the_file_itself_even_on_one_line(self) -> None:
        pem = (STORES / "client.pem").read_text()
        one_line = pem.replace("\n", " ").strip()
        first = read(f"security.protocol=SSL\nssl.truststore.certificates={one_line}\n").tls
        second = read(f"security.protocol=SSL\nssl.ca.location={STORES}/client.pem\n").tls
        assert first.authorities == second.authorities

    @pytest.mark.parametrize("value", ["", "none"])
    def test_names_need_not_be_compared(self, value: str) -> None:
        tls = read(f"security.protocol=SSL\nssl.endpoint.identification.algorithm={value}\n").tls
        assert tls.verify
        assert not tls.check_hostname

    def test_librdkafka_can_take_any_certificate(self) -> None:
        tls = read("security.protocol=SSL\nenable.ssl.certificate.verification=false\n").tls
        assert not tls.verify

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("ssl.truststore.location=/nowhere/trust.jks\n", "No such file"),
            (f"ssl.truststore.location={STORES}/trust.jks\nssl.truststore.password={PLANTED}\n",
             "password is wrong"),
            (f"ssl.keystore.location={STORES}/own.jceks\nssl.keystore.password={PLANTED}\n",
             "JCEKS"),
            (f"ssl.keystore.location={STORES}/own.jks\nssl.keystore.type=BCFKS\n", "BCFKS"),
            (f"ssl.certificate.location={STORES}/client.pem\n", "without its key"),
            (f"ssl.keystore.key={PLANTED}\n", "no private key"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_with_a_store_is_told_at_its_line(self, text: str, says: str) -> None:
        refused = refusal(f"security.protocol=SSL\n{text}")
        assert says in refused.message
        assert refused.path == "client.properties"
        assert refused.line >= 2

    def test_a_store_beside_the_file_is_pointed_out(self) -> None:
        Path("conf").mkdir()
        Path("conf/trust.jks").write_bytes((STORES / "trust.jks").read_bytes())
        Path("conf/client.properties").write_text(
            "security.protocol=SSL\nssl.truststore.location=trust.jks\n"
        )
        with pytest.raises(UsageError) as refused:
            given = client_properties.load("conf/client.properties", ())
            client_settings.settings(("a:1",), given)
        assert "conf/trust.jks" in refused.value.remedy


class TestCommandLine:
    def test_it_goes_before_the_file(self) -> None:
        settings = read("security.protocol=SSL\n", "security.protocol=PLAINTEXT")
        assert settings.protocol == "PLAINTEXT"

    @pytest.mark.parametrize(
        "key", ["sasl.password", "sasl.jaas.config", "ssl.key.password", "ssl.keystore.password"]
    )
    def test_secrets_are_refused_on_it(self, key: str) -> None:
        refused = refusal("", f"{key}={PLANTED}")
        assert "everyone on this machine" in refused.message
        assert "${env:NAME}" in refused.remedy

    def test_a_variable_may_be_named_on_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KAFKA_PASSWORD", PLANTED)
        found = sasl(
            "sasl.mechanism=PLAIN\nsasl.username=a\n", "sasl.password=${env:KAFKA_PASSWORD}"
        )
        assert found.password == PLANTED

    @pytest.mark.parametrize("wrong", ["security.protocol", "=x", ""])
    def test_what_is_no_setting_is_refused(self, wrong: str) -> None:
        assert "key=value" in refusal("", wrong).message

    def test_a_slip_of_the_pen_is_told_from_what_is_of_no_use_here(self) -> None:
        refused = refusal("", "security.protocl=SSL")
        assert "security.protocol" in refused.remedy
        assert read("", "linger.ms=5").protocol == "PLAINTEXT"


class TestReferences:
    def test_a_secret_may_lie_in_another_file(self) -> None:
        Path("secrets.properties").write_text(f"kafka.password={PLANTED}\n")
        found = sasl(
            "sasl.mechanism=PLAIN\nsasl.username=a\n"
            "sasl.password=${file:secrets.properties:kafka.password}\n"
        )
        assert found.password == PLANTED

    def test_or_be_a_file_of_its_own(self) -> None:
        Path("secrets").mkdir()
        Path("secrets/password").write_text(f"{PLANTED}\n")
        found = sasl(
            "sasl.mechanism=PLAIN\nsasl.username=a\nsasl.password=${directory:secrets:password}\n"
        )
        assert found.password == PLANTED

    @pytest.mark.parametrize(
        ("reference", "says"),
        [
            ("${env:NOT_SET_ANYWHERE}", "NOT_SET_ANYWHERE is not set"),
            ("${file:nowhere.properties:key}", "cannot be read"),
            ("${file:client.properties:other}", "has no 'other'"),
            ("${file:client.properties}", "a colon and a name"),
            ("${directory:nowhere:key}", "cannot be read"),
        ],
    )
    def test_what_they_do_not_lead_to_is_told(self, reference: str, says: str) -> None:
        text = f"security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.password={reference}\n"
        assert says in str(refusal(text))


class TestFiles:
    def test_one_that_is_not_there_is_told(self) -> None:
        with pytest.raises(UsageError, match="cannot be read") as refused:
            client_properties.load("nowhere.properties", ())
        assert refused.value.path == "nowhere.properties"

    def test_one_that_is_broken_is_told_with_the_line(self) -> None:
        Path("broken.properties").write_text("a=b\nc=\\u12\n")
        with pytest.raises(UsageError, match="unicode escape") as refused:
            client_properties.load("broken.properties", ())
        assert refused.value.line == 2

    def test_protocols_are_those_of_kafka(self) -> None:
        assert read("security.protocol=sasl_plaintext\nsasl.mechanism=PLAIN\nsasl.username=a\n"
                    "sasl.password=b\n").protocol == "SASL_PLAINTEXT"  # fmt: skip
        assert "TLS" in refusal("security.protocol=TLS\n").message
