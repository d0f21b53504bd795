"""Templates of property files: what is certain stays, what depends becomes unknown."""

from __future__ import annotations

import pytest

from kafkalint.values import Provenance

ROLE = "roles/kafka/templates/server.properties.j2"
DEFAULTS = "roles/kafka/defaults/main.yml"
CERTAIN = "broker.id=1\nlog.dirs=/data\n"


def only_node(reading):
    (cluster,) = reading.clusters
    (node,) = cluster.nodes
    return node


def settings(read, template, beside=None, variables=None):
    files = {ROLE: CERTAIN + template, **(beside or {})}
    return only_node(read(files, variables)).settings


def shown(value):
    return "unknown" if value.is_unknown else value.data


def test_literals_in_a_template_are_literals(read):
    found = settings(read, "ssl.keystore.password=changeit\nnum.partitions={{ partitions }}\n")
    assert found["ssl.keystore.password"].data == "changeit"
    assert found["num.partitions"].data == "{{ partitions }}"


def test_statements_and_comments_are_no_settings(read):
    template = "{% if tls is defined %}\nssl.client.auth=required\n{% endif %}\n{#\nport=1\n#}\n"
    assert set(settings(read, template)) == {"broker.id", "log.dirs", "ssl.client.auth"}


def test_positions_survive_the_statements(read):
    found = settings(read, "{# a\nb #}\n{% if x %}\n  num.partitions=3\n{% endif %}\n")
    assert found["num.partitions"].origins[0].span == (6, 3, 6, 19)


def test_a_setting_on_one_line_with_its_condition(read):
    found = settings(read, "{% if x %}num.partitions=3{% endif %}\n")
    assert found["num.partitions"].data == "3"


def test_a_setting_with_a_value_for_each_branch_is_unknown(read):
    found = settings(
        read, "{% if x %}\nnum.partitions=3\n{% else %}\nnum.partitions=6\n{% endif %}\n"
    )
    assert found["num.partitions"].is_unknown
    assert [origin.line for origin in found["num.partitions"].origins] == [4, 6]


def test_branches_that_agree_are_known(read):
    found = settings(
        read, "{% if x %}\nnum.partitions=3\n{% else %}\nnum.partitions=3\n{% endif %}\n"
    )
    assert found["num.partitions"].data == "3"


def test_a_loop_in_one_branch_leaves_the_other_one_open(read):
    found = settings(
        read,
        "{% if all is defined %}\nlisteners={% for l in all %}{{ l }},{% endfor %}\n\n"
        "{% else %}\nlisteners=PLAINTEXT://:9092\n{% endif %}\n",
    )
    assert found["listeners"].is_unknown


def test_of_alternatives_none_is_certain(read):
    found = settings(
        read,
        "{% if dynamic %}\ncontroller.quorum.bootstrap.servers=a:9093\n{% else %}\n"
        "controller.quorum.voters=1@a:9093\n{% if x %}\nport=1\n{% endif %}\n{% endif %}\n",
    )
    assert {key for key, value in found.items() if value.is_unknown} == {
        "controller.quorum.bootstrap.servers",
        "controller.quorum.voters",
        "port",
    }


def test_a_secret_in_a_branch_is_a_secret(read):
    found = settings(
        read,
        "{% if x %}\nssl.key.password=changeit\n{% else %}\nssl.key.password=secret1\n"
        "{% endif %}\n",
    )
    assert found["ssl.key.password"].is_known
    assert [origin.line for origin in found["ssl.key.password"].origins] == [4, 6]


def test_a_condition_may_override_what_stands_before_it(read):
    found = settings(read, "num.partitions=3\n{% if x %}\nnum.partitions=6\n{% endif %}\n")
    assert found["num.partitions"].is_unknown


def test_what_stands_after_a_condition_overrides_it(read):
    found = settings(read, "{% if x %}\nnum.partitions=6\n{% endif %}\nnum.partitions=3\n")
    assert found["num.partitions"].data == "3"


def test_a_value_with_a_loop_in_it_is_unknown(read):
    found = settings(
        read,
        "zookeeper.connect={% for h in groups['zk'] %}{{ h }}:2181,{% endfor %}\n"
        "num.partitions=3\n",
    )
    assert found["zookeeper.connect"].is_unknown
    assert found["num.partitions"].data == "3"


