"""JAAS configurations, as Kafka's settings and Java's files have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafkalint.kafka.jaas import LoginModule, modules, sections

PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"


def test_a_setting_holds_a_module_with_options() -> None:
    (module,) = modules(f'{PLAIN} required username="admin" password=\'a "b" c\' debug=true;')
    assert module == LoginModule(
        PLAIN, {"username": "admin", "password": 'a "b" c', "debug": "true"}
    )
    assert module.short == "PlainLoginModule"


@pytest.mark.parametrize(
    "text",
    [
        f'{PLAIN} required \\\n  username="a" \\\n  user_a="b";',
        f'{PLAIN} required username = "a" user_a= "b"',
        f'/* who */ {PLAIN} required // how\n username="a" user_a="b" ;',
    ],
)
def test_it_may_be_written_in_many_ways(text: str) -> None:
    (module,) = modules(text)
    assert module == LoginModule(PLAIN, {"username": "a", "user_a": "b"})


def test_punctuation_inside_quotes_is_text() -> None:
    (module,) = modules(f'{PLAIN} required password="a;b={{c}}//d\\"e";')
    assert module.options == {"password": 'a;b={c}//d"e'}


def test_several_modules() -> None:
    assert [module.name for module in modules("A required; B optional x=y;")] == ["A", "B"]


def test_a_file_has_sections() -> None:
    found = sections(
        """
        // who may log in
        KafkaServer {
            A required username="a";
            B required;
        };
        "external.KafkaServer" { C required; };
        """
    )
    assert {name: [one.name for one in held] for name, held in found.items()} == {
        "KafkaServer": ["A", "B"],
        "external.KafkaServer": ["C"],
    }


@pytest.mark.parametrize("text", ["", "   ", ";;", "required", "KafkaServer {", "}{", '"', "x="])
def test_what_is_broken_does_not_fail(text: str) -> None:
    modules(text)
    sections(text)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    modules(text)
    sections(text)


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P"])))
def test_a_quoted_option_is_read_back(secret: str) -> None:
    quoted = secret.replace("\\", "\\\\").replace('"', '\\"')
    (module,) = modules(f'{PLAIN} required password="{quoted}";')
    assert module.options == {"password": secret}
