"""What went wrong, as exceptions and as data."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .types import OriginKind, Severity


class Origin:
    """Where a value came from: a place in a file, a variable, the program."""

    __module__ = "superconfig"
    __slots__ = ("column", "file", "kind", "line", "source", "variable")

    def __init__(
        self,
        kind: OriginKind,
        source: str,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        variable: str | None = None,
    ) -> None:
        self.kind: OriginKind = kind
        self.source = source
        self.file = file
        self.line = line
        self.column = column
        self.variable = variable

    def to_dict(self) -> dict[str, Any]:
        """The origin as the JSON forms show it: what it does not have is left out."""
        names = ("kind", "source", "file", "line", "column", "variable")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().items()))

    def __str__(self) -> str:
        place = self.source if self.file is None else self.file
        if self.line is not None:
            place = f"{place}:{self.line}:{self.column}"
        if self.variable is not None:
            return self.variable if self.file is None else f"{self.variable} ({place})"
        return place

    def __repr__(self) -> str:
        return f"<Origin {self}>"


class Related:
    """A further place that a diagnostic is about."""

    __module__ = "superconfig"
    __slots__ = ("message", "origin")

    def __init__(self, message: str, origin: Origin) -> None:
        self.message = message
        self.origin = origin

    def to_dict(self) -> dict[str, Any]:
        """As the JSON form shows it."""
        return {"message": self.message, "origin": self.origin.to_dict()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Related) and self.to_dict() == other.to_dict()

    def __repr__(self) -> str:
        return f"<Related {self.message}: {self.origin}>"


class Diagnostic:
    """One warning or error: what it is (`code`), where (`path`, `origin`), and what to do about it (`help`)."""

    __module__ = "superconfig"
    __slots__ = ("code", "help", "message", "origin", "path", "related", "severity")

    def __init__(
        self,
        code: str,
        severity: Severity,
        message: str,
        path: str | None = None,
        origin: Origin | None = None,
        related: Sequence[Related] = (),
        help: str | None = None,
    ) -> None:
        self.code = code
        self.severity: Severity = severity
        self.message = message
        self.path = path
        self.origin = origin
        self.related = list(related)
        self.help = help

    def to_dict(self) -> dict[str, Any]:
        """As the JSON form shows it: what it does not have is `None`."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "path": self.path,
            "origin": None if self.origin is None else self.origin.to_dict(),
            "related": [related.to_dict() for related in self.related],
            "help": self.help,
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Diagnostic) and self.to_dict() == other.to_dict()

    def __str__(self) -> str:
        place = "" if self.origin is None else f" ({self.origin})"
        path = "" if self.path is None else f"`{self.path}`: "
        return f"{self.severity}[{self.code}]: {path}{self.message}{place}"

    def __repr__(self) -> str:
        return f"<Diagnostic {self}>"


class ConfigError(Exception):
    """Something is wrong with a configuration. All that is wrong is in `diagnostics`."""

    __module__ = "superconfig"

    def __init__(self, text: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(text, diagnostics)
        self.diagnostics = list(diagnostics)

    def __str__(self) -> str:
        return str(self.args[0])

    def _first(self) -> Diagnostic | None:
        return self.diagnostics[0] if self.diagnostics else None

    @property
    def code(self) -> str | None:
        """The code of the first diagnostic, such as `SC0502`."""
        return first.code if (first := self._first()) else None

    @property
    def path(self) -> str | None:
        """The key path that the first diagnostic is about."""
        return first.path if (first := self._first()) else None

    @property
    def origin(self) -> Origin | None:
        """The place that the first diagnostic is about."""
        return first.origin if (first := self._first()) else None


class KeyNotFoundError(ConfigError, KeyError):
    """Nothing is set at a path."""

    __module__ = "superconfig"
    __str__ = ConfigError.__str__


class TypeMismatchError(ConfigError, TypeError):
    """A value is not of the type that was asked for."""

    __module__ = "superconfig"


class ParseError(ConfigError, ValueError):
    """A text is not of its format."""

    __module__ = "superconfig"


class ValidationError(ConfigError, ValueError):
    """A value is missing, or breaks a rule."""

    __module__ = "superconfig"


_KINDS: dict[str, type[ConfigError]] = {
    "missing": KeyNotFoundError,
    "type": TypeMismatchError,
    "parse": ParseError,
    "validation": ValidationError,
    "other": ConfigError,
}


def origin_of(text: str) -> Origin:
    """The origin that a JSON text describes."""
    import json

    return Origin(**json.loads(text))


def diagnostics_of(lines: str) -> list[Diagnostic]:
    """The diagnostics that JSON lines describe."""
    import json

    found: list[Diagnostic] = []
    # Not `splitlines`, which also splits at characters that may stand in a JSON string.
    for line in lines.split("\n"):
        if line:
            found.append(_diagnostic(json.loads(line)))
    return found


def _diagnostic(parts: dict[str, Any]) -> Diagnostic:
    origin = parts.pop("origin")
    related = [Related(place["message"], Origin(**place["origin"])) for place in parts.pop("related")]
    return Diagnostic(origin=origin and Origin(**origin), related=related, **parts)


def exception_of(kind: str, text: str, lines: str) -> ConfigError:
    """The exception of a kind, with the advice as notes, which Python shows below it."""
    diagnostics = diagnostics_of(lines)
    exception = _KINDS[kind](text, diagnostics)
    several = len(diagnostics) > 1
    for diagnostic in diagnostics:
        if diagnostic.help is not None:
            about = f" ({diagnostic.path})" if several and diagnostic.path is not None else ""
            exception.add_note(f"help{about}: {diagnostic.help}")
    return exception
