# ruff: noqa: UP007, UP045 - both spellings are meant
# Some of what is ignored here is for mypy alone.
# pyright: reportUnnecessaryTypeIgnoreComment=false
"""Models of pydantic."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar, Union

import pydantic
import pytest
from extract_help import config_of, faults_of, origin_of, path_of, paths_of, value_of
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

T = TypeVar("T")


class Inner(BaseModel):
    a: int
    b: Annotated[str, Field(min_length=2)] = "bb"


class Outer(BaseModel):
    inner: Inner
    many: list[Inner] = []
    named: dict[str, Inner] = {}
    maybe: Optional[Inner] = None
    size: int = Field(default=1, gt=0)

    @pydantic.computed_field  # type: ignore[prop-decorator]
    @property
    def double(self) -> int:
        return self.size * 2


def test_nested_models() -> None:
    values = {"inner": {"a": 1}, "many": [{"a": 2}], "named": {"x": {"a": 3}}, "maybe": {"a": 4}, "size": 5}
    made = value_of(Outer, values)
    assert made == Outer.model_validate(values)
    assert made.double == 10
    assert type(made.many[0]) is Inner
    assert made.model_fields_set == set(values)


def test_all_faults_with_their_places() -> None:
    config = config_of(
        "size = -1\n[inner]\na = 'x'\nb = 'b'\n[[many]]\na = 1\n[[many]]\nb = 'b'\n[named.k]\na = []"
    )
    faults = {path_of(fault): fault for fault in faults_of(config, Outer)}
    assert list(faults) == ["inner.a", "inner.b", "many[1].a", "many[1].b", "named.k.a", "size"]
    assert faults["size"].message == "Input should be greater than 0"
    lines = [origin_of(faults[path]).line for path in ("inner.a", "inner.b", "many[1].b", "size")]
    assert lines == [3, 4, 8, 1]
    assert faults["many[1].a"].code == "SC0501"


def test_text_of_variables() -> None:
    class Model(BaseModel):
        number: int
        flag: bool
        numbers: list[int]
        pair: tuple[int, int]
        unique: set[str]
        table: dict[str, int]
        text: str
        nested: Inner
        level: Literal[1, 2]
        either: Union[int, str]

    env = {
        "APP_NUMBER": "1", "APP_FLAG": "yes", "APP_NUMBERS": "1,2", "APP_PAIR": "[1, 2]", "APP_UNIQUE": "a,b",
        "APP_TABLE": '{"a": 1}', "APP_TEXT": "0123", "APP_NESTED": '{"a": 1}', "APP_LEVEL": "2", "APP_EITHER": "x",
    }  # fmt: skip
    assert config_of(env=env).extract(Model) == Model(
        number=1, flag=True, numbers=[1, 2], pair=(1, 2), unique={"a", "b"}, table={"a": 1}, text="0123",
        nested=Inner(a=1), level=2, either="x",
    )  # fmt: skip


class Aliased(BaseModel):
    plain: int = Field(default=0, alias="the-plain")
    checked: int = Field(default=0, validation_alias="theChecked")
    either: int = Field(default=0, validation_alias=AliasChoices("one", "two", AliasPath("deep", "three")))
    first: int = Field(default=0, validation_alias=AliasPath("list", 0))


def test_aliases() -> None:
    made = value_of(Aliased, {"the-plain": 1, "theChecked": 2, "two": 3, "list": [4, 5]})
    assert (made.plain, made.checked, made.either, made.first) == (1, 2, 3, 4)
    assert value_of(Aliased, {"deep": {"three": 3}}).either == 3
    assert value_of(Aliased, {"plain": 1, "checked": 2, "either": 3}) == Aliased()


def test_the_place_of_a_fault_is_where_the_value_stands() -> None:
    assert paths_of(faults_of(config_of("[x]\ntwo = 'a'"), Aliased, "x")) == ["x.two"]
    assert paths_of(faults_of(config_of("[x.deep]\nthree = 'a'"), Aliased, "x")) == ["x.deep.three"]
    assert paths_of(faults_of(config_of("[x]\nlist = ['a']"), Aliased, "x")) == ["x.list[0]"]


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
    max_size: int
    min_size: int = 0


def test_alias_generators_and_names() -> None:
    assert value_of(Camel, {"maxSize": 1}).max_size == 1
    assert value_of(Camel, {"max_size": 1, "minSize": 2}) == Camel(max_size=1, min_size=2)
    assert config_of(env={"APP_X_MAX_SIZE": "3"}).extract(Camel, "x").max_size == 3
    assert paths_of(faults_of(config_of(x={}), Camel, "x")) == ["x.maxSize"]


class Validated(BaseModel):
    before: list[str] = []
    after: int = 0
    wrapped: int = 0

    @pydantic.field_validator("before", mode="before")
    @classmethod
    def split(cls, value: Any) -> Any:
        return value.split("+") if isinstance(value, str) else value

    @pydantic.field_validator("after")
    @classmethod
    def even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("odd")
        return value

    @pydantic.field_validator("wrapped", mode="wrap")
    @classmethod
    def forgiving(cls, value: Any, handler: Any) -> int:
        return -1 if value == "none" else handler(value)

    @pydantic.model_validator(mode="after")
    def sums(self) -> Validated:
        if self.after > 100:
            raise ValueError("too much")
        return self


def test_validators() -> None:
    assert config_of(env={"APP_X_BEFORE": "a+b", "APP_X_WRAPPED": "none"}).extract(
        Validated, "x"
    ) == Validated(before=["a", "b"], wrapped=-1)
    fault = faults_of(config_of(x={"after": 3}), Validated, "x")[0]
    assert (fault.path, fault.message) == ("x.after", "Value error, odd")
    fault = faults_of(config_of(x={"after": 102}), Validated, "x")[0]
    assert (fault.path, fault.message) == ("x", "Value error, too much")


class Legacy(BaseModel):
    new: int

    @pydantic.model_validator(mode="before")
    @classmethod
    def rename(cls, values: Any) -> Any:
        return {"new": values["old"]} if "old" in values else values


def test_a_validator_of_all_values_sees_all_of_them() -> None:
    assert value_of(Legacy, {"old": 5}).new == 5


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


class Home(BaseModel):
    pet: Annotated[Union[Cat, Dog], Field(discriminator="kind")]
    other: Union[Cat, Dog, None] = None
    pets: list[Union[Cat, Dog]] = []


def test_unions() -> None:
    assert value_of(Home, {"pet": {"kind": "dog", "name": "d"}}).pet == Dog(kind="dog", name="d")
    env = {
        "APP_X_PET_KIND": "cat",
        "APP_X_PET_LIVES": "9",
        "APP_X_OTHER_KIND": "dog",
        "APP_X_OTHER_NAME": "0",
    }
    made = config_of(env=env).extract(Home, "x")
    assert made == Home(pet=Cat(kind="cat", lives=9), other=Dog(kind="dog", name="0"))
    env = {"APP_X_PET": '{"kind": "dog", "name": "d"}'}
    assert config_of(env=env).extract(Home, "x").pet == Dog(kind="dog", name="d")


def test_faults_in_unions() -> None:
    faults = faults_of(config_of("[x.pet]\nkind = 'cat'\nlives = 'many'"), Home, "x")
    assert paths_of(faults) == ["x.pet.lives"]
    faults = faults_of(
        config_of("[x]\npet = {kind = 'cat', lives = 1}\npets = [{kind = 'dog', name = 1}]"), Home, "x"
    )
    assert "x.pets[0].name" in paths_of(faults)
    assert all(path.startswith("x.pets[0]") for path in paths_of(faults))


class Secretive(BaseModel):
    key: pydantic.SecretStr
    many: list[pydantic.SecretStr] = []


def test_secret_strings() -> None:
    made = config_of(env={"APP_X_KEY": "0123"}).extract(Secretive, "x")
    assert made.key.get_secret_value() == "0123"
    assert "0123" not in repr(made)


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)
    number: int
    flag: bool = False
    maybe: Optional[int] = None
    numbers: list[int] = []
    pair: tuple[int, int] = (0, 0)
    names: set[str] = set()
    color: Optional[Literal["a"]] = None


def test_strict_models_take_text_of_variables() -> None:
    env = {
        "APP_X_NUMBER": "1", "APP_X_FLAG": "yes", "APP_X_MAYBE": "2", "APP_X_NUMBERS": "1,2", "APP_X_PAIR": "1,2",
        "APP_X_NAMES": "a,b",
    }  # fmt: skip
    made = config_of(env=env).extract(Strict, "x")
    assert made == Strict(number=1, flag=True, maybe=2, numbers=[1, 2], pair=(1, 2), names={"a", "b"})
    assert paths_of(faults_of(config_of(x={"number": "1"}), Strict, "x")) == ["x.number"]


def test_extra_keys() -> None:
    class Forbids(BaseModel):
        model_config = ConfigDict(extra="forbid")
        a: int = 0

    class Allows(BaseModel):
        model_config = ConfigDict(extra="allow")
        a: int = 0

    fault = faults_of(config_of("[x]\nb = 1"), Forbids, "x")[0]
    assert (fault.path, origin_of(fault).line) == ("x.b", 2)
    more: Any = value_of(Allows, {"b": {"c": 1}})
    assert more.b == {"c": 1}
    assert paths_of(faults_of(config_of(deny=True, x={"c": 1}), Inner, "x"))[-1] == "x.c"


class Numbers(pydantic.RootModel[list[int]]):
    pass


class HasRoot(BaseModel):
    numbers: Numbers


@dataclasses.dataclass
class DataWithRoot:
    numbers: Numbers


def test_root_models() -> None:
    assert value_of(Numbers, [1, 2]).root == [1, 2]
    assert config_of(env={"APP_X": "1,2"}).extract(Numbers, "x").root == [1, 2]
    assert config_of(env={"APP_X_NUMBERS": "1,2"}).extract(HasRoot, "x").numbers.root == [1, 2]
    assert value_of(DataWithRoot, {"numbers": [1]}).numbers == Numbers([1])
    assert paths_of(faults_of(config_of(x=[1, "a"]), Numbers, "x")) == ["x[1]"]
    assert paths_of(faults_of(config_of(x={"numbers": ["a"]}), DataWithRoot, "x")) == ["x.numbers[0]"]


class Box(BaseModel, Generic[T]):
    content: T


def test_generic_models() -> None:
    assert value_of(Box[int], {"content": 1}) == Box[int](content=1)
    assert value_of(Box[Inner], {"content": {"a": 1}}).content == Inner(a=1)
    assert paths_of(faults_of(config_of(x={"content": {"a": "b"}}), Box[Inner], "x")) == ["x.content.a"]


@pydantic.dataclasses.dataclass
class PydanticData:
    inner: Inner
    size: Annotated[int, Field(gt=0)] = 1
    other: str = Field(default="o", alias="else")


def test_dataclasses_of_pydantic() -> None:
    made = value_of(PydanticData, {"inner": {"a": 1}, "size": "5", "else": "e"})
    assert type(made) is PydanticData
    assert (made.inner, made.size, made.other) == (Inner(a=1), 5, "e")
    assert paths_of(faults_of(config_of(x={"inner": {}, "size": 0}), PydanticData, "x")) == [
        "x.inner.a",
        "x.size",
    ]


@dataclasses.dataclass
class Plain:
    models: dict[str, Inner]
    either: Inner | int = 0


class HasPlain(BaseModel):
    plain: Plain
    plains: list[Plain] = []


def test_models_and_dataclasses_in_each_other() -> None:
    made = value_of(HasPlain, {"plain": {"models": {"m": {"a": 1}}}, "plains": [{"models": {}}]})
    assert made == HasPlain(plain=Plain({"m": Inner(a=1)}), plains=[Plain({})])
    faults = faults_of(config_of(x={"models": {"m": {"a": "x"}, "n": {"b": "b"}}}), Plain, "x")
    assert paths_of(faults) == ["x.models.m.a", "x.models.n.a", "x.models.n.b"]
    assert value_of(Plain, {"models": {}, "either": {"a": 1}}).either == Inner(a=1)
    assert paths_of(faults_of(config_of(x={"plain": {"models": {"m": {"a": "x"}}}}), HasPlain, "x")) == [
        "x.plain.models.m.a"
    ]


class Node(BaseModel):
    value: int
    children: list[Node] = []
    next: Optional[Node] = None


def test_recursive_models() -> None:
    assert value_of(Node, {"value": 1, "children": [{"value": 2}]}).children[0].value == 2
    assert paths_of(faults_of(config_of(x={"value": 1, "next": {"value": "x"}}), Node, "x")) == [
        "x.next.value"
    ]


def test_a_model_that_is_not_complete() -> None:
    class Lost(BaseModel):
        other: Nowhere  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(TypeError, match=r"Lost.*Nowhere|Nowhere.*Lost"):
        config_of(x={}).extract(Lost, "x")


class Color(enum.IntEnum):
    RED = 1


class HasEnum(BaseModel):
    color: Color
    colors: list[Color] = []


def test_enums() -> None:
    assert config_of(env={"APP_X_COLOR": "1", "APP_X_COLORS": "1,RED"}).extract(HasEnum, "x") == HasEnum(
        color=Color.RED, colors=[Color.RED, Color.RED]
    )


def test_no_input_is_shown_of_what_pydantic_says() -> None:
    config = config_of("[x]\na = 1\nb = 'q'")
    assert "input_value" not in str(faults_of(config, Inner, "x")[0])


class Abstract(BaseModel):
    names: Sequence[str] = ()
    inner: Mapping[str, Inner] = {}
    many: Sequence[Inner] = ()


def test_abstract_collections() -> None:
    env = {"APP_X_NAMES": "a,b", "APP_X_INNER": '{"k": {"a": 1}}'}
    made = config_of("[[x.many]]\na = 1", env).extract(Abstract, "x")
    assert (list(made.names), dict(made.inner), list(made.many)) == (
        ["a", "b"],
        {"k": Inner(a=1)},
        [Inner(a=1)],
    )
    assert paths_of(faults_of(config_of(x={"many": [{"a": "x"}]}), Abstract, "x")) == ["x.many[0].a"]
