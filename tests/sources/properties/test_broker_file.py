"""One property file: a cluster of one node, its settings as written."""

from __future__ import annotations

from kafkalint.values import Provenance


def only_node(reading):
    (cluster,) = reading.clusters
    (node,) = cluster.nodes
    return node


def test_settings_are_texts_with_the_place_of_the_whole_entry(read):
    node = only_node(
        read({"kafka/server.properties": "# first\nbroker.id=7\nlog.dirs = /a, /b  \nport:1\n"})
    )
    value = node.settings["log.dirs"]
    assert (value.data, value.provenance) == ("/a, /b", Provenance.EXPLICIT)
    (origin,) = value.origins
    assert (origin.path, origin.logical) == ("kafka/server.properties", "log.dirs")
    assert origin.span[:3] == (3, 1, 3)
    assert node.settings["port"].data == "1"


def test_of_keys_that_are_there_twice_the_last_decides(read):
    node = only_node(read({"s.properties": "broker.id=1\nlog.dirs=/a\nbroker.id=2\n"}))
    assert node.settings["broker.id"].data == "2"
    assert node.settings["broker.id"].origins[0].line == 3


def test_a_continued_value_is_one_and_its_place_is_all_its_lines(read):
    node = only_node(read({"s.properties": "broker.id=1\nlog.dirs=/a,\\\n   /b\n"}))
    assert node.settings["log.dirs"].data == "/a,/b"
    assert node.settings["log.dirs"].origins[0].span[0::2] == (2, 3)


def test_an_empty_value_is_a_value(read):
    node = only_node(read({"s.properties": "broker.id=1\nlog.dirs=/a\nssl.client.auth=\n"}))
    assert node.settings["ssl.client.auth"].data == ""


def test_a_plain_file_is_complete_and_shows_one_node_of_an_unknown_number(read):
    reading = read({"infra/server.properties": "broker.id=1\nlog.dirs=/a\n"})
    (cluster,) = reading.clusters
    node = only_node(reading)
    assert node.partial == ""
    assert node.replicas.is_absent
    assert (cluster.id, cluster.platform, cluster.files) == (
        "infra/server.properties",
        "vm",
        ("infra/server.properties",),
    )
    assert "unknown number" in cluster.undisclosed
    assert node.anchor.line == 1


def test_secrets_are_marked(read):
    node = only_node(
        read({"s.properties": "broker.id=1\nlog.dirs=/a\nssl.keystore.password=hunter22\n"})
    )
    assert node.settings["ssl.keystore.password"].sensitive
    assert "hunter22" not in repr(node.settings)


def test_placeholders_stay_text_for_the_facts_to_take_apart(read):
    text = "SSL://${HOST}:9093"
    node = only_node(read({"s.properties": f"broker.id=1\nlog.dirs=/a\nlisteners={text}\n"}))
    assert node.settings["listeners"].data == text


def test_a_bare_word_that_a_script_replaces_is_text(read):
    text = "PLAINTEXT://KAFKAIP:9092"
    node = only_node(
        read({"s.properties": f"broker.id=1\nlog.dirs=/a\nadvertised.listeners={text}\n"})
    )
    assert node.settings["advertised.listeners"].data == text


def test_format_placeholders_are_unknown(read):
    node = only_node(read({"s.properties": "broker.id={broker_id}\nlog.dirs={tmp}/data\n"}))
    assert node.settings["log.dirs"].is_unknown
    assert "{tmp}" in node.settings["log.dirs"].reason


def test_a_principal_mapping_is_no_placeholder(read):
    rule = "RULE:^CN=(.{3,}?),.*$/$1/L,DEFAULT"
    content = f"broker.id=1\nlog.dirs=/a\nssl.principal.mapping.rules={rule}\n"
    node = only_node(read({"s.properties": content}))
    assert node.settings["ssl.principal.mapping.rules"].data == rule


def test_a_line_that_is_filled_in_may_set_anything(read):
    node = only_node(read({"s.properties": "broker.id=1\nlog.dirs=/a\n${EXTRA_SETTINGS}\n"}))
    assert node.partial == "line 3 writes settings that are filled in elsewhere"


def test_settings_that_a_script_uncomments_are_unknown(read):
    node = only_node(
        read({"s.properties": "#init#broker.id=#init#\nlog.dirs=/a\n#num.partitions=3\n"})
    )
    assert node.settings["broker.id"].is_unknown
    assert node.settings["broker.id"].origins[0].line == 1
    assert "num.partitions" not in node.settings


def test_one_file_for_every_node_is_an_unknown_number_of_nodes(read):
    node = only_node(read({"s.properties": "broker.id=${BROKER_ID}\nlog.dirs=/a\n"}))
    assert node.replicas.is_unknown


def test_windows_line_ends_and_a_missing_last_one(read):
    node = only_node(read({"s.properties": "broker.id=1\r\nlog.dirs=/a\r\nnum.partitions=3"}))
    assert node.settings["num.partitions"].data == "3"
    assert node.settings["num.partitions"].origins[0].line == 3
