"""The configurations that are watched: their threads must rest while Python forks, and before it ends."""

from __future__ import annotations

import atexit
import os
import weakref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._config import Config

_watched: weakref.WeakSet[Config] = weakref.WeakSet()
_resting: list[Config] = []


def watched(config: Config) -> None:
    """Remembers a configuration that is watched."""
    _watched.add(config)


def _rest() -> None:
    for config in list(_watched):
        if config.status_parts()[4]:
            config.pause_watching()
            _resting.append(config)


def _go_on() -> None:
    resting = _resting[:]
    _resting.clear()
    for config in resting:
        config.resume_watching()


def _close() -> None:
    for config in list(_watched):
        config.close()


atexit.register(_close)
if hasattr(os, "register_at_fork"):
    # A thread does not survive a fork, and a lock that it held would never be free again.
    os.register_at_fork(before=_rest, after_in_parent=_go_on, after_in_child=_go_on)
