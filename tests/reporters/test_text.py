"""The report for people: what it shows, folds, crops and hides."""

from __future__ import annotations

import io
from typing import Any

import pytest
from reports import COMPOSE, PATH, cluster, node, place, report, rule

from kafkalint.findings import Finding, Report, Severity
from kafkalint.record import replace
from kafkalint.reporters import Style, load
from kafkalint.values import Origin, Span, Value


def written(report: Report, **style: Any) -> str:
    stream = io.StringIO()
    load("text").write(report, stream, Style(**style))
    return stream.getvalue()


def one_finding(text: str, span: Span, path: str = PATH, **values: Value[str]) -> Report:
    """A report with a finding at `span` of the file `path` that holds `text`."""
    orders = cluster(node("kafka1", 1, **values), path=path)
    finding = Finding(
        rule("log-dirs-in-tmp"),
        Severity.HIGH,
        orders,
        "broker kafka1",
        "the log is in /tmp",
        "",
        (Origin(path, span),),
        "ff",
    )
    return report(clusters=(orders,), findings=(finding,), texts={path: text})


def with_finding(**changed: Any) -> Report:
    """The report with its first finding alone, changed."""
    whole = report()
    return replace(whole, findings=(whole.findings[0]._replace(**changed),))


def quoted(text: str) -> list[str]:
    """The quoted source line and the carets below it."""
    return [line for line in text.split("\n") if "│" in line]


def test_a_cluster_is_introduced_with_what_runs_it() -> None:
    first, second, *_ = written(report()).split("\n")
    assert first == "orders · Docker Compose · Kafka 3.7 · 2 brokers"
    assert second == "infra/compose.yml"


def test_the_most_severe_comes_first() -> None:
    text = written(report())
    assert text.index("client-listener-plaintext") < text.index("min-isr-blocks-writes")


def test_a_finding_shows_the_place_the_line_and_a_caret_under_the_span() -> None:
    text = written(report())
    assert "    infra/compose.yml:6:7\n" in text
    line, carets = quoted(text)[:2]
    assert line == "    6 │       KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093"
    assert carets == "      │       " + "^" * 53


def test_further_places_of_a_finding_are_told_briefly() -> None:
    assert "    also line 2\n" in written(report())


def test_one_rule_on_many_subjects_is_one_block() -> None:
    text = written(report())
    assert text.count("high  min-isr-blocks-writes") == 1
    assert "the same: broker kafka2 (line 15)" in text


def test_many_subjects_are_counted_after_the_first_few() -> None:
    orders = cluster(node("kafka1", 2))
    findings = tuple(
        Finding(
            rule("topic-definition-invalid"),
            Severity.LOW,
            orders,
            f"topic t{number}",
            "m",
            "",
            (place(2, 3, 9),),
            str(number),
        )
        for number in range(40)
    )
    text = written(report(clusters=(orders,), findings=findings))
    assert "topic t6 (line 2) and 33 more" in " ".join(text.split())


def test_what_is_to_be_mended_otherwise_is_said() -> None:
    orders = cluster(node("kafka1", 2))
    findings = tuple(
        Finding(
            rule("invalid-value"),
            Severity.CRITICAL,
            orders,
            f"setting s{number} of kafka1",
            f"s{number}={number} is refused",
            f"s{number}={number + 1}" if number % 2 else "s0=1",
            (place(2, 3, 9),),
            str(number),
        )
        for number in range(20)
    )
    text = " ".join(written(report(clusters=(orders,), findings=findings)).split())
    assert "the same: setting s2 of kafka1 (line 2), setting s4 of kafka1" in text
    assert "also (line 2): s1=1 is refused also (line 2): s3=3 is refused" in text
    assert "s11=11 is refused and 4 more" in text


def test_why_is_told_once_and_in_one_sentence() -> None:
    text = written(report())
    assert text.count("why  One broker down stops every write.") == 2  # two rules
    assert "Nobody notices" not in text


def test_a_fix_keeps_its_lines_of_configuration() -> None:
    assert "fix  Use SASL_SSL:\n         KAFKA_LISTENERS: SASL_SSL://:9092\n" in written(report())


def test_a_long_fix_ends_with_where_to_read_on() -> None:
    text = written(with_finding(fix="\n".join(f"key{n}=1" for n in range(30))))
    assert "key10=1" in text
    assert "key11=1" not in text
    assert "… kafkalint explain client-listener-plaintext" in text


