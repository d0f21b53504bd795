"""What HCL's syntax is read into, and where every piece of it stands."""

from __future__ import annotations

import pytest
from spans import cut

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats import hcl
from kafkalint.formats.hcl import tree
from kafkalint.formats.text import Text


def body(content: str) -> tree.Body:
    return hcl.read(Text("main.tf", content))


def value(source: str) -> tree.Expression:
    found = body(f"x = {source}\n").expression("x")
    assert found is not None
    return found


def template(source: str) -> tree.Template:
    found = value(source)
    assert isinstance(found, tree.Template)
    return found


def text_of(found: tree.Expression | None) -> str:
    """A template's own text, `${…}` for what is filled in."""
    if isinstance(found, tree.Literal):
        return str(found.value)
    assert isinstance(found, tree.Template)
    return "".join(p.text if isinstance(p, tree.Chunk) else "${…}" for p in found.parts)


CLUSTER = """\
# Größe: 3 Broker
resource "aws_msk_cluster" "orders" {
  cluster_name = "orders-é" // the name
  number_of_broker_nodes = var.brokers

  broker_node_group_info {
    client_subnets = [aws_subnet.a.id, aws_subnet.b.id]
  }
  logging {}
  logging {}
}
"""


def test_blocks_have_a_type_labels_attributes_and_blocks() -> None:
    (cluster,) = body(CLUSTER).blocks

    assert (cluster.type, cluster.labels) == ("resource", ("aws_msk_cluster", "orders"))
    assert list(cluster.body.attributes) == ["cluster_name", "number_of_broker_nodes"]
    assert [b.type for b in cluster.body.blocks] == [
        "broker_node_group_info", "logging", "logging",
    ]  # fmt: skip
    assert len(cluster.body.of_type("logging")) == 2


def test_places_count_characters_and_not_bytes() -> None:
    (cluster,) = body(CLUSTER).blocks
    name = cluster.body.attributes["cluster_name"]

    assert cut(CLUSTER, cluster.span) == 'resource "aws_msk_cluster" "orders"'
    assert cut(CLUSTER, name.span) == 'cluster_name = "orders-é"'
    assert cut(CLUSTER, name.value.span) == '"orders-é"'
    assert name.span.line == 3


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("3", 3),
        ("2.5", 2.5),
        ("1e3", 1000),
        ("true", True),
        ("false", False),
        ("null", None),
        ('""', ""),
        ('"three"', "three"),
        ('"  kept  "', "  kept  "),
        (r'"a\tb\"c\\d\u00e9"', 'a\tb"c\\dé'),
        ('"$${not} %%{this} $5 100%"', "${not} %{this} $5 100%"),
        ('"# no comment // nor this"', "# no comment // nor this"),
    ],
)
def test_literals(source: str, expected: object) -> None:
    found = value(source)

    assert isinstance(found, tree.Literal)
    assert (found.value, type(found.value)) == (expected, type(expected))


def test_operators_bind_as_in_the_language() -> None:
    found = value("1 + 2 * 3 == 7 && !a.b || c ? x : y")

    assert isinstance(found, tree.Conditional)
    either = found.condition
    assert isinstance(either, tree.Binary) and either.operator == "||"
    both = either.left
    assert isinstance(both, tree.Binary) and both.operator == "&&"
    equal, negated = both.left, both.right
    assert isinstance(equal, tree.Binary) and equal.left.source == "1 + 2 * 3"
    assert isinstance(negated, tree.Unary) and negated.operand.source == "a.b"


def test_parentheses_group_and_take_suffixes() -> None:
    found = value("(a + b) * (c)[0].d")

    assert isinstance(found, tree.Binary) and found.operator == "*"
    assert isinstance(found.left, tree.Binary) and found.left.operator == "+"
    assert isinstance(found.right, tree.GetAttribute)
    assert isinstance(found.right.of, tree.Index)


@pytest.mark.parametrize("source", ["aws_subnet.all[*].id", "aws_subnet.all.*.id"])
def test_splats(source: str) -> None:
    found = value(source)

    assert isinstance(found, tree.Splat) and found.of.source == "aws_subnet.all"
    assert isinstance(found.each, tree.GetAttribute) and found.each.name == "id"
    assert isinstance(found.each.of, tree.Item)


