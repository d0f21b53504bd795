"""What a running cluster survives, as people read it."""

from __future__ import annotations

import io

import running
from msgspec import structs

from kafkalint.findings import Report
from kafkalint.live import model
from kafkalint.live.snapshot import Config, Snapshot
from kafkalint.reporters import Style, load
from kafkalint.reporters.text import losses
from kafkalint.reporters.text.paint import Paint

STYLE = Style(False, 100, frozenset())

TABLE = """\
What happens when
    lost               offline   refuse acks=all   quorum
  ✗ broker 1           1 of 4    0                 kept
  ✗ broker 2           1 of 4    0                 kept
  ✓ any other broker   0         0                 kept
  ✗ rack a             1 of 4    1 of 4            not known
  ✗ rack b             1 of 4    0                 not known
  ✓ any other rack     0         0                 not known
    hit worst by rack a: orders (1 offline), payments (1 refusing)
    what would help, the cheapest first
      · spread the replicas of topic payments over the racks (1 replica to copy)
      · raise the replication factor of topic orders to 3, with min.insync.replicas at 2 (4 replicas
        to copy)
"""


def written(report: Report) -> str:
    stream = io.StringIO()
    load("text").write(report, stream, STYLE)
    return stream.getvalue()


def test_the_table() -> None:
    text = written(running.report())
    begun = text.index("What happens when")
    assert text[begun:].startswith(TABLE)


def test_what_is_ill_already_comes_first() -> None:
    taken = running.snapshot()
    orders, *others = taken.topics or ()
    gone = structs.replace(orders.partitions[0], leader=-1)
    ill = structs.replace(orders, partitions=(gone, *orders.partitions[1:]))
    found = model.cluster(structs.replace(taken, topics=(ill, *others)))

    assert list(losses.lines(found, Paint(STYLE)))[1].split() == [
        "✗",
        "nothing",
        "more",
        *("1", "of", "4"),
        "0",
    ]


def test_machines_of_several_brokers_have_lines_of_their_own() -> None:
    taken = running.snapshot()
    shared = [structs.replace(each, host=f"rack-{each.rack}") for each in taken.brokers or ()]
    told = {
        each.id: Config(f"PLAINTEXT://{each.host}:{9090 + each.id}", "STATIC_BROKER_CONFIG")
        for each in shared
    }
    between = {"inter.broker.listener.name": Config("PLAINTEXT", "STATIC_BROKER_CONFIG")}
    members = tuple(
        structs.replace(
            each, configs={**(each.configs or {}), **between, "advertised.listeners": told[each.id]}
        )
        for each in shared
    )
    found = model.cluster(structs.replace(taken, brokers=members))

    assert "machine rack-a" in "\n".join(losses.lines(found, Paint(STYLE)))


def test_nothing_is_said_of_a_cluster_whose_brokers_are_not_known() -> None:
    empty = model.cluster(Snapshot(cluster_id="x"))
    assert list(losses.lines(empty, Paint(STYLE))) == []
