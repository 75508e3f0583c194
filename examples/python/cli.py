"""A command whose arguments win over variables, which win over the file.

python cli.py --level debug
SHOP_LOG_LEVEL=warn python cli.py --explain
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import superconfig


@dataclass
class Log:
    """How much is told."""

    level: Literal["debug", "info", "warn"] = "info"


@dataclass
class Server:
    """Where it listens."""

    host: str
    port: int


@dataclass
class App:
    """All settings."""

    name: str
    server: Server
    log: Log


def main(arguments: list[str] | None = None) -> int:
    """Loads the settings, and says what they are or what is wrong with them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int)
    parser.add_argument("--level")
    parser.add_argument("--explain", action="store_true")
    options = parser.parse_args(arguments)
    given = {"server": {"port": options.port}, "log": {"level": options.level}}
    try:
        # What was not given is `None`, and does not count.
        config = superconfig.load(
            Path(__file__).with_name("settings.toml"), env_prefix="SHOP_", cli=given
        )
        app = config.extract(App)
    except superconfig.ConfigError as error:
        print(error, *error.__notes__, sep="\n", file=sys.stderr)
        return 1
    if options.explain:
        print(*config.explain_all(), sep="", end="")
    else:
        print(
            f"{app.name} listens on {app.server.host}:{app.server.port}, and logs {app.log.level}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
