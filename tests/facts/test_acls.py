"""What ACLs allow, whatever described them: a running cluster, or code that may be open."""

from __future__ import annotations

from typing import Any

import pytest

from kafkalint import facts
from kafkalint.facts import acls
from kafkalint.model import Acl, Cluster, Topic
from kafkalint.values import Origin, Value, known, unknown

HERE = Origin("acls.tf")
OPEN = unknown("var.team is not known", HERE)


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    facts.load()


def acl(**changes: Any) -> Acl:
    """User:app may read the topic orders, but for `changes`; None is not known."""
    words = {
        "principal": "User:app",
        "permission": "allow",
        "operation": "read",
        "resource_type": "topic",
        "resource_name": "orders",
        "pattern": "literal",
        "host": "*",
        **changes,
    }
    parts: dict[str, Value[str]] = {
        key: OPEN if text is None else known(text, HERE) for key, text in words.items()
    }
    return Acl("an entry", HERE, **parts)


def cluster(*entries: Acl, undisclosed: str = "", unnamed: str = "") -> Cluster:
    topic = Topic("orders", HERE, replicas=known(3), unnamed=unnamed)
    return Cluster(
        "x", HERE, id="x", acls=entries, undisclosed_acls=undisclosed, declared_topics=(topic,)
    )


@pytest.mark.parametrize(
    ("host", "works"),
    [
        ("*", True),
        ("10.0.0.17", True),
        ("0:0:0:0:0:0:0:1", True),
        ("fe80:0:0:0:1:2:3:4%eth0", True),
        ("10.0.0.0/8", False),
        ("10.0.0.256", False),
        ("10.0.0.", False),
        ("10.0.*", False),
        ("app.example.com", False),
        ("::1", False),
        ("", False),
        (None, None),
    ],
)
def test_a_host_is_compared_letter_by_letter(host: str | None, works: bool | None) -> None:
    assert acls.host_works(acl(host=host)).data is works


@pytest.mark.parametrize(
    ("changes", "is_so"),
    [
        ({}, False),
        ({"operation": "all"}, True),
        ({"resource_name": "*"}, True),
        ({"resource_name": "*", "operation": "describe"}, False),
        ({"resource_name": "*", "permission": "deny"}, False),
        ({"resource_name": "o", "pattern": "prefixed"}, True),
        ({"resource_name": "orders-", "pattern": "prefixed"}, False),
        ({"resource_name": "*", "principal": "User:mirror-maker"}, False),
        ({"resource_name": "*", "principal": "User:mirror-maker", "operation": "write"}, True),
        ({"operation": "all", "principal": "User:kafka-admin"}, False),
        ({"resource_type": "cluster", "operation": "all"}, True),
        ({"resource_type": "cluster", "operation": "cluster_action"}, False),
        ({"principal": None, "resource_name": "*"}, None),
        ({"resource_name": None}, None),
        ({"resource_name": None, "operation": "describe"}, False),
    ],
)
def test_more_than_one_service_needs(changes: dict[str, Any], is_so: bool | None) -> None:
    assert acls.is_overbroad(acl(**changes)).data is is_so


class TestTopics:
    def named(self, *entries: Acl, undisclosed: str = "", unnamed: str = "") -> bool | None:
        [topic] = cluster(*entries, undisclosed=undisclosed, unnamed=unnamed).declared_topics
        found: bool | None = acls.is_named_by_acl(topic).data
        return found

    def test_one_whose_name_is_not_known_may_be_any_that_is_named(self) -> None:
        assert self.named(acl(), unnamed="var.name is not known") is None
        assert self.named(acl(resource_name="*"), unnamed="var.name is not known") is True
        assert self.named(acl(permission="deny"), unnamed="var.name is not known") is False

    @pytest.mark.parametrize(
        ("changes", "is_so"),
        [
            ({}, True),
            ({"resource_name": "*"}, True),
            ({"resource_name": "ord", "pattern": "prefixed"}, True),
            ({"resource_name": "ord"}, False),
            ({"permission": "deny"}, False),
            ({"resource_type": "group"}, False),
            ({"resource_name": None}, None),
        ],
    )
    def test_by_name_by_prefix_or_all(self, changes: dict[str, Any], is_so: bool | None) -> None:
        assert self.named(acl(**changes)) is is_so

    def test_where_there_may_be_more_entries_nobody_knows(self) -> None:
        assert self.named(undisclosed="ACLs may be managed elsewhere") is None
        assert self.named(acl(), undisclosed="ACLs may be managed elsewhere") is True


class TestPrincipals:
    def reads_groups(self, *entries: Acl, undisclosed: str = "") -> bool | None:
        found = cluster(*entries, undisclosed=undisclosed)
        [principal] = [each for each in acls.principals(found) if each.name == "User:app"]
        result: bool | None = acls.reads_groups(principal).data
        return result

    def test_everybody_is_no_principal(self) -> None:
        assert list(acls.principals(cluster(acl(principal="User:*")))) == []

    def test_one_that_is_not_known_is_none_either(self) -> None:
        assert list(acls.principals(cluster(acl(principal=None)))) == []

    def test_a_denial_allows_nothing(self) -> None:
        assert list(acls.principals(cluster(acl(permission="deny")))) == []

    def test_a_group_of_its_own_or_of_everybody(self) -> None:
        group = {"resource_type": "group", "resource_name": "billing"}

        assert self.reads_groups(acl()) is False
        assert self.reads_groups(acl(), acl(**group)) is True
        assert self.reads_groups(acl(), acl(**group, principal="User:*")) is True
        assert self.reads_groups(acl(), acl(**group, principal="User:other")) is False
        assert self.reads_groups(acl(), acl(**group, operation="describe")) is False

    def test_what_is_not_disclosed_may_allow_it(self) -> None:
        assert self.reads_groups(acl(), undisclosed="there may be more") is None
