"""The examples of the repository do what they say."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples" / "python"

if not EXAMPLES.is_dir():
    pytest.skip("the examples are part of the repository, not of the package", allow_module_level=True)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the examples, whose settings can be edited."""
    monkeypatch.delenv("SHOP_SERVER_GREETING", raising=False)
    return Path(shutil.copytree(EXAMPLES, tmp_path / "examples"))


def load(place: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"example_{name}", place / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_service_follows_its_file(place: Path) -> None:
    from fastapi.testclient import TestClient

    service = load(place, "service")
    settings = place / "settings.toml"
    with TestClient(service.app) as client:
        assert client.get("/hello/Ada").json() == {"message": "Hello, Ada!"}
        settings.write_text(settings.read_text().replace("Hello", "Good morning"))
        assert service.config.wait_for(2, 60)
        assert client.get("/hello/Ada").json() == {"message": "Good morning, Ada!"}
        assert client.get("/health").json() == {"generation": 2, "stale": False}
    assert service.config.status().watched == []


def test_arguments_win_over_variables_and_these_over_the_file(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli = load(place, "cli")
    monkeypatch.setenv("SHOP_LOG_LEVEL", "warn")
    assert cli.main(["--port", "80"]) == 0
    assert capsys.readouterr().out == "shop listens on 127.0.0.1:80, and logs warn\n"
    assert cli.main(["--level", "loud"]) == 1
    assert "log.level" in capsys.readouterr().err
    assert cli.main(["--explain"]) == 0
    assert "SHOP_LOG_LEVEL (environment)" in capsys.readouterr().out


def test_a_model_of_pydantic_says_where_it_is_wrong(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = load(place, "model")
    assert model.main() == 0
    assert "hunter2" not in capsys.readouterr().out
    monkeypatch.setenv("SHOP_DATABASE_POOL_MAX", "0")
    assert model.main() == 1
    assert "SHOP_DATABASE_POOL_MAX" in capsys.readouterr().err
