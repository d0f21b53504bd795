"""Which files are Compose files, what is said of those that cannot be read, and templates."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kafkalint.sources import SourceFile, compose
from kafkalint.workspace import Files

SERVICE = "kafka: {image: 'apache/kafka:4.1.0'}"


class TestShapes:
    @pytest.mark.parametrize(
        "text",
        [
            f"services: {{{SERVICE}}}",
            f'version: "3.8"\nservices: {{{SERVICE}}}',
            f'"services": {{{SERVICE}}}',
            f"{{services: {{{SERVICE}}}}}",
            f"---\nservices: {{{SERVICE}}}\n---\nservices: {{app: {{image: app}}}}\n",
            SERVICE,
            f"{SERVICE}\nzookeeper: {{image: zookeeper}}",
            f"services: {{{SERVICE}, empty: }}",
        ],
    )
    def test_compose_files_of_all_times(self, read, text):
        assert (
            next(n.name for c in read({"compose.yml": text}).clusters for n in c.nodes) == "kafka"
        )

    @pytest.mark.parametrize(
        "text",
        [
            f"apiVersion: v1\nkind: List\nservices: {{{SERVICE}}}",
            f"jobs: {{test: {{runs-on: x, services: {{{SERVICE}}}}}}}",
            "services: [{name: kafka, image: 'apache/kafka:4.1.0'}]",
            "stages: [test]\ntest: {image: 'apache/kafka:4.1.0', script: [make]}",
            f"services: {{_defaults: {{autowire: true}}, {SERVICE}, a: {{script: x}}}}",
            "- hosts: all\n  services: {kafka: {image: apache/kafka}}",
            "image: {repository: apache/kafka}\nkafka: {enabled: true}",
            "kafka: {image: apache/kafka}\nname: not a service",
            "services: kafka",
            "just text about kafka services: none",
            "",
        ],
    )
    def test_other_yaml_with_services_or_images(self, read, text):
        reading = read({"file.yml": text})
        assert (reading.clusters, reading.notices) == ([], [])

    @pytest.mark.parametrize(
        "path",
        [
            "compose.yaml",
            "a/docker-compose.prod.yml",
            "kafka.yml",
            "docker-compose.yml.j2",
            "x.yaml.tmpl",
        ],
    )
    def test_any_name_will_do(self, path):
        assert compose.claims(path, f"services: {{{SERVICE}}}".encode())

    @pytest.mark.parametrize("path", ["README.md", "compose.py", "values.json"])
    def test_but_not_that_of_another_language(self, path):
        assert not compose.claims(path, f"services: {{{SERVICE}}}".encode())

    @pytest.mark.parametrize(
        "text",
        [
            "# Source: kafka\n---\napiVersion: v1\nkind: Service\nspec: {image: kafka}\n",
            "\ufeffapiVersion: v1\nspec:\n  services: [{image: kafka}]\n",
            "{{- if .Values.kafka }}\nkind: Pod\nspec: {image: kafka, services: x}\n{{- end }}\n",
            "- hosts: all\n  services:\n    kafka: {image: apache/kafka}\n",
            "name: test\njobs:\n  a:\n    services:\n      kafka: {image: apache/kafka}\n",
            "kafka:\n  services:\n    internal: 9092\n",
            "web:\n  image: nginx\n",
        ],
    )
    def test_nor_what_shows_at_its_first_key_that_it_is_something_else(self, text):
        assert not compose.claims("kafka.yaml", text.encode())


class TestUnreadable:
    def test_a_kafka_project_that_is_no_yaml_is_said(self, read):
        reading = read({"compose.yml": "services:\n  kafka:\n    image: apache/kafka\n   bad: [\n"})
        (notice,) = reading.notices
        assert (notice.kind, notice.path) == ("unreadable", "compose.yml")
        assert notice.line > 0

    def test_any_other_is_passed_over(self, read):
        text = "services:\n  web:\n    image: nginx\n    # no kafka\n   bad: [\n"
        assert read({"compose.yml": text}).notices == []

    def test_nesting_without_end(self, read):
        text = "services:\n  kafka:\n    image: apache/kafka\n    x: " + "[" * 5000
        assert [notice.kind for notice in read({"compose.yml": text}).notices] == ["unreadable"]


TEMPLATE = """\
services:
{% if with_kafka %}
  kafka:
    image: confluentinc/cp-kafka:{{ version }}
    environment:
      KAFKA_BROKER_ID: {{ id }}
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://{{ host }}:9092
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
{% endif %}
"""


class TestTemplates:
    def test_its_literal_parts_are_read_where_they_stand(self, read):
        text = TEMPLATE.replace("{% if with_kafka %}\n", "").replace("{% endif %}\n", "")
        (cluster,) = read({"compose.yml.j2": text}).clusters
        (node,) = cluster.nodes
        factor = node.settings["offsets.topic.replication.factor"]
        assert (factor.data, factor.origins[0].line) == ("1", 7)
        assert node.settings["broker.id"].data == "{{ id }}"
        assert node.settings["advertised.listeners"].data == "PLAINTEXT://{{ host }}:9092"
        assert node.container.image.repository == "confluentinc/cp-kafka"
        assert node.container.image.tag.is_unknown

    def test_what_a_condition_decides_is_open(self, read):
        text = TEMPLATE.replace("services:\n{% if with_kafka %}\n", "services:\n").replace(
            "      KAFKA_OFFSETS", "{% if small %}\n      KAFKA_OFFSETS"
        )
        (cluster,) = read({"compose.yml.j2": text}).clusters
        node = cluster.nodes[0]
        factor = node.settings["offsets.topic.replication.factor"]
        assert factor.reason == "a condition of the template decides it"
        assert node.settings["broker.id"].is_known

    def test_services_that_a_loop_makes_may_be_any_number(self, read):
        text = TEMPLATE.replace("if with_kafka", "for n in nodes").replace("endif", "endfor")
        (cluster,) = read({"compose.yml.j2": text + "  app:\n    image: app\n"}).clusters
        assert cluster.nodes[0].replicas.reason == "a loop or condition of the template decides it"


FILES = {
    "compose.yml": """\
        services:
          kafka:
            image: confluentinc/cp-kafka:7.6.1
            environment: {KAFKA_BROKER_ID: 1}
        """,
    "compose.override.yml": "services: {kafka: {restart: always}}",
    "docker-compose.extra.yml": "services: {broker2: {image: 'apache/kafka:4.1.0'}}",
    "docker-compose.ports.yml": "services: {broker2: {ports: ['9092:9092'], labels: [kafka]}}",
    "all.yml": "include: [parts/one.yml]",
    "parts/one.yml": "services: {one: {extends: {file: base.yml, service: base}}}",
    "parts/base.yml": "services: {base: {env_file: base.env, image: '${IMAGE}'}}",
    "parts/base.env": "KAFKA_PROCESS_ROLES=broker\n",
    "parts/.env": "IMAGE=example.com/streams:1\n",
    "old.yml": "kafka: {image: 'wurstmeister/kafka:2.13-2.8.1'}",
}


class TestClaims:
    def test_no_file_is_left_out_that_reading_makes_something_of(self, read, tmp_path, monkeypatch):
        contents = {path: dedent(text) for path, text in FILES.items()}
        reading = read(FILES)
        everything = Files()
        texts = [everything.read(path) for path in contents]
        unasked = compose.read([SourceFile(t.path, t) for t in texts if t], everything)
        assert sorted(c.id for c in reading.clusters) == sorted(c.id for c in unasked.clusters)
        used = {path for cluster in unasked.clusters for path in cluster.files}
        assert used == set(contents) - {"parts/base.env", "parts/.env"}
        for path in used:
            assert compose.claims(path, contents[path].encode()), path

    @settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        name=st.sampled_from(["kafka", "broker", "k1", "zookeeper"]),
        image=st.sampled_from(
            ["apache/kafka", "zookeeper:3.9", "${IMAGE}", "redpandadata/redpanda"]
        ),
        style=st.sampled_from(
            [
                "services: {{{}}}",
                '"services" : {{{}}}',
                "services:\n  {}",
                "{}",
                "{{services: {{{}}}}}",
                "  version: '3'\n  services: {{{}}}",
                "? services\n: {{{}}}",
                "x-all: &all\n  services: {{{}}}\n<<: *all",
                "name: x\r\nservices: {{{}}}\r\n",
                "name: x\rservices: {{{}}}\r",
                "%YAML 1.1\n---\n# Orders\n{}",
                "&root\n{}",
                "{{% if x %}}\n{}\n{{% endif %}}",
                "a: 1\n---\nservices:\n  {}",
                "! {{{}}}",
            ]
        ),
        env=st.sampled_from(["", ", environment: [KAFKA_PROCESS_ROLES=broker]", ", env_file: a"]),
    )
    def test_whatever_its_shape(self, tmp_path, monkeypatch, name, image, style, env):
        text = style.format(f"{name}: {{image: '{image}'{env}}}")
        path = tmp_path / "compose.yml"
        path.write_text(text)
        workspace = Files()
        source = workspace.read(str(path))
        reading = compose.read([SourceFile(str(path), source)], workspace)
        if reading.clusters or reading.notices:
            assert compose.claims(str(path), text.encode())


PIECES = st.sampled_from(
    ["services", "kafka", ":", " ", "\n", "  ", "- ", "{", "}", "[", "]", "image", "apache/kafka",
     "environment", "KAFKA_NODE_ID", "=", "1", "${X}", "${", "$$", "<<", "*a", "&a", "!reset", "~",
     "extends", "include", "ports", "9092", "volumes", "/d", "command", "--override", "build", ".",
     "env_file", "depends_on", "deploy", "{{ x }}", "{% if %}", "'", '"', "|", "zookeeper", "é"]
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=40).map("".join))
def test_nothing_makes_it_raise(tmp_path, text):
    path = tmp_path / "compose.yml"
    path.write_text("services:\n  kafka:\n    image: apache/kafka\n    " + text)
    workspace = Files()
    source = workspace.read(str(path))
    assert compose.read([SourceFile(str(path), source)], workspace) is not None


VALUES = st.recursive(
    st.sampled_from([None, "text", "1", "true", "${X}", "a=b", "9092:9092", "/a:/b", "kafka"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["path", "target", "source", "type", "service", "file", "driver", "placement", "test",
         "condition", "limits", "resources", "mode", "a", "KAFKA_NODE_ID", "constraints"]
    ), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
KEYS = st.sampled_from(
    "image build extends environment env_file ports volumes tmpfs secrets configs volumes_from "
    "networks network_mode hostname container_name command entrypoint restart deploy healthcheck "
    "logging labels profiles depends_on links mem_limit stop_grace_period scale user".split()
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(KEYS, VALUES, max_size=6), st.dictionaries(KEYS, VALUES, max_size=6))
def test_options_of_any_shape_make_no_trouble(tmp_path, base, over):
    import json

    (tmp_path / "compose.yml").write_text(
        json.dumps(
            {"services": {"kafka": {"image": "apache/kafka:4.1.0", **base}}, "volumes": over}
        )
    )
    (tmp_path / "compose.override.yml").write_text(json.dumps({"services": {"kafka": over}}))
    workspace = Files()
    files = [
        SourceFile(str(path), workspace.read(str(path))) for path in sorted(tmp_path.glob("*.yml"))
    ]
    compose.read(files, workspace)


@pytest.mark.parametrize(
    "piece", ["1@a:1,", "${", "{", "a:1/", "${A}:", "sed ", "test", "/a", ">>"]
)
def test_long_texts_take_no_long_time(read, piece):
    text = piece * 20_000
    long = f"""\
        services:
          kafka:
            image: apache/kafka:4.1.0
            command: '{text}'
            environment: ['KAFKA_CONTROLLER_QUORUM_VOTERS={text}', 'KAFKA_ZOOKEEPER_CONNECT={text}']
            ports: ['{text}']
            volumes: ['{text}']
        """
    started = time.process_time()
    read({"compose.yml": long})
    assert time.process_time() - started < 5


def test_values_of_a_chart_are_no_services_of_the_first_format(read):
    values = """\
kafka:
  enabled: true
  image: confluentinc/cp-kafka
  imageTag: 7.9.0
  brokers: 3
"""
    assert read({"values.yaml": values}).clusters == []
    old = "kafka:\n  image: confluentinc/cp-kafka:7.9.0\n  ports: ['9092:9092']\n"
    assert read({"docker-compose.yml": old}).clusters


@pytest.mark.parametrize("image", ["lensesio/fast-data-dev:3.6.1", "confluentinc/confluent-local"])
def test_images_that_need_no_variable_and_never_say_kafka(read, image):
    (cluster,) = read({"compose.yml": f"services:\n  dev:\n    image: {image}\n"}).clusters
    assert [node.name for node in cluster.nodes] == ["dev"]
