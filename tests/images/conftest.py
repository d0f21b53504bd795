from __future__ import annotations

import pytest
from image_container import Run, run_container


@pytest.fixture
def run() -> Run:
    """`run("bitnami/kafka:3.7", KAFKA_CFG_NODE_ID="1")`: what the process finally reads."""
    return run_container
