"""Whatever a file says, HCL is read into pieces inside the text or refused with its name."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st
from spans import cut

from kafkalint.errors import InputError
from kafkalint.formats import hcl
from kafkalint.formats.hcl import tree
from kafkalint.formats.text import Text

pieces = st.sampled_from(
    [
        *"\n\n\n\r\t  {}[]()=<>!&|?:.,*/%+-~\"'#$\\_09aéß😀\u2028\ufeff\x00",
        *("\r\n", "//", "/*", "*/", "&&", "||", "==", "=>", "...", "::"),
        *("a = ", "b {\n", "}\n", 'resource "a" "b" {\n', "for x in y : ", "if ", "1.5e3"),
        *("${", "%{ if a }", "%{ else }", "%{ endif }", "%{ for x in y }", "%{ endfor ~}", "$${"),
        *("<<EOT\n", "<<-EOT\n", "EOT\n", "<<é\n", "é\n", "[*].a", ".0", 'f("x")', "null", "true"),
    ]
)
texts = st.lists(pieces, max_size=40).map("".join) | st.text(max_size=80)
LABELS = {"resource": 2, "locals": 0}


def inside(root: object) -> Iterator[tree.Piece]:
    """All pieces of a tree."""
    stack = [root]
    while stack:
        here = stack.pop()
        if isinstance(here, tree.Body):
            stack += [*here.attributes.values(), *here.blocks]
        elif isinstance(here, list):
            stack += here
        elif isinstance(here, tree.Piece):
            yield here
            for cls in type(here).__mro__:
                stack += [getattr(here, name) for name in getattr(cls, "__slots__", ())]


@given(texts)
@settings(max_examples=500, deadline=None)
@example("a = <<EOT")
@example("a = <<EOT\n${b}EOT")
@example('a = "${"${"${b}"}"}"')
@example("a = <<é\nb\né\n c = 1\n")
def test_pieces_lie_inside_the_text(content: str) -> None:
    try:
        body = hcl.read(Text("main.tf", content))
    except InputError as problem:
        assert problem.path == "main.tf" and problem.line >= 0
        return
    for piece in inside(body):
        cut(content, piece.span)
        assert piece.source == content[piece.start : piece.end]


@given(texts)
@settings(max_examples=200, deadline=None)
def test_templates_and_expressions_lie_inside_the_text(content: str) -> None:
    for read in (hcl.read_template, hcl.read_expression):
        try:
            found = read(Text("t", content))
        except InputError as problem:
            assert problem.path == "t"
            continue
        for piece in inside(found):
            cut(content, piece.span)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["resource", "locals", "x", "//"]), json_values))
@settings(max_examples=200, deadline=None)
def test_json_is_read_or_refused(content: dict[str, object]) -> None:
    import json

    text = json.dumps(content)
    try:
        body = hcl.read_json(Text("main.tf.json", text), LABELS)
    except InputError as problem:
        assert problem.path == "main.tf.json"
        return
    for piece in inside(body):
        cut(text, piece.span)
