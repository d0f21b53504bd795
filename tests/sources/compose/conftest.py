"""Folders of Compose files, read as an audit reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from folders import claimed, write

from kafkalint.model import Cluster, Node
from kafkalint.sources import Reading, compose
from kafkalint.workspace import Files


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Reading]:
    """`read({path: content})`: what the source makes of the files it claims of that folder.

    With `named`, of these files alone; those in `beside` nobody asked for.
    """
    monkeypatch.chdir(tmp_path)

    def reader(
        files: Mapping[str, str],
        variables: Mapping[str, str] | None = None,
        named: set[str] | None = None,
        beside: set[str] = frozenset(),
    ) -> Reading:
        files = {path: dedent(content) for path, content in files.items()}
        write(tmp_path, files)
        workspace = Files(variables)
        asked = files if named is None else {path: files[path] for path in files if path in named}
        return compose.read(claimed(compose, asked, workspace, beside), workspace)

    return reader


@pytest.fixture
def read_one(read: Callable[..., Reading]) -> Callable[..., Cluster]:
    """`read_one(text, **others)`: the only cluster of compose.yml."""

    def reader(text: str, others: Mapping[str, str] | None = None, **options: object) -> Cluster:
        reading = read({"compose.yml": text, **(others or {})}, **options)
        assert len(reading.clusters) == 1, [cluster.name for cluster in reading.clusters]
        return reading.clusters[0]

    return reader


@pytest.fixture
def broker(read_one: Callable[..., Cluster]) -> Callable[..., Node]:
    """`broker(options)`: the node of a service with these lines beside its image."""

    def reader(
        options: str = "",
        top: str = "",
        others: Mapping[str, str] | None = None,
        image: str = "confluentinc/cp-kafka:7.6.1",
        **rest: object,
    ) -> Node:
        indented = "".join(f"    {line}\n" for line in dedent(options).strip("\n").split("\n"))
        text = f"services:\n  kafka:\n    image: {image}\n{indented}{dedent(top)}"
        cluster = read_one(text, others, **rest)
        assert len(cluster.nodes) == 1
        return cluster.nodes[0]

    return reader
