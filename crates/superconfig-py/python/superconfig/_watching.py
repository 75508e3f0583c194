"""The configurations that are watched: their threads must rest while Python forks, and before it ends."""

import atexit
import os
import weakref

_watched = weakref.WeakSet()
_resting = []


def watched(config):
    """Remembers a configuration that is watched."""
    _watched.add(config)


def _rest():
    for config in list(_watched):
        if config.status_parts()[4]:
            config.pause_watching()
            _resting.append(config)


def _go_on():
    resting = _resting[:]
    _resting.clear()
    for config in resting:
        config.resume_watching()


def _close():
    for config in list(_watched):
        config.close()


atexit.register(_close)
if hasattr(os, "register_at_fork"):
    # A thread does not survive a fork, and a lock that it held would never be free again.
    os.register_at_fork(before=_rest, after_in_parent=_go_on, after_in_child=_go_on)