def test_a_suppressed_finding_is_shown_on_demand_with_its_reason() -> None:
    assert "auto-create-topics-enabled" not in written(report())
    text = written(report(), show=frozenset({"suppressed"}))
    assert "medium  auto-create-topics-enabled  suppressed" in text
    assert "suppressed: the test suite needs it until March" in text


def test_what_passed_and_what_stayed_undecided_is_listed_on_demand() -> None:
    text = written(report(), show=frozenset({"passed", "undecided"}))
    assert "passed  quorum-even-size: the quorum" in text
    assert "undecided  broker-rack-missing\n  broker kafka1: RACK is not set" in text


def test_the_summary_says_which_environment_and_that_it_is_the_default() -> None:
    assert "Judged for production, the default;" in written(report())
    chosen = written(report(environment="test", chosen_by="--env"))
    assert "Judged for test, chosen by --env.\n" in chosen


def test_the_summary_counts_and_groups_and_says_what_was_not_read() -> None:
    text = written(report())
    assert "3 findings: 1 critical, 2 high\n" in text
    assert "1 check passed, 1 undecided, 1 finding suppressed\njudged by 5 rules\n" in text
    assert "1 × RACK is not set in any file here (infra/compose.yml:10:26)" in text
    assert "not read  infra/old.properties:3: is not UTF-8 text" in text
    assert text.rstrip().endswith("kafkalint explain client-listener-plaintext")


def test_the_summary_says_what_the_cluster_survives() -> None:
    text = written(report())
    assert "What happens when\n  a broker is lost\n" in text
    assert "  a zone is lost\n" in text


def test_nothing_to_check_is_said() -> None:
    text = written(report(clusters=(), findings=(), undecided=(), passed=(), notices=()))
    assert "Nothing to check: no file here describes a Kafka cluster." in text


def test_several_clusters_have_their_own_counts() -> None:
    orders, stock = cluster(node("kafka1", 2)), cluster(node("kafka2", 11), name="stock")
    finding = report().findings[0]._replace(cluster=orders)
    given = {"undecided": (), "passed": (), "notices": ()}
    text = written(report(clusters=(orders, stock), findings=(finding,), **given))
    assert text.count("1 finding: 1 critical\n") == 2  # of orders and of all
    assert "no findings\n0 checks passed, 0 undecided\n" in text
    assert "2 clusters, 1 of them without findings; judged by 5 rules\n" in text


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_prose_keeps_within_the_terminal(width: int) -> None:
    for line in written(report(), width=width).split("\n"):
        assert len(line) <= width


def test_colours_are_only_there_when_they_are_asked_for() -> None:
    assert "\x1b" not in written(report())
    assert "\x1b[1;31mcritical\x1b[0m" in written(report(), color=True)


class TestSecrets:
    def test_a_sensitive_value_is_hidden_on_its_line(self) -> None:
        secret = Value("orders-2019", (place(9, 7, 48),), sensitive=True)
        text = written(one_finding(COMPOSE, Span(9, 7, 9, 48), ssl_keystore_password=secret))
        assert "orders-2019" not in text
        line, carets = quoted(text)
        assert line == "    9 │       KAFKA_SSL_KEYSTORE_PASSWORD: ‹hidden›"
        assert carets == "      │       " + "^" * len("KAFKA_SSL_KEYSTORE_PASSWORD: ‹hidden›")

    def test_a_value_under_a_secret_name_is_hidden_whoever_read_it(self) -> None:
        for line in (
            "      SOME_UI_PASSWORD: hunter2",
            "- CONNECT_DB_PASSWORD=hunter2",
            "ssl.key.password = hunter2",
            'x=1 username="admin" password="hunter2";',
            "KAFKA_OPTS: -Djavax.net.ssl.keyStorePassword=hunter2 -Dx=y",
            '  user_alice="hunter2";',
            "url: https://admin:hunter2@registry.example/",
        ):
            text = written(one_finding(line + "\n", Span(1, 1, 1, len(line) + 1)))
            assert "hunter2" not in text, line
            assert "‹hidden›" in text

    def test_every_line_of_a_sensitive_block_is_hidden(self) -> None:
        text = "KAFKA_SASL: |\n  first hunter2\n  second hunter2\n"
        secret = Value("x", (Origin(PATH, Span(1, 1, 3, 17)),), sensitive=True)
        for number in (1, 2, 3):
            shown = written(one_finding(text, Span(number, 3, number, 9), sasl=secret))
            assert "hunter2" not in shown

    def test_what_is_no_secret_stays(self) -> None:
        line = "delegation.token.max.lifetime.ms=604800000"
        assert line in written(one_finding(line, Span(1, 1, 1, len(line) + 1)))