def test_an_index_behind_a_full_splat_is_of_each_and_behind_an_old_one_of_all() -> None:
    full, old = value("a[*].b[0]"), value("a.*.b[0]")

    assert isinstance(full, tree.Splat) and isinstance(full.each, tree.Index)
    assert isinstance(old, tree.Index) and isinstance(old.of, tree.Splat)


def test_an_index_may_be_written_the_old_way() -> None:
    found = value("aws_subnet.all.0.id")

    assert isinstance(found, tree.GetAttribute) and isinstance(found.of, tree.Index)
    assert isinstance(found.of.key, tree.Literal) and found.of.key.value == 0


def test_calls() -> None:
    found = value("merge({}, var.maps...)")
    namespaced = value('provider::aws::arn_parse("x",)')

    assert isinstance(found, tree.Call) and (found.name, found.expands) == ("merge", True)
    assert [argument.source for argument in found.arguments] == ["{}", "var.maps"]
    assert isinstance(namespaced, tree.Call) and namespaced.name == "provider::aws::arn_parse"
    assert not namespaced.expands


def test_objects_take_words_strings_and_expressions_for_keys() -> None:
    found = value('{ a = 1, "b.c" : 2\n (d) = 3\n "${e}" = 4 }')

    assert isinstance(found, tree.Object)
    plain, quoted, computed, filled = (element.key for element in found.elements)
    assert isinstance(plain, tree.Literal) and plain.value == "a"
    assert isinstance(quoted, tree.Literal) and quoted.value == "b.c"
    assert isinstance(computed, tree.Name) and computed.name == "d"
    assert isinstance(filled, tree.Template)
    assert found.elements[1].source == '"b.c" : 2'


def test_for_makes_lists_and_objects() -> None:
    items = value("[for v in var.l : upper(v) if v != null]")
    groups = value("{ for k, v in var.m : v => k... }")

    assert isinstance(items, tree.For) and items.key is None and items.condition is not None
    assert (items.loop.key, items.loop.item) == ("", "v")
    assert isinstance(groups, tree.For) and groups.key is not None and groups.groups
    assert (groups.loop.key, groups.loop.item, groups.value.source) == ("k", "v", "k")


def test_a_template_of_one_interpolation_wraps_its_expression() -> None:
    assert template('"${var.x}"').wraps is not None
    assert template('" ${var.x}"').wraps is None
    assert template('"${var.x}${var.y}"').wraps is None


def test_strip_marks_take_blanks_off_the_text_next_to_them() -> None:
    assert text_of(value('"a  ${~ b ~}  c"')) == "a${…}c"
    assert text_of(value('"a  ${ b }  c"')) == "a  ${…}  c"


def test_directives_hold_their_parts() -> None:
    found = template('"%{ if var.a }yes ${b}%{ else }no%{ endif }%{ for i in l }${i},%{ endfor }"')

    either, loop = found.parts
    assert isinstance(either, tree.IfDirective) and isinstance(loop, tree.ForDirective)
    assert len(either.yes) == 2 and len(either.no) == 1
    assert loop.loop.item == "i" and len(loop.parts) == 2


HEREDOC = """\
resource "aws_msk_configuration" "this" {
  server_properties = <<-PROPERTIES
    auto.create.topics.enable = false

      min.insync.replicas=${var.min}
    # kept // as it is
  PROPERTIES
  name = "x"
}
"""


def test_every_line_of_a_heredoc_is_where_it_stands() -> None:
    (block,) = body(HEREDOC).blocks
    found = block.body.expression("server_properties")
    assert isinstance(found, tree.Template)

    assert text_of(found) == (
        "auto.create.topics.enable = false\n\n  min.insync.replicas=${…}\n# kept // as it is\n"
    )
    chunks = [part for part in found.parts if isinstance(part, tree.Chunk)]
    assert [chunk.span.line for chunk in chunks] == [3, 4, 5, 5, 6]
    assert cut(HEREDOC, chunks[0].span) == "auto.create.topics.enable = false\n"
    assert cut(HEREDOC, chunks[2].span) == "  min.insync.replicas="
    assert list(block.body.attributes) == ["server_properties", "name"]


def test_a_plain_heredoc_keeps_its_indentation() -> None:
    assert text_of(value("<<EOT\n  a\n b\nEOT")) == "  a\n b\n"
    assert text_of(value("<<EOT\nEOT")) == ""


