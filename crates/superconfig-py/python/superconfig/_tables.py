"""Tables and arrays of a configuration: dictionaries and lists that cannot be changed."""

from __future__ import annotations

from ._native import direct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, NoReturn

    from ._native import Names

    Dict = dict[str, Any]
    List = list[Any]
else:
    # Without brackets at run time: those of `dict[...]` need `typing`, or make every call slower.
    Dict, List = dict, list

MASK = "********"


def _refuse(self: object, *_args: Any, **_options: Any) -> NoReturn:
    what = "table" if isinstance(self, dict) else "array"
    raise TypeError(f"this {what} belongs to a configuration and is read-only: copy it first")


@direct
class Array(List):
    """An array of a configuration: a read-only list."""

    __module__ = "superconfig"
    __slots__ = ()

    append = extend = insert = pop = remove = clear = sort = reverse = _refuse
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse

    def copy(self) -> list[Any]:
        """A list of the same elements that is the caller's own."""
        return list(self)

    __copy__ = copy

    def __deepcopy__(self, memo: object) -> Any:
        return plain(self)

    def __reduce__(self) -> tuple[type[list[Any]], tuple[()], None, Iterator[Any]]:
        return list, (), None, iter(plain(self))


@direct
class SecretArray(Array):
    """An array below a key that means a secret: what is in it is masked where it is displayed."""

    __module__ = "superconfig"
    __slots__ = ()

    def __repr__(self) -> str:
        return repr([MASK] * len(self))


@direct
class Section(Dict):
    """A table of a configuration: a read-only dictionary of one generation, whose keys are attributes as well.

    Values whose keys mean secrets are masked where the table is displayed, and only there.
    """

    __module__ = "superconfig"
    __slots__ = ("_names",)

    _names: Names

    update = pop = popitem = clear = setdefault = _refuse
    __setitem__ = __delitem__ = __ior__ = _refuse

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"there is no key {name!r}", name=name, obj=self) from None

    def __setattr__(self, name: str, value: object) -> NoReturn:
        _refuse(self)

    def __delattr__(self, name: str) -> NoReturn:
        _refuse(self)

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *(key for key in self if key.isidentifier())]

    def copy(self) -> dict[str, Any]:
        """A dictionary of the same entries that is the caller's own."""
        return dict(self)

    __copy__ = copy

    def __deepcopy__(self, memo: object) -> Any:
        return plain(self)

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[()], None, None, Iterator[tuple[str, Any]]]:
        return dict, (), None, None, iter(plain(self).items())

    def __repr__(self) -> str:
        hidden = self._names.matches
        shown = (f"{key!r}: {repr(MASK) if hidden(key) else repr(value)}" for key, value in self.items())
        return "{" + ", ".join(shown) + "}"


def plain(value: Any) -> Any:
    """A copy that is the caller's own, all the way down."""
    if isinstance(value, Section):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, Array):
        return [plain(inner) for inner in value]
    return value
