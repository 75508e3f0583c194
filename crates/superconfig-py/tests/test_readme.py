"""Every block of the README runs."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_every_block_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    names: dict[str, object] = {}
    sessions = doctest.DocTestRunner()
    parser = doctest.DocTestParser()
    for number, (language, text) in enumerate(BLOCKS):
        if language == "toml":
            name = text.splitlines()[0].removeprefix("# ")
            (tmp_path / name).write_text(text, encoding="utf-8")
        elif language == "pycon":
            test = parser.get_doctest(text, names, f"block {number}", "README.md", 0)
            sessions.run(test, clear_globs=False)
            names = test.globs
        elif language == "python":
            exec(compile(text, f"README block {number}", "exec"), names)
        else:
            assert language == "sh"
    assert sessions.summarize(verbose=False).failed == 0
    assert {language for language, _ in BLOCKS} == {"sh", "toml", "pycon", "python"}
