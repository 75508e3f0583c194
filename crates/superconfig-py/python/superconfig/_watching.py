"""The configurations that are watched: their threads must rest while Python forks."""

from __future__ import annotations

import os
import threading
import weakref

from ._native import forked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._config import Config

# How long a fork waits for a callback that runs, in seconds. Not for ever: the callback may wait for what the forking
# thread holds.
_PATIENCE = 2.0

# By their addresses, as configurations have no hash.
_watched: dict[int, weakref.ref[Config]] = {}
_resting: list[Config] = []
_forking = threading.Lock()


def watched(config: Config) -> None:
    """Remembers a configuration that is watched."""
    address = id(config)
    _watched[address] = weakref.ref(config, lambda _: _watched.pop(address, None))


def _before_fork() -> None:
    # Two threads may fork at the same time; what one of them wakes must not run while the other forks.
    _forking.acquire()
    for reference in list(_watched.values()):
        config = reference()
        if config is not None and config.pause_watching(_PATIENCE):
            _resting.append(config)


def _after_fork() -> None:
    resting = _resting[:]
    _resting.clear()
    try:
        for config in resting:
            config.resume_watching()
    finally:
        _forking.release()


def _after_fork_in_child() -> None:
    forked()
    _after_fork()


if hasattr(os, "register_at_fork"):
    # A thread does not survive a fork, and a lock that it held would never be free again.
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork_in_child)
