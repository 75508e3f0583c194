"""A FastAPI service whose settings follow their files: edit `greeting` in settings.toml while it runs.

uvicorn service:app            # SHOP_SERVER_GREETING=Hi uvicorn service:app
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import superconfig
from fastapi import FastAPI


@dataclass(frozen=True)
class Server:
    """What the requests need."""

    host: str
    port: int
    greeting: str = "Hello"


config = superconfig.load(Path(__file__).with_name("settings.toml"), env_prefix="SHOP_")
server = config.handle(Server, "server")


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Watches the files for as long as the service runs."""
    with config.watch(on_error=print):
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/hello/{name}")
async def hello(name: str) -> dict[str, str]:
    """Reads the settings as they are now: nanoseconds, and never half of a change."""
    return {"message": f"{server.get().greeting}, {name}!"}


@app.get("/health")
async def health() -> dict[str, object]:
    """Whether the settings could follow their files."""
    status = config.status()
    return {"generation": status.generation, "stale": status.stale}
