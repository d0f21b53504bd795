"""What listeners answer, tried from where the audit runs.

Only addresses that the brokers advertise are tried, and what their settings name beside them.
Nothing is asked that changes anything: which versions, which mechanisms, who is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Broker, OpenPort, Probe, Snapshot

SECONDS = 3.0
THREADS = 16


def probe(brokers: Sequence[Broker], settings: Settings, seconds: float) -> Snapshot:
    """Try everything that the settings of `brokers` tell of; each step within `seconds`."""
    from kafkalint.live.probing import listener, ports, targets

    found = targets.listeners(brokers, settings.protocol)
    with ThreadPoolExecutor(THREADS) as pool:
        probes = [pool.submit(listener.probe, target, settings, seconds) for target in found]
        others = [
            pool.submit(ports.zookeeper, address, seconds)
            for address in targets.zookeepers(brokers)
        ]
        others += [
            pool.submit(ports.jmx, broker, address, seconds)
            for broker, address in targets.jmx(found)
        ]
        tried: list[Probe] = [future.result() for future in probes]
        answered: list[OpenPort] = [future.result() for future in others]
    return Snapshot(probes=tuple(tried), open_ports=tuple(answered))