@pytest.mark.parametrize("word", ["EOT", "EOF", "E", "PROPERTIES", "é", "N-1"])
@pytest.mark.parametrize("before", ["E", "NODE", "EO", "PROP", "", "_", "N", "é"])
def test_no_interpolation_is_lost_behind_the_first_letters_of_the_closing_word(
    word: str, before: str
) -> None:
    found = value(f"<<{word}\n{before}${{var.x}} {before}%{{ if a }}b%{{ endif }}\n{word}")

    assert isinstance(found, tree.Template)
    kinds = [type(part) for part in found.parts if not isinstance(part, tree.Chunk)]
    assert kinds == [tree.Interpolation, tree.IfDirective]


def test_heredocs_end_with_windows_lines_and_at_the_end_of_a_file() -> None:
    assert text_of(value("<<EOT\r\na\r\nEOT\r")) == "a\n"
    assert text_of(hcl.read(Text("main.tf", "x = <<EOT\na\nEOT")).expression("x")) == "a\n"


def test_a_file_of_templatefile_is_one_template() -> None:
    content = "broker.id=${id}\n%{ for k, v in more ~}\n${k}=${v}\n%{ endfor ~}\nlast"
    found = hcl.read_template(Text("server.properties.tftpl", content))

    assert [type(part) for part in found.parts] == [
        tree.Chunk, tree.Interpolation, tree.Chunk, tree.ForDirective, tree.Chunk,
    ]  # fmt: skip
    last = found.parts[-1]
    assert isinstance(last, tree.Chunk) and last.text == "last"
    assert cut(content, last.span) == "last"


def test_an_expression_may_stand_alone() -> None:
    found = hcl.read_expression(Text("", '["a", 1]'))

    assert isinstance(found, tree.List) and len(found.items) == 2
    for broken in ("1)\ny = (2", "a b", "", ")"):
        with pytest.raises(SyntaxProblem):
            hcl.read_expression(Text("", broken))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('resource "a" "b" {\n  x = 1\n', 3),
        ("x = 1\ny = = 2\n", 2),
        ("x = [1, 2\ny = 3\n", 2),
        ('x = "open\n', 2),
        ("a {\n  b = 1\n}\n}\n", 4),
        ("x = <<EOT\nnever closed\n", 1),
        ("services:\n  kafka:\n", 1),
    ],
)
def test_what_is_no_hcl_is_refused_at_its_line(content: str, line: int) -> None:
    with pytest.raises(SyntaxProblem) as refused:
        body(content)

    assert refused.value.path == "main.tf"
    assert refused.value.line == line
    assert refused.value.message and refused.value.remedy


def test_an_empty_file_is_an_empty_body() -> None:
    for content in ("", "\n", "# nothing\n", "\ufeff"):
        found = body(content)
        assert not found.attributes and not found.blocks


def test_what_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        value("[" * 3000 + "]" * 3000)


JSON = """\
{
  "//": "a comment",
  "variable": {"brokers": {"default": 3}},
  "resource": {
    "aws_msk_cluster": {
      "this": {"number_of_broker_nodes": "${var.brokers}", "cluster_name": "a", "n": 2.0}
    },
    "aws_subnet": [{"a": {"x": true}}, {"b": [{"x": null}, {"y": ["$${z}"]}]}]
  },
  "locals": {"one": 1}
}
"""
LABELS = {"variable": 1, "resource": 2, "locals": 0}


def test_json_is_the_same_language() -> None:
    found = hcl.read_json(Text("main.tf.json", JSON), LABELS)

    assert [(block.type, block.labels) for block in found.blocks] == [
        ("variable", ("brokers",)),
        ("resource", ("aws_msk_cluster", "this")),
        ("resource", ("aws_subnet", "a")),
        ("resource", ("aws_subnet", "b")),
        ("resource", ("aws_subnet", "b")),
        ("locals", ()),
    ]
    cluster = found.blocks[1].body
    count = cluster.expression("number_of_broker_nodes")
    assert isinstance(count, tree.Template) and count.wraps is not None
    assert cut(JSON, count.span) == '"${var.brokers}"'
    assert cut(JSON, count.wraps.span) == "var.brokers"
    assert cut(JSON, cluster.attributes["cluster_name"].span) == '"cluster_name": "a"'
    number = cluster.expression("n")
    assert isinstance(number, tree.Literal) and number.value == 2


def test_json_that_is_no_object_is_refused() -> None:
    with pytest.raises(SyntaxProblem):
        hcl.read_json(Text("main.tf.json", "3"), LABELS)
