"""Loads a case and says what is not as it expects."""

from __future__ import annotations

from typing import Any

from .build import builder
from .case import Case
from .compare import all_met, is_diagnostic
from .differ import Faults, codes, differ, unequal
from .displayed import displayed
from .load import Load, Outcome
from .place import Place
from .results import RESULTS


def faults(case: Case, place: Place) -> Faults:
    """What is not as the case expects."""
    load = Load(case, place, builder(case, place))
    outcome = load.outcome()
    yield from _outcome_faults(case.expect, outcome)
    yield from _diagnostics_faults(case.expect, outcome, place)
    yield from _hidden_faults(case.expect, load)
    if outcome.failed:
        return
    for key, wanted in case.expect.items():
        for fault in RESULTS[key](load, wanted) if key in RESULTS else ():
            yield f"{key}: {fault}"


def _outcome_faults(expect: dict[str, Any], outcome: Outcome) -> Faults:
    """Whether the load may end as it did, with the diagnostics that it has."""
    if "any_outcome" in expect:
        return
    must_fail = "errors" in expect or "fails" in expect
    found = codes(outcome.diagnostics)
    if outcome.failed != must_fail:
        what = "the load failed" if outcome.failed else "the load did not fail"
        shown = "\n".join(map(str, outcome.diagnostics))
        yield f"{what}:\n{shown}"
    elif "errors" in expect:
        yield from unequal(set(expect["errors"]), set(found), "errors: ")
    elif not must_fail and expect.get("warnings", []) is not None:
        yield from unequal(sorted(expect.get("warnings", [])), sorted(found), "warnings: ")


def _diagnostics_faults(expect: dict[str, Any], outcome: Outcome, place: Place) -> Faults:
    found = [diagnostic.to_dict() for diagnostic in outcome.diagnostics]
    wanted = expect.get("diagnostics", [])
    if not all_met(wanted, found, lambda one, other: is_diagnostic(one, other, place)):
        yield f"diagnostics: {differ(wanted, found)}"


def _hidden_faults(expect: dict[str, Any], load: Load) -> Faults:
    if "hidden" in expect:
        for name, shown in displayed(load.builder).items():
            for secret in expect["hidden"]:
                if secret in shown:
                    yield f"{name} shows {secret!r}"