def test_lines_that_whitespace_control_glues_to_a_value_are_part_of_it(read):
    found = settings(
        read,
        "listeners={% set text = '' %}\n{%- for l in all %}\n{%- set text = text ~ l %}"
        "{{ text }}\n{%- endfor %}\n\nnum.partitions=3\n",
    )
    assert found["listeners"].is_unknown
    assert found["num.partitions"].data == "3"


def test_ansible_drops_the_line_end_behind_a_statement(read):
    template = "zookeeper.connect={% for h in hosts %}{{ h }}{% endfor %}\n{{ chroot }}\nport=1\n"
    node = only_node(read({ROLE: CERTAIN + template}))
    assert node.settings["zookeeper.connect"].is_unknown
    assert node.settings["port"].data == "1"
    assert node.partial == ""
    elsewhere = only_node(read({"server.properties.jinja": CERTAIN + template}))
    assert elsewhere.partial == "line 4 writes settings that are filled in elsewhere"


def test_whitespace_control_between_statements_glues_nothing(read):
    found = settings(read, "{% for a in b -%}\n{% if c -%}\nport=1\n{% endif -%}\n{% endfor -%}\n")
    assert found["port"].data == "1"


def test_a_continued_value_with_statements_on_its_lines_is_one_unknown_value(read):
    template = (
        "sasl.jaas.config=PlainLoginModule required \\\n{% if user %}\n"
        '    username="{{ user }}" \\\n{% endif %}\n    serviceName="kafka";\nnum.partitions=3\n'
    )
    found = settings(read, template)
    assert set(found) == {"broker.id", "log.dirs", "sasl.jaas.config", "num.partitions"}
    assert found["sasl.jaas.config"].is_unknown


@pytest.mark.parametrize(
    "line",
    [
        "{% for k, v in extra.items() %}\n{{ k }}={{ v }}\n{% endfor %}\n",
        "{{ extra_settings }}\n",
        "listener.name.{{ name | lower }}.ssl.client.auth=required\n",
        "{% include 'common.j2' %}\n",
    ],
)
def test_lines_that_may_set_anything_make_a_template_partial(read, line):
    node = only_node(read({ROLE: CERTAIN + line}))
    assert node.partial.startswith(("line 3 ", "line 4 "))
    assert set(node.settings) == {"broker.id", "log.dirs"}


def test_the_line_that_says_who_manages_the_file_sets_nothing(read):
    node = only_node(read({ROLE: "{{ ansible_managed | comment }}\n" + CERTAIN}))
    assert node.partial == ""


def test_a_template_without_them_is_complete(read):
    node = only_node(read({ROLE: CERTAIN + "{% if a %}\nport={{ b }}\n{% endif %}\n"}))
    assert node.partial == ""


def test_a_template_is_filled_in_for_an_unknown_number_of_nodes(read):
    reading = read({ROLE: "broker.id={{ id }}\nlog.dirs=/data\n"})
    assert only_node(reading).replicas.is_unknown
    assert "unknown number" in reading.clusters[0].undisclosed


@pytest.mark.parametrize(
    "template",
    [
        "<% if @tls -%>\nport=1\n<% else -%>\nport=2\n<% end -%>\nnum.partitions=3\n",
        "<#if tls>\nport=1\n<#else>\nport=2\n</#if>\nnum.partitions=3\n",
        "{{ if .tls }}\nport=1\n{{ else }}\nport=2\n{{ end }}\nnum.partitions=3\n",
        "{{#tls}}\nport=1\n{{/tls}}\n{{^tls}}\nport=2\n{{/tls}}\nnum.partitions=3\n",
    ],
    ids=["erb", "freemarker", "go", "mustache"],
)
def test_other_template_languages_are_read_alike(read, template):
    found = settings(read, template)
    assert {key: shown(value) for key, value in found.items()} == {
        "broker.id": "1",
        "log.dirs": "/data",
        "port": "unknown",
        "num.partitions": "3",
    }


