"""Files that no reader may trip over: how each is made, and what is said of it.

Run as a program with the name of a hostile file, it reads that file and prints the seconds
of processor time and the megabytes of memory that it took, and what was said.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from kafkalint.errors import KafkalintError
from kafkalint.formats import dockerfile, dotenv, hcl, json, properties, template, yaml
from kafkalint.formats.text import Text, decode
from kafkalint.formats.typescript import Program

Reader = Callable[[Text], object]


class Broken(NamedTuple):
    """A hostile or broken file: its bytes, and what is said of it ("" where it is read)."""

    name: str
    make: Callable[[], bytes]
    says: str
    reader: Reader = yaml.read


def text(make: Callable[[], str]) -> Callable[[], bytes]:
    return lambda: make().encode()


def aliases_of_aliases() -> str:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join(lines)


def bombs(levels: int) -> str:
    """Many documents, each of which would be small enough alone."""
    lines = aliases_of_aliases().splitlines()[: levels + 1]
    return "\n---\n".join(["\n".join(lines)] * 1000)


def merges_of_merges() -> str:
    lines = ["l0: &l0 {x: 1}"]
    for n in range(1, 9):
        lines += [f"l{n}: &l{n}", f"  <<: [{', '.join([f'*l{n - 1}'] * 9)}]", f"  k{n}: 1"]
    return "\n".join(lines)


def chain_of_merges() -> str:
    return "\n".join(
        ["l0: &l0 {x: 1}", *(f"l{n}: &l{n} {{<<: *l{n - 1}}}" for n in range(1, 100_000))]
    )


def many_merges(number: int) -> str:
    return "b: &b {c: 1}\na:\n" + "  <<: *b\n" * number


def variables_of_variables() -> str:
    lines = ["FROM apache/kafka", "ENV A0=xxxxxxxxxx"]
    return "\n".join([*lines, *(f"ENV A{n}={f'$A{n - 1}' * 10}" for n in range(1, 12))])


def template_of(reader: Reader) -> Reader:
    return lambda found: reader(template.literal_lines(found))


DEEP = "nested more than 200 levels deep"
MANY = "more than 300,000 values"
REFINED = "100,000 blocks, anchors, tags or placeholders"
LARGE = "files like this one are read up to"

DEEP_HCL = "nested too deeply"


def hcl_json(given: Text) -> object:
    return hcl.read_json(given, {})


HOSTILE = (
    # Small files that stand for more than any machine holds.
    Broken("alias-bomb.yml", text(aliases_of_aliases), "aliases that stand for over"),
    Broken("merge-bomb.yml", text(merges_of_merges), "aliases that stand for over"),
    Broken("merge-chain.yml", text(chain_of_merges), "merges that bring over 200,000 keys"),
    Broken("alias-bombs.yml", text(lambda: bombs(5)), "aliases that stand for over"),
    Broken("self.yml", text(lambda: "a: &a [*a]"), r"\*a stands inside &a"),
    Broken("Dockerfile.bomb", text(variables_of_variables), "become over", dockerfile.read),
    # Depth.
    Broken("deep-flow.yml", text(lambda: "[" * 100_000), DEEP),
    Broken("deep-flow-mapping.yml", text(lambda: "{a: " * 100_000), DEEP),
    Broken("deep-flow-lines.yml", text(lambda: "[\n" * 1_000_000), DEEP),
    Broken("deep-block.yml", text(lambda: "- " * 100_000), DEEP),
    Broken("deep-keys.yml", text(lambda: "? " * 100_000), DEEP),
    Broken(
        "deep-block-mapping.yml",
        text(lambda: "".join(" " * n + "a:\n" for n in range(4000))),
        DEEP,
    ),
    Broken("deep.json", text(lambda: "[" * 100_000), DEEP, json.read),
    Broken("deep-objects.json", text(lambda: '{"a":' * 100_000), DEEP, json.read),
    # Length.
    Broken("line-of-50-mb.yml", text(lambda: "a: " + "x" * 50_000_000), LARGE),
    Broken("line-of-50-mb.json", text(lambda: '"' + "x" * 50_000_000), LARGE, json.read),
    Broken(
        "line-of-50-mb.properties", text(lambda: "a=" + "x" * 50_000_000), LARGE, properties.read
    ),
    Broken("line-of-9-mb.yml", text(lambda: "a: " + "x" * 9_000_000), ""),
    Broken("quotes-of-9-mb.yml", text(lambda: 'a: "' + "x " * 4_500_000 + '"'), ""),
    Broken("block-of-9-mb.yml", text(lambda: "a: |\n" + "  xxxxxx\n" * 1_000_000), ""),
    Broken("blank-block.yml", text(lambda: "a: |\n" + "\n" * 9_000_000 + "b: c"), ""),
    Broken("comment-of-9-mb.yml", text(lambda: "#" * 9_000_000), ""),
    Broken("many-values.yml", text(lambda: "- a\n" * 2_400_000), MANY),
    Broken("many-values-on-one-line.yml", text(lambda: "[" + "a," * 4_900_000 + "]"), MANY),
    Broken("many-keys.yml", text(lambda: "".join(f"k{n}: v\n" for n in range(800_000))), MANY),
    Broken("many-blocks.yml", text(lambda: "- |\n x\n" * 900_000), REFINED),
    Broken("many-anchors.yml", text(lambda: "- &a x\n" * 1_200_000), REFINED),
    Broken("many-merges.yml", text(lambda: many_merges(900_000)), "100,000 aliases"),
    Broken("many-documents.yml", text(lambda: "---\n" * 2_000_000), MANY),
    Broken("many-values.json", text(lambda: "[" + "1," * 4_900_000), "300,000 val", json.read),
    Broken("many-lines.json", text(lambda: "\n" * 9_900_000), "1,000,000 lines", json.read),
    Broken("many.properties", text(lambda: "a\n" * 450_000), "50,000 entries", properties.read),
    Broken(
        "continued.properties",
        text(lambda: "a=\\\n" + "xxxxxxxxxxxxxxxxxxxx\\\n" * 40_000),
        "goes on over too many lines",
        properties.read,
    ),
    Broken(
        "continued-less.properties",
        text(lambda: "a=\\\n" + ("x" * 190 + "\\\n") * 440),
        "",
        properties.read,
    ),
    Broken("backslashes.properties", text(lambda: "\\" * 990_000), "", properties.read),
    Broken("many.env", text(lambda: "A=b\n" * 240_000), "50,000 entries", dotenv.read),
    Broken("comments.env", text(lambda: "#\n" * 490_000), "", dotenv.read),
    Broken(
        "Dockerfile.words",
        text(lambda: "FROM a\nENV " + "A=b " * 240_000),
        "50,000 entries",
        dockerfile.read,
    ),
    Broken("Dockerfile.stages", text(lambda: "FROM a\n" * 140_000), "200 stages", dockerfile.read),
    Broken(
        "many-tags.yml.j2",
        text(lambda: "{{ x }}: {% y %}\n" * 45_000),
        "",
        template_of(yaml.read),
    ),
    Broken(
        "template-of-9-mb.yml.j2", text(lambda: "{{" * 4_500_000), LARGE, template_of(yaml.read)
    ),
    # HCL, whose grammar's own recovery from errors is what takes long.
    Broken("line-of-50-mb.tf", text(lambda: 'a = "' + "x" * 50_000_000), LARGE, hcl.read),
    Broken("deep-lists.tf", text(lambda: "a = " + "[" * 400_000), DEEP_HCL, hcl.read),
    Broken("deep-blocks.tf", text(lambda: "a {\n" * 60_000 + "}\n" * 60_000), DEEP_HCL, hcl.read),
    Broken("deep-text.tf", text(lambda: "a = " + '"${' * 150_000), DEEP_HCL, hcl.read),
    Broken("minus.tf", text(lambda: "a = " + "-" * 490_000), DEEP_HCL, hcl.read),
    Broken("operators.tf", text(lambda: "a = 1" + "+1" * 240_000), DEEP_HCL, hcl.read),
    Broken("conditions.tf", text(lambda: "a = " + "b?c:" * 120_000 + "d"), DEEP_HCL, hcl.read),
    Broken("attributes.tf", text(lambda: "a=1\n" * 124_000), "more values", hcl.read),
    Broken("dots.tf", text(lambda: "a = b" + ".c" * 240_000), DEEP_HCL, hcl.read),
    Broken("quotes.tf", text(lambda: '"' * 490_000), "takes longer", hcl.read),
    Broken("parentheses.ts", text(lambda: "(" * 200_000), "", Program),
    Broken("templates.ts", text(lambda: "`${" * 60_000), "", Program),
    Broken("types.ts", text(lambda: "f<a," * 120_000), "types without end", Program),
    Broken("line-of-50-mb.ts", text(lambda: '"' + "x" * 50_000_000), LARGE, Program),
    Broken("deep.tf.json", text(lambda: '{"a":' * 100_000), DEEP, hcl_json),
)
SMALL = (
    Broken("bracket.tf", lambda: b"a = 1\nb = [1, 2\nc = 3\n", "broken:3:", hcl.read),
    Broken("heredoc.tf", lambda: b"a = <<EOT\nb\n", "broken:1:5: .* never closed", hcl.read),
    Broken("nothing.tf", lambda: b'a = "${}"\n', "broken:1:6: nothing is filled in", hcl.read),
    Broken("empty.tf", lambda: b"", "", hcl.read),
    Broken(
        "conflict.tf",
        lambda: b"a = 1\n<<<<<<< HEAD\nb = 2\n",
        "broken:2:1: a merge has left",
        hcl.read,
    ),
    Broken("list.tf.json", lambda: b"3", "broken:1: this is no object", hcl_json),
    # Not text, or not the text that it says it is.
    Broken(
        "archive.yml",
        lambda: b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff",
        "not text: byte 0 is 0x1f",
    ),
    Broken("nul.yml", lambda: b"image: apache/kafka\x00\n", "not text: byte 19 is 0x00"),
    Broken("nul.properties", lambda: b"broker.id=1\x00\n", "not text: byte 11", properties.read),
    Broken("utf-16-without-mark.yml", lambda: "a: 1".encode("utf-16-le"), "not text: byte 1"),
    Broken("half-utf-16.yml", lambda: b"\xff\xfea", "not the UTF-16-LE that it says it is"),
    Broken("control.yml", lambda: b"a: \x07\n", r"broken:1:4: .* U\+0007 is not allowed"),
    Broken("utf-8-with-mark.yml", lambda: "\ufeffa: ü\n".encode(), ""),
    Broken("utf-16.yml", lambda: "\ufeffa: ü\n".encode("utf-16-be"), ""),
    Broken("latin-1.yml", lambda: "# Größe\na: 1\n".encode("latin-1"), ""),
    Broken("cp932.properties", lambda: "# 設定\na=1\n".encode("cp932"), "", properties.read),
    Broken("windows.yml", lambda: b"a: 1\r\nb:\r\n  - c\r\n", ""),
    Broken("old-mac.properties", lambda: b"a=1\rb=2\r", "", properties.read),
    Broken("empty.yml", lambda: b"", ""),
    Broken("empty.properties", lambda: b"", "", properties.read),
    Broken("empty.json", lambda: b"", "a value is missing here", json.read),
    Broken("Dockerfile.empty", lambda: b"", "no FROM in this Dockerfile", dockerfile.read),
    # Nearly right.
    Broken("duplicate-anchors.yml", lambda: b"a: &x 1\nb: &x 2\nc: *x\n", ""),
    Broken("tabs.yml", lambda: b"services:\n\tkafka:\n", "broken:2:1: .* a tab indents this line"),
    Broken("quote.yml", lambda: b"a: 1\nb: 'x\nc: 2\n", "broken:2:4: .* never ends"),
    Broken("bracket.yml", lambda: b"a: [1, 2\nb: 3\n", "broken:1:4: .* bracket is not closed"),
    Broken("conflict.yml", lambda: b"a: 1\n<<<<<<< HEAD\nb: 2\n", "broken:2:1: .* neither a 'key"),
    Broken("no-anchor.yml", lambda: b"a: *b\n", r"broken:1:4: \*b refers to &b"),
    Broken("surrogate.yml", lambda: rb'a: "\ud83d\ude00"', "found invalid Unicode character"),
    Broken("surrogate.json", lambda: rb'"\ud83d\ude00"', "", json.read),
    Broken("comma.json", lambda: b"[1,]", "broken:1:4: .* a value is missing", json.read),
    Broken("quote.json", lambda: b'["a', "broken:1:2: .* unterminated string", json.read),
    Broken("escape.properties", lambda: b"a=C:\\users\n", "broken:1:5: .*unicode", properties.read),
    Broken("quote.env", lambda: b"A=1\nB='x\n", "broken:2:3: .* never ends", dotenv.read),
    Broken("script.env", lambda: b"if [ -z $A ]; then\n", "broken:1:9: .* hold '\\$'", dotenv.read),
)


def said(broken: Broken, data: bytes) -> str:
    """What is said of the bytes of a broken file, "" where they are read."""
    try:
        broken.reader(decode("broken", data))
    except KafkalintError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    (chosen,) = (broken for broken in HOSTILE if broken.name == sys.argv[1])
    data = chosen.make()
    before = time.process_time()
    message = said(chosen, data)
    seconds = time.process_time() - before
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.2f} {used:.0f} {message}")
