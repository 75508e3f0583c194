"""What went wrong, as exceptions and as data."""


class Origin:
    """Where a value came from: a place in a file, a variable, the program."""

    __slots__ = ("column", "file", "kind", "line", "source", "variable")

    def __init__(self, kind, source, file=None, line=None, column=None, variable=None):
        self.kind = kind
        self.source = source
        self.file = file
        self.line = line
        self.column = column
        self.variable = variable

    def to_dict(self):
        """The origin as the JSON forms show it: what it does not have is left out."""
        names = ("kind", "source", "file", "line", "column", "variable")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def __eq__(self, other):
        return isinstance(other, Origin) and self.to_dict() == other.to_dict()

    def __hash__(self):
        return hash(tuple(self.to_dict().items()))

    def __str__(self):
        place = self.source if self.file is None else self.file
        if self.line is not None:
            place = f"{place}:{self.line}:{self.column}"
        if self.variable is not None:
            return self.variable if self.file is None else f"{self.variable} ({place})"
        return place

    def __repr__(self):
        return f"<Origin {self}>"


class Related:
    """A further place that a diagnostic is about."""

    __slots__ = ("message", "origin")

    def __init__(self, message, origin):
        self.message = message
        self.origin = origin

    def to_dict(self):
        """As the JSON form shows it."""
        return {"message": self.message, "origin": self.origin.to_dict()}

    def __eq__(self, other):
        return isinstance(other, Related) and self.to_dict() == other.to_dict()

    __hash__ = None

    def __repr__(self):
        return f"<Related {self.message}: {self.origin}>"


class Diagnostic:
    """One warning or error: what it is (`code`), where (`path`, `origin`), and what to do about it (`help`)."""

    __slots__ = ("code", "help", "message", "origin", "path", "related", "severity")

    def __init__(self, code, severity, message, path=None, origin=None, related=(), help=None):
        self.code = code
        self.severity = severity
        self.message = message
        self.path = path
        self.origin = origin
        self.related = list(related)
        self.help = help

    def to_dict(self):
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

    def __eq__(self, other):
        return isinstance(other, Diagnostic) and self.to_dict() == other.to_dict()

    __hash__ = None

    def __str__(self):
        place = "" if self.origin is None else f" ({self.origin})"
        path = "" if self.path is None else f"`{self.path}`: "
        return f"{self.severity}[{self.code}]: {path}{self.message}{place}"

    def __repr__(self):
        return f"<Diagnostic {self}>"


class ConfigError(Exception):
    """Something is wrong with a configuration. All that is wrong is in `diagnostics`."""

    def __init__(self, text, diagnostics=()):
        super().__init__(text, diagnostics)
        self.diagnostics = list(diagnostics)

    def __str__(self):
        return self.args[0]

    def _first(self, name):
        return getattr(self.diagnostics[0], name) if self.diagnostics else None

    @property
    def code(self):
        """The code of the first diagnostic, such as `SC0502`."""
        return self._first("code")

    @property
    def path(self):
        """The key path that the first diagnostic is about."""
        return self._first("path")

    @property
    def origin(self):
        """The place that the first diagnostic is about."""
        return self._first("origin")


class KeyNotFoundError(ConfigError, KeyError):
    """Nothing is set at a path."""

    __str__ = ConfigError.__str__


class TypeMismatchError(ConfigError, TypeError):
    """A value is not of the type that was asked for."""


class ParseError(ConfigError, ValueError):
    """A text is not of its format."""


class ValidationError(ConfigError, ValueError):
    """A value is missing, or breaks a rule."""


_KINDS = {
    "missing": KeyNotFoundError,
    "type": TypeMismatchError,
    "parse": ParseError,
    "validation": ValidationError,
    "other": ConfigError,
}


def _origin(parts):
    return None if parts is None else Origin(**parts)


def origin_of(text):
    """The origin that a JSON text describes."""
    import json

    return _origin(json.loads(text))


def diagnostics_of(lines):
    """The diagnostics that JSON lines describe."""
    import json

    found = []
    # Not `splitlines`, which also splits at characters that may stand in a JSON string.
    for line in lines.split("\n"):
        if line:
            parts = json.loads(line)
            parts["origin"] = _origin(parts["origin"])
            parts["related"] = [
                Related(related["message"], _origin(related["origin"])) for related in parts["related"]
            ]
            found.append(Diagnostic(**parts))
    return found


def exception_of(kind, text, lines):
    """The exception of a kind, with the advice as notes, which Python shows below it."""
    diagnostics = diagnostics_of(lines)
    exception = _KINDS[kind](text, diagnostics)
    several = len(diagnostics) > 1
    for diagnostic in diagnostics:
        if diagnostic.help is not None:
            about = f" ({diagnostic.path})" if several and diagnostic.path is not None else ""
            exception.add_note(f"help{about}: {diagnostic.help}")
    return exception
