"""YAML that is a template: read around its tags, every place kept."""

from __future__ import annotations

import pytest
from nodes import plain
from spans import cut

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats import yaml
from kafkalint.formats.node import Mapping
from kafkalint.formats.template import conditional_lines, literal_lines, placeholder
from kafkalint.formats.text import Text

HELM = """\
{{- if .Values.enabled }}
{{- /* brokers
  { of this: release } */}}
metadata:
  name: {{ include "kafka.name" . }}-broker
  labels:
    {{- include "kafka.labels" . | nindent 4 }}
    tier: "{{ .Values.tier | default("a: b") }}"
  annotations:
    {{- toYaml .Values.annotations | nindent 4 }}
spec:
  {{- range $i := until 3 }}
  - id: {{ $i }}
    {{- with .Values.rack }}
    rack: {{ . }}
    {{- end }}
  {{- end }}
  - {{ tpl .Values.more . }}
  - port: 9092  # {{ not: needed }}
{{- end }}
"""


def read(content: str) -> Mapping:
    (document,) = yaml.read(literal_lines(Text("t.yml", content)))
    assert isinstance(document.root, Mapping)
    return document.root


def test_it_cannot_be_read_with_its_tags() -> None:
    with pytest.raises(SyntaxProblem):
        yaml.read(Text("t.yml", HELM))


def test_what_controls_is_gone_and_what_is_filled_in_is_seen() -> None:
    assert plain(read(HELM)) == {
        "metadata": {
            "name": '{{ include "kafka.name" . }}-broker',
            "labels": {"tier": '{{ .Values.tier | default("a: b") }}'},
            "annotations": "{{- toYaml .Values.annotations | nindent 4 }}",
        },
        "spec": [
            {"id": "{{ $i }}", "rack": "{{ . }}"},
            "{{ tpl .Values.more . }}",
            {"port": "9092"},
        ],
    }


def test_everything_stays_where_it_is() -> None:
    metadata = read(HELM).mapping("metadata")
    assert metadata is not None

    assert cut(HELM, metadata.entries["name"].origin) == (
        'name: {{ include "kafka.name" . }}-broker'
    )
    assert len(literal_lines(Text("t.yml", HELM)).content) == len(HELM)


def test_a_value_that_depends_on_a_condition_is_a_placeholder() -> None:
    root = read("a: {% if dev %}1{% else %}3{% endif %}\n")

    scalar = root.scalar("a")
    assert scalar is not None
    assert placeholder(scalar.text) == "{% if dev %}"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{% if x %}\na: 1\n{% endif %}\n", {"a": "1"}),
        ("{# why: { #}a: 1\n", {"a": "1"}),
        ("<#if x>\na: 1\n</#if>\nb: ${c}\n", {"a": "1", "b": "${c}"}),
        ("<% if x %>\na: <%= x['y: z'] %>\n<% end %>\n", {"a": "<%= x['y: z'] %>"}),
        ("a: %BROKER%\nb: @id@\n", {"a": "%BROKER%", "b": "@id@"}),
        ("{{ key }}-x: {{ a }}:{{ b }}\n", {"{{ key }}-x": "{{ a }}:{{ b }}"}),
        ("{{ if x }}a: 1{{ end }}\n", {"a": "1{{ end }}"}),
        ("a: [${x, y}, {{ z }}]\n", {"a": ["${x, y}", "{{ z }}"]}),
        ("a:\n  {{ first }}\n  b: 1\n", {"a": {"b": "1"}}),
        ("a:\n  {{ first }}\nb: 1\n", {"a": "{{ first }}", "b": "1"}),
        ("a: |\n  x={{ y }}\n  {% if z %}\n  w=1\n", {"a": "x={{ y }}\n          \nw=1\n"}),
        ('a: "{{ x["k"] }}"\n', {"a": '{{ x["k"] }}'}),
    ],
)
def test_the_common_template_languages_are_read_around(
    content: str, expected: dict[str, object]
) -> None:
    assert plain(read(content)) == expected


def test_a_tag_that_never_ends_is_text() -> None:
    assert literal_lines(Text("t.yml", "a: '{{ b'\n")).content == "a: '{{ b'\n"


def test_lines_that_a_condition_may_leave_out_are_told() -> None:
    assert sorted(conditional_lines(Text("t.yml", HELM))) == [12, 13, 14, 15, 16, 17]


def test_both_branches_of_a_condition_count() -> None:
    content = "a: 1\n{% if x %}\nb: 1\n{% else %}\nb: 2\n{% endif %}\nc: 1\n"

    assert sorted(conditional_lines(Text("t.yml", content))) == [2, 3, 4, 5, 6]
    assert [plain(e.value) for e in read(content).duplicates] == ["1"]


def test_a_template_of_any_size_is_not_taken() -> None:
    with pytest.raises(LimitExceeded, match="read up to 1 MB"):
        literal_lines(Text("t.yml", "{{ x }}\n" * 200_000))
