"""Measures the Python package against its peers: the same data, one run, and first of all the same answers.

Run it by `cargo xtask python-bench`. Figures are the best of several rounds, so that what else the machine does counts
as little as possible; what matters are the ratios.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import tempfile
import timeit
import tomllib
from collections.abc import Callable
from typing import Any

import superconfig

TEXT = """
name = "shop"
debug = false
workers = 4

[server]
host = "0.0.0.0"
port = 8080
timeout = 30.5
origins = ["https://shop.example", "https://admin.shop.example"]

[server.tls]
enabled = true
cert = "/etc/shop/cert.pem"
key = "/etc/shop/key.pem"
versions = ["1.2", "1.3"]

[database]
host = "localhost"
port = 5432
name = "shop"
user = "shop"
pool_min = 1
pool_max = 16
timeout = 2.5

[cache]
url = "redis://localhost:6379/0"
ttl = 300
prefix = "shop:"

[log]
level = "info"
format = "json"
targets = ["stdout", "file"]

[[workers_of]]
name = "mail"
count = 2

[[workers_of]]
name = "thumbnails"
count = 4

[limits]
requests = 1000
burst = 50
body = 1048576
""" + "".join(
    f"\n[feature.f{at}]\nenabled = {str(at % 2 == 0).lower()}\nshare = 0.{at}\n"
    for at in range(1, 9)
)

VARIABLES = {
    "APP_DATABASE__HOST": "db.internal",
    "APP_DATABASE__PORT": "6432",
    "APP_DATABASE__POOL_MAX": "32",
    "APP_DATABASE__TIMEOUT": "5.5",
    "APP_SERVER__PORT": "9090",
    "APP_SERVER__HOST": "127.0.0.1",
    "APP_SERVER__TIMEOUT": "12.5",
    "APP_SERVER__TLS__ENABLED": "false",
    "APP_SERVER__TLS__CERT": "/run/cert.pem",
    "APP_SERVER__TLS__KEY": "/run/key.pem",
    "APP_CACHE__TTL": "60",
    "APP_CACHE__PREFIX": "s:",
    "APP_LOG__LEVEL": "debug",
    "APP_LOG__FORMAT": "text",
    "APP_LIMITS__REQUESTS": "50",
    "APP_LIMITS__BURST": "5",
    "APP_LIMITS__BODY": "4096",
    "APP_NAME": "shop-2",
    "APP_DEBUG": "true",
    "APP_WORKERS": "8",
}

Load = Callable[[], Any]


def by_hand(file: pathlib.Path) -> Load:
    """What people write who want no library: types by looking at the value that is replaced."""

    def load() -> dict[str, Any]:
        with file.open("rb") as stream:
            config = tomllib.load(stream)
        for name, text in os.environ.items():
            if name.startswith("APP_"):
                *way, key = name[4:].lower().split("__")
                table = config
                for step in way:
                    table = table.setdefault(step, {})
                before = table.get(key)
                if isinstance(before, bool):
                    table[key] = text.lower() in ("1", "true", "yes", "on")
                elif isinstance(before, (int, float)):
                    table[key] = type(before)(text)
                else:
                    table[key] = text
        return config

    return load


def ours(file: pathlib.Path, cached: bool) -> Load:
    def load() -> superconfig.Config:
        if not cached:
            superconfig.clear_cache()
        config = superconfig.load(file, env_prefix="APP_")
        # Values become Python objects when they are first asked for.
        config["database"]
        return config

    return load


def pydantic_settings(file: pathlib.Path) -> Load:
    from pydantic import BaseModel
    from pydantic_settings import (
        BaseSettings,
        SettingsConfigDict,
        TomlConfigSettingsSource,
    )

    class Tls(BaseModel):
        enabled: bool
        cert: str
        key: str
        versions: list[str]

    class Server(BaseModel):
        host: str
        port: int
        timeout: float
        origins: list[str]
        tls: Tls

    class Database(BaseModel):
        host: str
        port: int
        name: str
        user: str
        pool_min: int
        pool_max: int
        timeout: float

    class Settings(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix="APP_", env_nested_delimiter="__", toml_file=file, extra="ignore"
        )
        name: str
        debug: bool
        workers: int
        server: Server
        database: Database
        cache: dict[str, Any]
        log: dict[str, Any]
        workers_of: list[dict[str, Any]]
        limits: dict[str, int]
        feature: dict[str, dict[str, Any]]

        @classmethod
        def settings_customise_sources(
            cls, settings_cls: Any, env_settings: Any, **_others: Any
        ) -> Any:
            return env_settings, TomlConfigSettingsSource(settings_cls)

    return Settings


def dynaconf(file: pathlib.Path) -> Load:
    from dynaconf import Dynaconf

    def load() -> Any:
        settings = Dynaconf(
            settings_files=[str(file)], envvar_prefix="APP", merge_enabled=True
        )
        settings.DATABASE  # It loads when it is first asked.
        return settings

    return load


def omegaconf(file: pathlib.Path) -> Load:
    from omegaconf import OmegaConf

    load_dict = by_hand(file)
    return lambda: OmegaConf.create(load_dict())


def best(statement: Callable[[], Any], number: int = 20_000, repeat: int = 15) -> float:
    """Seconds for one call."""
    return min(timeit.repeat(statement, number=number, repeat=repeat)) / number


def measured(code: str, names: dict[str, Any]) -> float:
    """Seconds for an expression, without the call of a function around it."""
    return min(timeit.repeat(code, globals=names, number=200_000, repeat=25)) / 200_000


def row(name: str, seconds: float, base: float) -> None:
    unit, scale = ("ns", 1e9) if seconds < 1e-6 else ("µs", 1e6)
    print(f"  {name:<44} {seconds * scale:>10.1f} {unit}  {seconds / base:>8.2f}x")


def reads(configs: dict[str, Any]) -> None:
    config, data = configs["superconfig"], configs["by hand"]
    handle = config.handle(dict[str, Any], "database")
    names = {
        **{
            name.replace("-", "_").replace(" ", "_"): one
            for name, one in configs.items()
        },
        "h": handle,
    }
    names |= {"c": config, "d": data}
    print("\nreads (ratio to two dictionary reads)")
    base = measured('d["database"]["host"]', names)
    row('dict: d["database"]["host"]', base, base)
    for code in (
        'c["database"]["host"]',
        'c["database.host"]',
        'c.get("database.host")',
        "c.database.host",
        "h.get()",
    ):
        row(f"superconfig: {code}", measured(code, names), base)
    row(
        "pydantic-settings: s.database.host",
        measured("pydantic_settings.database.host", names),
        base,
    )
    row(
        'dynaconf: s["database"]["host"]',
        measured('dynaconf["database"]["host"]', names),
        base,
    )
    row(
        'dynaconf: s.get("database.host")',
        measured('dynaconf.get("database.host")', names),
        base,
    )
    row("omegaconf: s.database.host", measured("omegaconf.database.host", names), base)


def loads(loaders: dict[str, Load], file: pathlib.Path) -> None:
    print("\nload of one TOML file and 20 variables (ratio to superconfig)")
    base = best(loaders["superconfig"], 200, 15)
    row("superconfig, file read and parsed each time", base, base)
    row("superconfig, file unchanged", best(ours(file, cached=True), 200, 15), base)
    for name in ("by hand", "pydantic-settings", "dynaconf", "omegaconf"):
        row(
            name + (" (tomllib)" if name == "by hand" else ""),
            best(loaders[name], 20, 7),
            base,
        )


def imports() -> None:
    def seconds(code: str) -> float:
        command = [sys.executable, "-I", "-c", code]
        return min(
            timeit.repeat(
                lambda: subprocess.run(command, check=True), number=1, repeat=40
            )
        )

    bare = seconds("pass")
    print("\nimport (over a bare interpreter)")
    for name in ("superconfig", "pydantic_settings", "dynaconf", "omegaconf"):
        print(f"  {name:<44} {(seconds(f'import {name}') - bare) * 1e3:>10.1f} ms")
    shown = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", "-c", "import superconfig"],
        check=True,
        capture_output=True,
    )
    last = shown.stderr.decode().strip().splitlines()[-1]
    print(
        f"  superconfig by -X importtime (µs, cumulative)     {last.split('|')[1].strip()}"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory) / "settings.toml"
        file.write_text(TEXT)
        os.utime(file, (1, 1))
        os.environ.update(VARIABLES)
        loaders = {
            "superconfig": ours(file, cached=False),
            "by hand": by_hand(file),
            "pydantic-settings": pydantic_settings(file),
            "dynaconf": dynaconf(file),
            "omegaconf": omegaconf(file),
        }
        configs = {name: load() for name, load in loaders.items()}
        assert configs["superconfig"] == configs["by hand"], (
            "the configuration is another"
        )
        for name, config in configs.items():
            found = config["database"] if isinstance(config, dict) else config.database
            # pydantic and others have objects, the rest has tables.
            host, port = (
                (found["host"], found["port"])
                if hasattr(found, "keys")
                else (found.host, found.port)
            )
            assert (host, port) == ("db.internal", 6432), name
        print(
            f"{sys.version.split()[0]}, superconfig {superconfig.__version__}, {len(TEXT)} bytes of TOML"
        )
        reads(configs)
        loads(loaders, file)
    imports()


if __name__ == "__main__":
    main()
