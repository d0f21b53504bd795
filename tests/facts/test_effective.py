"""What a key is on a node: written, or by another name, or by default."""

from __future__ import annotations

import pytest

from kafkalint.facts.config import effective

from .deployments import kafka


class TestTheIdOfANode:
    """Kafka reads node.id and broker.id one for the other (KafkaConfig.populateSynonyms)."""

    @pytest.mark.parametrize(("written", "other"), [("node", "broker"), ("broker", "node")])
    def test_one_stands_for_the_other(self, written: str, other: str) -> None:
        node = kafka(version="4.1", **{f"{written}__id": "7"})
        said = effective(node, f"{other}.id")
        assert said.data == 7
        assert said.origins == node.settings[f"{written}.id"].origins

    def test_each_is_its_own_where_both_are_written(self) -> None:
        node = kafka(version="4.1", node__id="7", broker__id="8")
        assert effective(node, "node.id").data == 7
        assert effective(node, "broker.id").data == 8

    def test_neither(self) -> None:
        assert effective(kafka(version="4.1"), "broker.id").data == -1