class TestVariables:
    """Values that stand beside a template are taken, where nothing gives other ones."""

    LINE = "num.partitions={{ partitions }}\n"

    def value(self, read, line=LINE, **beside):
        files = {path.replace("__", "/") + ".yml": text for path, text in beside.items()}
        found = settings(read, line, files)
        (key,) = set(found) - {"broker.id", "log.dirs"}
        return found[key]

    def test_a_roles_default_is_supplied_from_there(self, read):
        value = self.value(read, roles__kafka__defaults__main="partitions: 12\n")
        assert (value.data, value.provenance) == ("12", Provenance.SUPPLIED)
        assert [(o.path, o.line) for o in value.origins] == [(ROLE, 3), (DEFAULTS, 1)]

    def test_role_vars_beat_defaults(self, read):
        value = self.value(
            read,
            roles__kafka__defaults__main="partitions: 12\n",
            roles__kafka__vars__main="partitions: 24\n",
        )
        assert value.data == "24"

    def test_group_vars_of_all_hosts_beat_defaults(self, read):
        value = self.value(
            read, roles__kafka__defaults__main="partitions: 12\n", group_vars__all="partitions: 6\n"
        )
        assert value.data == "6"

    def test_defaults_may_be_a_folder(self, read):
        assert self.value(read, roles__kafka__defaults__main__10="partitions: 12\n").data == "12"

    @pytest.mark.parametrize(
        "path", ["group_vars__east", "host_vars__kafka1", "roles__kafka__vars__debian"]
    )
    def test_what_some_hosts_get_otherwise_is_not_known(self, read, path):
        beside = {"roles__kafka__defaults__main": "partitions: 12\n", path: "partitions: 6\n"}
        assert self.value(read, **beside).data == "{{ partitions }}"

    def test_the_same_value_for_some_hosts_changes_nothing(self, read):
        value = self.value(
            read, roles__kafka__defaults__main="partitions: 12\n", host_vars__a="partitions: 12\n"
        )
        assert value.data == "12"

    def test_what_a_playbook_sets_is_not_known(self, read):
        value = self.value(
            read,
            roles__kafka__defaults__main="partitions: 12\n",
            site="- hosts: kafka\n  roles:\n    - role: kafka\n      partitions: 3\n",
        )
        assert value.data == "{{ partitions }}"

    def test_the_user_may_say_it(self, read):
        found = settings(read, self.LINE, {DEFAULTS: "partitions: 12\n"}, {"partitions": "8"})
        assert found["num.partitions"].data == "8"

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("true", "True"),
            ("yes", "True"),
            ('"true"', "true"),
            ("0644", "420"),
            ("3.10", "3.1"),
            ("null", ""),
            ("a b", "a b"),
        ],
    )
    def test_values_are_written_as_ansible_writes_them(self, read, written, text):
        value = self.value(read, roles__kafka__defaults__main=f"partitions: {written}\n")
        assert value.data == text

    @pytest.mark.parametrize(
        ("expression", "text"),
        [
            ("{{ n | default(3) }}", "3"),
            ("{{ n|default('a')|upper }}", "A"),
            ("{{ flag | bool | lower }}", "true"),
            ("{{ hosts | join(',') }}", "a:1,b:1"),
            ("{{ tls.port }}", "9093"),
            ("{{ 'SSL' if flag else 'PLAINTEXT' }}", "SSL"),
            ("SSL://{{ host }}:{{ tls.port }}", "SSL://{{ host }}:9093"),
            ("{{ nested }}/x", "/data/kafka/x"),
        ],
    )
    def test_expressions_that_pick_and_join(self, read, expression, text):
        defaults = (
            "flag: yes\nhosts: [a:1, b:1]\ntls: {port: 9093}\nbase: /data\n"
            'nested: "{{ base }}/kafka"\n'
        )
        value = self.value(read, f"x={expression}\n", roles__kafka__defaults__main=defaults)
        assert value.data == text

    @pytest.mark.parametrize(
        "expression",
        [
            "{{ ansible_fqdn | default('a') }}",
            "{{ hostvars[inventory_hostname].id }}",
            "{{ lookup('env', 'HOME') }}",
            "{{ base * 1000000000 }}",
            "{{ base.__class__ }}",
            "{{ base.upper() }}",
            "{{ loop_a }}",
            "{{ vaulted }}",
            "{{ base",
            "{{ " + "(" * 800 + "1" + ")" * 800 + " }}",
        ],
    )
    def test_expressions_that_need_more_stay_as_they_are(self, read, expression):
        defaults = (
            "base: /data\nloop_a: '{{ loop_b }}'\nloop_b: '{{ loop_a }}'\nvaulted: !vault x\n"
        )
        value = self.value(read, f"x={expression}\n", roles__kafka__defaults__main=defaults)
        assert value.data == expression

    def test_variables_that_multiply_each_other_are_given_up(self, read):
        levels = "".join(f"v{n}: '{f'{{{{ v{n + 1} }}}}' * 40}'\n" for n in range(7))
        value = self.value(read, "x={{ v0 }}\n", roles__kafka__defaults__main=levels + "v7: long\n")
        assert value.data == "{{ v0 }}"

    def test_broken_variable_files_say_nothing(self, read):
        value = self.value(read, roles__kafka__defaults__main="partitions: [1\n  : :")
        assert value.data == "{{ partitions }}"

    def test_a_name_that_the_template_sets_is_its_own(self, read):
        found = settings(
            read,
            "{% set partitions = groups['kafka'] | length %}\n" + self.LINE,
            {DEFAULTS: "partitions: 12\n"},
        )
        assert found["num.partitions"].data == "{{ partitions }}"

    def test_a_default_id_is_not_every_nodes(self, read):
        reading = read(
            {ROLE: "broker.id={{ id }}\nlog.dirs=/data\n", DEFAULTS: "id: 0\n"},
        )
        assert only_node(reading).replicas.is_unknown


