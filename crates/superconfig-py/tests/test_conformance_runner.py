"""The runner of the conformance suite itself: a runner that overlooks something would prove nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from conformance import form, strict_json
from conformance.case import all_cases, parse
from conformance.check import faults
from conformance.compare import all_met, is_diagnostic, is_origin, same
from conformance.place import Place, make
from conformance.shape import Malformed

INF, NAN = float("inf"), float("nan")


def _case(**keys: Any) -> dict[str, Any]:
    return {"name": "n", "spec": "1", "sources": [], "expect": {}, **keys}


def _place(directory: Path, **keys: Any) -> Place:
    return make(parse("f", _case(**keys)), directory)


def test_the_suite_is_there() -> None:
    assert len(all_cases()) > 500


@pytest.mark.parametrize(
    "case",
    [
        _case(extra=1),
        _case(sources=[{"files": "a.toml"}]),
        _case(sources=[{"file": "a.toml", "env": "A_"}]),
        _case(sources=[{}]),
        _case(files={"a": {"base65": ""}}),
        _case(files={"a": {"parts": [["x"]]}}),
        _case(modes={"a": "0888"}),
        _case(strict="true"),
        _case(expect={"valeu": {}}),
        _case(expect={"fails": False}),
        _case(expect={"hidden": "secret"}),
        _case(expect={"why_not": {"a": {"contain": []}}}),
        _case(expect={"diagnostics": [{"code": "SC0101", "message": "m"}]}),
        _case(expect={"explain": {"a": {"origin": {"kind": "file", "lines": 1}}}}),
        _case(expect={"explain": {"a": {"beat": [{"from": {}}]}}}),
        {"name": "n", "spec": "1", "sources": []},
    ],
)
def test_malformed_cases_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        form.case("case", case)


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": NaN}'])
def test_json_is_strict(text: str) -> None:
    with pytest.raises(ValueError, match=r"twice|no JSON"):
        strict_json.parse(text)


def test_keys_are_ordinary_and_keep_their_order() -> None:
    assert list(strict_json.parse('{"__proto__": 1, "a\\u0000": 2, "B": 3}')) == ["__proto__", "a\0", "B"]


def test_lines_end_only_where_json_lines_end() -> None:
    assert strict_json.parse_lines('"a\u2028b"\n1\n') == ["a\u2028b", 1]


def test_texts_have_three_forms() -> None:
    files = {"a": "ä", "b": {"base64": "/+8="}, "c": {"parts": [["[", 2], ["]", 1]]}}
    assert parse("f", _case(files=files)).files == {"a": "ä".encode(), "b": b"\xff\xef", "c": b"[[]"}


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1, 1.0),
        ({"$int": "9007199254740993"}, 2**53 + 1),
        ({"$int": "1"}, {"$int": "1"}),
        ("inf", INF),
        ("-inf", -INF),
        ("nan", NAN),
        ({"a": 1, "b": [None]}, {"b": [None], "a": 1}),
        ("2020-01-02", date(2020, 1, 2)),
        ("07:32:00.50", time(7, 32, 0, 500_000)),
        ("2020-01-02T00:00:00", datetime(2020, 1, 2)),
        ("2020-01-02T00:00:00Z", datetime(2020, 1, 2, tzinfo=UTC)),
        (
            "2020-01-02T00:00:00.100+02:00",
            datetime(2020, 1, 2, 0, 0, 0, 100_000, timezone(timedelta(hours=2))),
        ),
    ],
)
def test_same(expected: Any, actual: Any) -> None:
    assert same(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (True, 1),
        (1, True),
        (0, False),
        ("1", 1),
        ("1.0", 1.0),
        (None, 0),
        (2**53, 2**53 + 1),
        ({"$int": "9007199254740992"}, float(2**53)),
        ({"$int": "1", "a": 1}, 1),
        ("nan", INF),
        ([1, 2], [2, 1]),
        ([1], [1, 2]),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": None}, {"b": None}),
        ("2020-01-02", datetime(2020, 1, 2)),
        ("2020-01-02T00:00:00", date(2020, 1, 2)),
        ("2020-01-02T00:00:00Z", datetime(2020, 1, 2)),
        ("2020-01-02T02:00:00+02:00", datetime(2020, 1, 2, tzinfo=UTC)),
    ],
)
def test_not_same(expected: Any, actual: Any) -> None:
    assert not same(expected, actual)


def test_each_expectation_needs_a_result_of_its_own() -> None:
    def meets(wanted: str, found: str) -> bool:
        return wanted in found

    assert all_met(["a", "ab"], ["ab", "a"], meets)
    assert not all_met(["a", "a"], ["a", "b"], meets)


def test_only_the_kind_of_defaults_counts(tmp_path: Path) -> None:
    place = _place(tmp_path)
    assert is_origin({"kind": "default", "file": "a"}, {"kind": "default"}, place)
    assert not is_origin({"kind": "file", "file": "a"}, {"kind": "file"}, place)
    assert not is_origin({"kind": "file"}, None, place)


def test_a_diagnostic_contains_what_its_related_origins_say(tmp_path: Path) -> None:
    origin = {"kind": "file", "file": "b.toml", "line": 2, "column": 1}
    related = [{"message": "first here", "origin": origin}]
    found = {"code": "SC0301", "message": "m", "help": None, "path": None, "origin": None, "related": related}
    place = _place(tmp_path)
    assert is_diagnostic({"contains": ["first", "b.toml:2:1"], "related": [{"line": 2}]}, found, place)
    assert not is_diagnostic({"contains": ["second"]}, found, place)
    assert not is_diagnostic({"file": "b.toml"}, found, place)
    assert not is_diagnostic({"related": [{"line": 3}]}, found, place)


def test_a_file_is_the_same_however_it_is_reached(tmp_path: Path) -> None:
    place = _place(tmp_path, cwd="sub")
    assert all(place.is_same_file("a", path) for path in ("../a", str(place.root / "a"), "./../sub/../a"))
    assert all(place.is_same_file("~/a", path) for path in ("~/a", str(place.home / "a")))
    assert not place.is_same_file("a", "a")


@pytest.fixture
def narrow_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such links and modes")
@pytest.mark.usefixtures("narrow_umask")
def test_everything_is_made(tmp_path: Path) -> None:
    files, links = {"a/b.toml": "x"}, {"~/l/k": "@ROOT@/a"}
    place = _place(tmp_path, files=files, links=links, dirs=["~/d", "e"], modes={"e": "1777"}, cwd="w/../v")
    made = [place.root / "a/b.toml", place.root / "a", place.home / "d", place.root / "e", place.root / "v"]
    assert [path.stat().st_mode & 0o7777 for path in made] == [0o644, 0o755, 0o755, 0o1777, 0o755]
    assert (place.home / "l/k").readlink() == place.root / "a"
    assert place.cwd == place.root / "v"


@pytest.mark.skipif(os.name == "nt", reason="Windows has only variables that are text")
def test_places_and_bytes_in_variables_and_sources(tmp_path: Path) -> None:
    sources = [{"file": "@HOME@/a"}, {"defaults": {"a": "@ROOT@"}}]
    place = _place(tmp_path, env={"A": "@ROOT@:x", "B": {"base64": "/w=="}}, sources=sources)
    assert place.env == {"A": f"{place.root}:x", "B": "\udcff"}
    assert [source.value for source in place.sources] == [f"{place.home}/a", {"a": "@ROOT@"}]


def test_what_is_shown_is_found(tmp_path: Path) -> None:
    keys = {"files": {"a.toml": "a = 'visible'\n"}, "sources": [{"file": "a.toml"}]}
    case = parse("f", _case(**keys, expect={"hidden": ["visible"], "value": {"a": "other"}}))
    found = "\n".join(faults(case, make(case, tmp_path)))
    assert "explain shows 'visible'" in found
    assert "explain as JSON shows 'visible'" in found
    assert "value: expected {'a': 'other'}, found {'a': 'visible'}" in found
