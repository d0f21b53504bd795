"""What is asked of a cluster, subject by subject.

Every function takes what asks (`Reader`), what to ask about, and `tell`, which takes pieces: a
`Snapshot` that holds just what was learned. What fails is told as a refusal.
"""

from __future__ import annotations

from collections.abc import Callable

from kafkalint.live.snapshot import Snapshot

Tell = Callable[[Snapshot], None]
