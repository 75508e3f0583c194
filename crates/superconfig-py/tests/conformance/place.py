"""The directories of one case."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .case import Case, Source


@dataclass
class Place:
    """ROOT, HOME and a directory of the runner's own, and what the load is given of them."""

    root: Path
    home: Path
    own: Path
    cwd: Path
    env: dict[str, str] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)

    def path(self, path: str) -> Path:
        """A path of the case: below ROOT, or below HOME if it begins with `~`."""
        if path.startswith("~"):
            return self.home / path[1:].lstrip("/")
        return _normal(self.root / path)

    def replace(self, text: str) -> str:
        """The text with the places that it names."""
        return text.replace("@ROOT@", str(self.root)).replace("@HOME@", str(self.home))

    def is_same_file(self, expected: str, reported: str) -> bool:
        """Whether a reported path is the expected file."""
        in_home = reported.startswith("~/")
        found = self.home / reported[2:] if in_home else self.cwd / reported
        return _normal(self.path(expected)) == _normal(found)


def make(case: Case, directory: Path) -> Place:
    """Makes everything that a case asks for below an empty directory."""
    base = directory.resolve()
    _demand_no_repository(base)
    place = Place(base / "root", base / "home", base / "own", base / "root")
    for made in (place.root, place.home, place.own):
        _make_directory(made)
    _fill(place, case)
    place.env = {name: _variable(place, value) for name, value in case.env.items()}
    place.sources = [Source(source.kind, _in_place(place, source.value)) for source in case.sources]
    return place


def _fill(place: Place, case: Case) -> None:
    for made in case.dirs:
        _make_directory(place.path(made))
    for base, files in ((place.root, case.files), (place.home, case.home)):
        for name, content in files.items():
            _make_file(base / name, content)
    for link, target in case.links.items():
        _make_directory(place.path(link).parent)
        place.path(link).symlink_to(place.replace(target))
    place.cwd = place.path(case.cwd)
    _make_directory(place.cwd)
    for path, mode in case.modes.items():
        place.path(path).chmod(mode)


def _in_place(place: Place, value: Any) -> Any:
    return place.replace(value) if isinstance(value, str) else value


def _variable(place: Place, value: bytes) -> str:
    try:
        return place.replace(value.decode())
    except UnicodeDecodeError:
        # Only POSIX has variables that are not text.
        return value.decode(errors="replace") if os.name == "nt" else os.fsdecode(value)


def _make_file(path: Path, content: bytes) -> None:
    _make_directory(path.parent)
    path.write_bytes(content)
    path.chmod(0o644)


def _make_directory(path: Path) -> None:
    """Makes a directory and those above it."""
    if not path.exists():
        _make_directory(path.parent)
        path.mkdir()
        # The umask takes from what `mkdir` is asked for.
        path.chmod(0o755)


def _normal(path: Path) -> Path:
    """Without `.` and `..`; links are not resolved."""
    return Path(os.path.normpath(path))


def _demand_no_repository(base: Path) -> None:
    """A repository around ROOT would be the project in which the load looks for files."""
    for above in (base, *base.parents):
        for marker in (".git", ".hg", ".jj"):
            if (above / marker).exists():
                raise RuntimeError(f"{base} is in the repository {above}; see pytest's --basetemp")
