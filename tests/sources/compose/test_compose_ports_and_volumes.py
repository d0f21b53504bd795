"""Published ports and mounts, in all their spellings."""

from __future__ import annotations

import pytest


def published(node):
    return [
        (p.host_ip.data, p.published.data, p.target.data, p.protocol) for p in node.container.ports
    ]


class TestPorts:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("9092", [("", None, 9092, "tcp")]),
            ("'9092:9093'", [("", 9092, 9093, "tcp")]),
            ("9092:9093", [("", 9092, 9093, "tcp")]),
            ("'127.0.0.1:9092:9093'", [("127.0.0.1", 9092, 9093, "tcp")]),
            ("'127.0.0.1::9093'", [("127.0.0.1", None, 9093, "tcp")]),
            ("'[::1]:9092:9093'", [("::1", 9092, 9093, "tcp")]),
            ("'::1:9092:9093'", [("::1", 9092, 9093, "tcp")]),
            ("'9092:9093/udp'", [("", 9092, 9093, "udp")]),
            ("'9092-9093:19092-19093'", [("", 9092, 19092, "tcp"), ("", 9093, 19093, "tcp")]),
            ("'9092-9093'", [("", None, 9092, "tcp"), ("", None, 9093, "tcp")]),
            ("'9092-9099:9092'", [("", None, 9092, "tcp")]),
            ("{target: 9092, published: '9093'}", [("", 9093, 9092, "tcp")]),
            ("{target: 9092, host_ip: 10.0.0.1}", [("10.0.0.1", None, 9092, "tcp")]),
            ("'${PORT:-9092}:9092'", [("", 9092, 9092, "tcp")]),
        ],
    )
    def test_every_spelling(self, broker, written, meant):
        assert published(broker(f"ports:\n- {written}")) == meant

    @pytest.mark.parametrize("written", ["${PORT}:9092", "${PORT:?set it}:9092"])
    def test_an_open_variable_leaves_its_own_part_unknown(self, broker, written):
        (port,) = broker(f"ports: ['{written}']").container.ports
        assert port.target.data == 9092
        assert port.published.is_unknown
        assert port.published.reason == "${PORT} has no value in these files"

    def test_an_address_alone_may_be_open(self, broker):
        (port,) = broker("ports: ['${IP}:9092:9092']").container.ports
        assert port.host_ip.is_unknown
        assert port.published.data == 9092

    def test_the_long_form_has_a_mode(self, broker):
        (port,) = broker("ports: [{target: 9092, published: 9092, mode: host}]").container.ports
        assert (port.mode, port.long_syntax) == ("host", True)

    def test_each_port_points_to_its_own_item(self, broker):
        first, second = broker("ports:\n- 1:1\n- target: 2\n  published: 2").container.ports
        assert (first.origin.line, second.origin.line) == (5, 6)
        assert first.origin.logical == "services.kafka.ports"

    @pytest.mark.parametrize("written", ["nonsense", "':'", "99999:99999", "5-1:5-1"])
    def test_what_is_no_port_is_never_taken_for_one(self, broker, written):
        ports = broker(f"ports:\n- {written}").container.ports
        assert not any(port.target.is_known and port.published.is_known for port in ports)

    def test_a_huge_range_does_not_make_a_huge_list(self, broker):
        assert len(broker("ports: ['1-65535:1-65535']").container.ports) < 10


def mounts(node):
    return [(m.kind, m.source.data, m.target.data) for m in node.container.mounts]


