"""`kafkalint live` with its memory and its requests counted.

    python bench/live_watched.py FILE ARGUMENT…

FILE takes JSON: `parent` and `child`, the most memory that the two processes held, in megabytes,
and `requests`, how many of each kind went over the wire.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections import Counter
from pathlib import Path
from typing import Any

COUNTED = "KAFKALINT_BENCH_COUNTED"
WORKER = "import sys; sys.path.insert(0, {here!r}); import live_watched; live_watched.ask()"


def ask() -> None:
    """The process that asks the cluster, its requests counted."""
    from kafka.net.connection import KafkaConnection

    from kafkalint.live import wire, worker

    counted: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counting(self: Any, request: Any, *more: Any, **named: Any) -> Any:
            counted[type(request).__name__.removesuffix("Request").split("_v")[0]] += 1
            return real(self, request, *more, **named)

        setattr(owner, name, counting)

    count(KafkaConnection, "_send_request")
    count(wire.Wire, "ask")
    close = worker.Telling.close

    def closing(self: Any) -> None:
        Path(os.environ[COUNTED]).write_text(json.dumps(counted), encoding="utf-8")
        close(self)

    worker.Telling.close = closing  # type: ignore[method-assign]
    worker.main()


def main() -> None:
    target = Path(sys.argv[1])
    requests = target.with_suffix(".requests")
    os.environ[COUNTED] = str(requests)
    from kafkalint.live import process

    process.PROGRAM = WORKER.format(here=str(Path(__file__).resolve().parent))

    def tell() -> None:
        said = {
            name: resource.getrusage(who).ru_maxrss / 1024
            for name, who in (
                ("parent", resource.RUSAGE_SELF),
                ("child", resource.RUSAGE_CHILDREN),
            )
        }
        counted = json.loads(requests.read_text(encoding="utf-8"))
        requests.unlink()
        target.write_text(json.dumps({**said, "requests": counted}), encoding="utf-8")

    leave = os._exit

    def leaving(status: int) -> None:
        tell()
        leave(status)

    os._exit = leaving  # type: ignore[assignment]
    sys.argv = ["kafkalint", *sys.argv[2:]]
    from kafkalint.cli import main as kafkalint

    kafkalint()


if __name__ == "__main__":
    main()
