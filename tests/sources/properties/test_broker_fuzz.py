"""No text makes the sources of property files fail, and none is read that is not claimed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kafkalint.formats.text import Text
from kafkalint.sources import SourceFile, properties, zookeeper
from kafkalint.workspace import Files

WORDS = """
    broker.id node.id process.roles=broker,controller log.dirs=/a listeners=PLAINTEXT://:9092
    controller.quorum.voters=1@a:1,2@b:2 zookeeper.connect=localhost:2181 num.partitions
    dataDir=/d clientPort=2181 server.1=a:2888:3888 = : \\ \\u00 \\u0062 {% {%- %} -%} {{ }} {x}
    {{x}} {{x|default(1)}} {# #} <% if do end %> <%= <#if x> </#if> <#-- --> {{if}} {{end}} {{#a}}
    {{/a}} ${X} #init# %A% @b@ # ! 1 é \x85 ' "
""".split()
BLANKS = [" ", "\n", "\n", "\r\n", "\r", "\t", "\f", "\\\n", "\x0b", "\u2028"]
STATEMENTS = [
    "{% if x %}",
    "{%- for a in b -%}",
    "{% endif %}",
    "{% else %}",
    "{%- endfor -%}",
    "{% set a=b %}",
    "{% raw %}",
]
PIECES = st.sampled_from([*WORDS, *BLANKS, *BLANKS, *STATEMENTS])
BASES = st.sampled_from(
    ["", "broker.id=1\nlog.dirs=/a\n", "dataDir=/d\nclientPort=2181\ndynamicConfigFile=x\n"]
)
MIXED = st.tuples(BASES, st.lists(PIECES, max_size=40).map("".join)).map("".join)
TEXTS = st.one_of(MIXED, MIXED, st.text(max_size=80))
NAMES = st.sampled_from(
    ["server.properties", "roles/k/templates/s.properties.j2", "zoo.cfg", "x", "n1/k.cfg"]
)


@given(st.dictionaries(NAMES, TEXTS, min_size=1))
def test_any_text(texts):
    workspace = Files(given={path: text.encode("utf-8", "replace") for path, text in texts.items()})
    files = [SourceFile(path, Text(path, text)) for path, text in texts.items()]
    for source in (properties, zookeeper):
        reading = source.read(files, workspace)
        taken = {path for cluster in reading.clusters for path in cluster.files}
        for path in taken - reading.consumed:
            assert source.claims(path, texts[path].encode("utf-8", "replace"))
        for cluster in reading.clusters:
            for node in cluster.nodes:
                origins = [o for value in node.settings.values() for o in value.origins]
                for origin in [node.anchor, *origins]:
                    lines = texts[origin.path].count("\n") + texts[origin.path].count("\r") + 1
                    assert origin.span is not None
                    assert 1 <= origin.span.line <= origin.span.end_line <= lines