class TestVolumes:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("/var/lib/kafka", ("anonymous", "", "/var/lib/kafka")),
            ("data:/var/lib/kafka", ("volume", "prod_data", "/var/lib/kafka")),
            ("./data:/var/lib/kafka", ("bind", "deploy/data", "/var/lib/kafka")),
            ("../data:/var/lib/kafka:rw", ("bind", "data", "/var/lib/kafka")),
            ("/srv/kafka:/var/lib/kafka:ro", ("bind", "/srv/kafka", "/var/lib/kafka")),
            ("~/kafka:/var/lib/kafka", ("bind", "~/kafka", "/var/lib/kafka")),
            ("C:\\kafka:/var/lib/kafka:ro", ("bind", "C:\\kafka", "/var/lib/kafka")),
            ("{type: volume, source: data, target: /d}", ("volume", "prod_data", "/d")),
            ("{type: bind, source: ./data, target: /d}", ("bind", "deploy/data", "/d")),
            ("{type: volume, target: /d}", ("anonymous", "", "/d")),
            ("{type: tmpfs, target: /d}", ("tmpfs", "", "/d")),
        ],
    )
    def test_every_spelling(self, read, written, meant):
        text = f"""\
            name: prod
            services:
              kafka:
                image: apache/kafka:4.1.0
                volumes:
                - {written}
            """
        (cluster,) = read({"deploy/compose.yml": text}).clusters
        assert mounts(cluster.nodes[0]) == [meant]

    def test_a_volume_belongs_to_its_project(self, read):
        text = "services: {kafka: {image: apache/kafka, volumes: ['data:/d']}}"
        first, second = read({"one/compose.yml": text, "two/compose.yml": text}).clusters
        assert mounts(first.nodes[0]) == [("volume", "one_data", "/d")]
        assert mounts(second.nodes[0]) == [("volume", "two_data", "/d")]

    def test_an_open_source_is_unknown_and_still_a_mount(self, broker):
        node = broker("volumes: ['${DATA:?set}/kafka:/var/lib/kafka', '${VOLUME}:/d']")
        assert [m.kind for m in node.container.mounts] == ["bind", "volume"]
        assert all(m.source.is_unknown and m.target.is_known for m in node.container.mounts)

    @pytest.mark.parametrize("mode", ["ro", "ro,z", "z,ro"])
    def test_read_only(self, broker, mode):
        (mount,) = broker(f"volumes: ['/a:/b:{mode}']").container.mounts
        assert mount.read_only

    def declared(self, broker, declaration):
        node = broker("volumes: ['data:/d']", f"volumes: {{data: {declaration}}}")
        return node.container.mounts[0]

    def test_a_name_of_its_own_and_external_volumes(self, broker):
        assert self.declared(broker, "{name: kafka-data}").source.data == "kafka-data"
        for written in ("{external: true}", "{external: {name: data}}"):
            mount = self.declared(broker, written)
            assert (mount.source.data, mount.external) == ("data", True)
        assert not self.declared(broker, "{external: false}").external

    @pytest.mark.parametrize(
        ("declaration", "driver", "shared"),
        [
            ("", "local", False),
            ("{driver: local}", "local", False),
            ("{driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/k'}}", "local", True),
            ("{driver_opts: {type: tmpfs, device: tmpfs}}", "local", False),
            ("{driver: rexray/ebs}", "rexray/ebs", True),
        ],
    )
    def test_drivers(self, broker, declaration, driver, shared):
        mount = self.declared(broker, declaration)
        assert (mount.driver, mount.shared_storage) == (driver, shared)

    def test_a_volume_that_is_a_folder_of_the_host(self, broker):
        mount = self.declared(
            broker, "{driver_opts: {type: none, o: 'bind,rw', device: /srv/kafka}}"
        )
        assert (mount.kind, mount.source.data) == ("bind", "/srv/kafka")

    def test_tmpfs(self, broker):
        assert mounts(broker("tmpfs: /run")) == [("tmpfs", "", "/run")]
        assert mounts(broker("tmpfs: ['/run:size=1m', /tmp]")) == [
            ("tmpfs", "", "/run"),
            ("tmpfs", "", "/tmp"),
        ]

    def test_secrets_and_configs(self, broker):
        node = broker(
            """
            secrets: [key, {source: store, target: /etc/kafka/secrets/store}]
            configs: [{source: props, target: server.properties}]
            """,
            """\
            secrets: {key: {file: ./key.pem}, store: {external: true}}
            configs: {props: {file: ./server.properties}}
            """,
        )
        found = {m.target.data: (m.kind, m.source.data) for m in node.container.mounts}
        assert found == {
            "/run/secrets/key": ("secret", "key.pem"),
            "/etc/kafka/secrets/store": ("secret", None),
            "/server.properties": ("config", "server.properties"),
        }

    def test_volumes_from_another_service(self, read_one):
        cluster = read_one("""\
            services:
              data:
                image: busybox:1
                volumes: ["data:/var/lib/kafka/data", "/other"]
              kafka:
                image: confluentinc/cp-kafka:7.6.1
                volumes: ["/mine:/other"]
                volumes_from: [data:ro, kafka]
            """)
        assert [m.target.data for m in cluster.nodes[0].container.mounts] == [
            "/other",
            "/var/lib/kafka/data",
        ]
        assert cluster.nodes[0].container.mounts[0].source.data == "/mine"
