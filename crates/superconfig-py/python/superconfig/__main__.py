"""The `superconfig` command: `python -m superconfig`."""

from __future__ import annotations

import signal
import sys

from ._native import command


def main() -> int:
    """Runs the command with the arguments of this process."""
    # Python would only note that Ctrl-C was pressed, and the command would go on.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return command(["superconfig", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