class TestExcerpts:
    def test_a_long_line_is_cropped_around_the_place(self) -> None:
        line = "KAFKA_OPTS: " + "-Dfiller=aaaa " * 30 + "-Xmx1g" + " -Dmore=bbbb" * 30
        column = line.index("-Xmx1g") + 1
        text = written(one_finding(line, Span(1, column, 1, column + 6)), width=80)
        shown, carets = quoted(text)
        assert len(shown) <= 80
        assert shown[shown.index("│") + 2] == "…"
        assert shown.endswith("…")
        at = carets.index("^")
        assert shown[at : at + carets.count("^")] == "-Xmx1g"

    def test_a_place_that_is_itself_too_long_is_cut(self) -> None:
        line = "KAFKA_LISTENERS: " + "A" * 500
        text = written(one_finding(line, Span(1, 1, 1, len(line) + 1)), width=80)
        assert all(len(shown) <= 80 for shown in quoted(text))

    @pytest.mark.parametrize("length", range(60, 80))
    def test_a_place_as_long_as_the_line_leaves_room_to_say_that_more_follows(
        self, length: int
    ) -> None:
        text = "k" * length + " # and more"
        shown, _ = quoted(written(one_finding(text, Span(1, 1, 1, length + 1)), width=80))
        assert len(shown) <= 80
        assert shown.endswith("…" if len(text) > 80 - len("    1 │ ") else "more")

    def test_carets_stand_below_wide_characters(self) -> None:
        line = "이름: 주문, rf: 1"
        column = line.index("rf") + 1
        shown, carets = quoted(written(one_finding(line, Span(1, column, 1, column + 5))))
        assert shown.endswith("rf: 1")
        assert len(carets) == len(shown) + 4  # four characters of two columns each

    def test_tabs_and_control_characters_cannot_move_the_cursor(self) -> None:
        line = "\tlog.dirs=\x1b[2J/tmp"
        shown, carets = quoted(written(one_finding(line, Span(1, 2, 1, 20))))
        assert "\x1b" not in shown
        assert "\t" not in shown
        assert shown == "    1 │     log.dirs=␛[2J/tmp"
        assert carets.index("^") == shown.index("log")

    def test_a_place_beyond_the_end_of_its_line_still_has_a_caret(self) -> None:
        _, carets = quoted(written(one_finding("abc", Span(1, 10, 1, 12))))
        assert carets.count("^") == 1

    def test_a_place_over_several_lines_is_marked_on_the_first(self) -> None:
        text = "services:\n  kafka:\n    image: x\n"
        _, carets = quoted(written(one_finding(text, Span(2, 3, 3, 13))))
        assert carets == "      │   ^^^^^^"

    def test_a_file_that_is_not_at_hand_is_only_named(self) -> None:
        text = written(one_finding("", Span(5, 1, 5, 4)))
        assert "infra/compose.yml:5:1" in text
        assert quoted(text) == []


def test_messages_cannot_steer_the_terminal() -> None:
    text = written(with_finding(message="topic \x1b]0;owned\x07 \u202egnp.exe"))
    assert "owned" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_further_places_are_sorted_and_other_files_named() -> None:
    origins = (
        place(8, 7, 37),
        place(33, 1, 2),
        place(8, 1, 2),
        place(21, 1, 2),
        place(4, 1, 9, path="infra/.env"),
    )
    assert "    also lines 21, 33, infra/.env:4\n" in written(with_finding(locations=origins))


def test_the_same_in_another_file_is_told_with_its_path() -> None:
    whole = report()
    first = whole.findings[1]
    second = whole.findings[2]._replace(locations=(place(3, 1, 9, path="b.properties"),))
    text = written(replace(whole, findings=(first, second)))
    assert "the same: broker kafka2 (b.properties:3)" in text
