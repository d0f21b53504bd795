"""Real Apache Kafka for the tests: fetched, started on loopback in a few shapes, stopped.

`installation.install(release)` gives a Kafka that can be run, or raises `UnavailableError` with
the reason; `host.Host` is one JVM of it; `shapes` are whole clusters as context managers.
"""