class TestConditions:
    """Conditions over variables that stand beside a template are decided."""

    TEMPLATE = (
        "{% if tls | bool %}\nsecurity.inter.broker.protocol=SSL\n"
        "{% elif sasl %}\nsecurity.inter.broker.protocol=SASL_PLAINTEXT\n"
        "{% else %}\nsecurity.inter.broker.protocol=PLAINTEXT\n{% endif %}\n"
    )

    @pytest.mark.parametrize(
        ("defaults", "protocol"),
        [
            ("tls: true\nsasl: true\n", "SSL"),
            ("tls: 'no'\nsasl: true\n", "SASL_PLAINTEXT"),
            ("tls: false\nsasl: false\n", "PLAINTEXT"),
            ("tls: false\n", "unknown"),
            ("sasl: false\n", "unknown"),
            ("tls: true\n", "SSL"),
        ],
    )
    def test_the_branch_that_holds_is_written(self, read, defaults, protocol):
        found = settings(read, self.TEMPLATE, {DEFAULTS: defaults})
        assert shown(found["security.inter.broker.protocol"]) == protocol

    def test_what_is_left_out_is_not_set(self, read):
        found = settings(
            read, "{% if tls %}\nssl.client.auth=required\n{% endif %}\n", {DEFAULTS: "tls: no\n"}
        )
        assert "ssl.client.auth" not in found

    def test_nested_in_what_is_left_out_nothing_is_written(self, read):
        found = settings(
            read,
            "{% if tls %}\n{% if true %}\nport=1\n{% endif %}\n{% endif %}\n",
            {DEFAULTS: "tls: no\n"},
        )
        assert "port" not in found

    def test_a_loop_over_nothing_writes_nothing(self, read):
        template = "{% for k, v in extra.items() %}\n{{ k }}={{ v }}\n{% endfor %}\n"
        node = only_node(read({ROLE: CERTAIN + template, DEFAULTS: "extra: {}\n"}))
        assert node.partial == ""

    def test_that_nothing_here_defines_a_variable_does_not_mean_that_nothing_does(self, read):
        found = settings(read, "{% if rack is defined %}\nbroker.rack=a\n{% endif %}\n")
        assert found["broker.rack"].data == "a"


def test_settings_of_listeners_that_are_filled_in_leave_all_others_known(read):
    template = (
        CERTAIN
        + "{% for l in listeners %}\nlistener.name.{{ l.name }}.ssl.client.auth={{ l.auth }}\n"
        + "{% endfor %}\n"
    )
    node = only_node(read({ROLE: template}))
    assert "listener.name.ssl.ssl.client.auth" in node.open_keys
    assert "min.insync.replicas" not in node.open_keys


def test_a_template_that_gives_a_kraft_node_no_id_is_completed_elsewhere(read):
    template = (
        "process.roles={{ roles }}\nlisteners={{ listeners }}\n"
        "{% for l in names %}\nlistener.name.{{ l }}.ssl.client.auth=required\n{% endfor %}\n"
    )
    assert only_node(read({ROLE: template})).open_keys is None
    assert only_node(read({ROLE: template + "node.id={{ id }}\n"})).open_keys is not None
