"""The conformance suite through the Python API."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conformance.case import Case, all_cases
from conformance.check import faults
from conformance.place import make


def _title(case: Case) -> str:
    return case.title


@pytest.mark.parametrize("case", all_cases(), ids=_title)
def test_case(case: Case, tmp_path: Path) -> None:
    if os.name == "nt" and (case.links or case.modes):
        pytest.skip("Windows has no such links and modes")
    found = list(faults(case, make(case, tmp_path)))
    assert not found, "\n".join(found)
