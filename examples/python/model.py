"""A pydantic model, with faults that say where they are.

SHOP_DATABASE_POOL_MAX=0 python model.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import superconfig
from pydantic import BaseModel, Field, PostgresDsn, SecretStr


class Pool(BaseModel):
    """How many connections there are."""

    min: int = Field(ge=0)
    max: int = Field(ge=1, le=100)


class Database(BaseModel):
    """Where the data is."""

    url: PostgresDsn
    password: SecretStr
    pool: Pool


def main() -> int:
    """Prints the settings of the database, or what is wrong with them."""
    config = superconfig.load(
        Path(__file__).with_name("settings.toml"), env_prefix="SHOP_"
    )
    try:
        database = config.extract(Database, "database")
    except superconfig.ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    print(repr(database))
    return 0


if __name__ == "__main__":
    sys.exit(main())
