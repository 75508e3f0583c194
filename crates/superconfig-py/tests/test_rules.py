"""Rules that values must keep."""

from __future__ import annotations

from typing import Any

import pytest
from superconfig import Config, Rule, SuperConfig, ValidationError


def build(value: object, rule: Any, path: str = "v") -> Config:
    return SuperConfig().with_env_snapshot({}).with_defaults({"v": value}).validate(path, rule).build()


def is_even(value: int) -> bool:
    return value % 2 == 0


def says(value: Any) -> str | None:
    return None if value == 2 else "it is not 2"


RULES: list[tuple[Any, list[Any], list[Any]]] = [
    (Rule.range(1, 3), [1, 3, 2.5], [0, 4, "2", None]),
    (Rule.range(min=1), [1, 2**64 - 1], [0]),
    (Rule.range(max=1.5), [1, 1.5, -(2**63)], [2, 1.6]),
    (Rule.range(2**63, 2**64 - 1), [2**63], [1]),
    (Rule.length(1, 2), ["ä", [1, 2], {"a": 1}], ["", "abc", [], 1]),
    (Rule.regex("^a+$"), ["a", "aa"], ["b", "", 1]),
    (Rule.one_of([1, "a", None]), [1, "a", None], [2, "b"]),
    (Rule.each(Rule.range(1)), [[], [1, 2], {"a": 1}], [[0], {"a": 0}, 1]),
    (Rule.each(is_even), [[2, 4]], [[1]]),
    (Rule.non_empty(), ["a", [0], 0, False], ["", [], {}, None]),
    (Rule.custom("even", is_even), [2], [1]),
    (is_even, [2], [1, "a"]),
    (says, [2], [1]),
    (Rule.range(1) & Rule.range(max=3), [2], [0, 4]),
    (Rule.range(max=1) | Rule.range(3), [1, 3], [2]),
    (is_even & Rule.range(3), [4], [2, 3]),
    (Rule.range(3) | is_even, [2, 3], [1]),
    (is_even | Rule.range(3), [2, 3], [1]),
]


@pytest.mark.parametrize(("rule", "good", "bad"), RULES)
def test_rules(rule: Any, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        assert build(value, rule)["v"] == value
    for value in bad:
        with pytest.raises(ValidationError) as raised:
            build(value, rule)
        assert raised.value.code == "SC0601"


def test_what_is_not_there_breaks_only_required() -> None:
    assert build(1, Rule.range(1), "w")
    with pytest.raises(ValidationError, match="`w` is missing"):
        build(1, Rule.required(), "w")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (is_even, "expected is even: it is not"),
        (says, "expected says: it is not 2"),
        (lambda value: False, "expected what the program demands: it is not"),
        (lambda value: value / 0, "ZeroDivisionError: division by zero"),
        (lambda value: 5, "the rule answered with a `int`"),
        (lambda: True, "TypeError"),
        (Rule.custom("an even number", is_even), "expected an even number"),
        (Rule.range(2).message("too few"), "`v` is 1: too few"),
    ],
)
def test_what_is_said(rule: Any, said: str) -> None:
    with pytest.raises(ValidationError) as raised:
        build(1, rule)
    assert said in str(raised.value)


def test_a_rule_gets_plain_values_of_its_own() -> None:
    def change(value: dict[str, Any]) -> None:
        assert type(value) is dict
        value["a"].append(2)

    assert build({"a": [1]}, change)["v.a"] == [1]


def test_rules_for_the_whole() -> None:
    def agree(config: dict[str, Any]) -> str | None:
        return None if config["a"] < config["b"] else "a must be less than b"

    builder = SuperConfig().with_env_snapshot({}).validate_with(agree)
    assert builder.with_defaults({"a": 1, "b": 2}).build()
    with pytest.raises(ValidationError, match="a must be less than b"):
        builder.with_defaults({"a": 2, "b": 1}).build()


def test_what_ends_the_program_is_no_broken_rule() -> None:
    def interrupted(value: object) -> None:
        raise KeyboardInterrupt

    def leave(value: object) -> None:
        raise SystemExit(3)

    with pytest.raises(KeyboardInterrupt):
        build(1, interrupted)
    with pytest.raises(SystemExit):
        build(1, leave)
    assert build(1, Rule.range(1))["v"] == 1


@pytest.mark.parametrize(
    "schema", [{"required": ["a"]}, '{"required": ["a"]}', {"properties": {"v": {"const": 2}}}]
)
def test_schemas(schema: Any) -> None:
    builder = SuperConfig().with_env_snapshot({}).with_defaults({"v": 1}).with_schema(schema)
    with pytest.raises(ValidationError) as raised:
        builder.build()
    assert raised.value.code == "SC0602"
    assert builder.with_override("a", 1).with_override("v", 2).build()


def test_what_is_no_rule() -> None:
    builder = SuperConfig()
    tries: list[Any] = [
        lambda: builder.validate("v", 5),  # type: ignore[arg-type]
        lambda: builder.validate_with(5),  # type: ignore[arg-type]
        lambda: Rule.range(1) & 5,  # type: ignore[operator]
        lambda: 5 | Rule.range(1),  # type: ignore[operator]
        lambda: Rule.range("a"),  # type: ignore[arg-type]
        lambda: Rule.one_of("abc"),
        lambda: Rule.each(None),  # type: ignore[arg-type]
    ]
    for attempt in tries:
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(ValidationError, match="malformed"):
        build("a", Rule.regex("("))


def test_a_range_may_have_ends_that_no_one_integer_type_holds() -> None:
    rule = Rule.range(-1, 2**64 - 1)
    for value, is_fine in ((-1, True), (2**64 - 1, True), (-2, False)):
        builder = SuperConfig().with_env_snapshot({}).with_override("x", value).validate("x", rule)
        if is_fine:
            builder.build()
        else:
            with pytest.raises(ValidationError):
                builder.build()
