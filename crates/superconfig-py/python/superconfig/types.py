"""The types that the signatures of this package name, for annotations of your own. Importing it is optional."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, Required, TypeAlias, TypedDict

StrPath: TypeAlias = str | os.PathLike[str]
"""A path of a file or directory."""

Environment: TypeAlias = Mapping[str, str] | Mapping[bytes, bytes]
"""Variables and their values."""

Format: TypeAlias = Literal["json", "json5", "toml", "yaml", "ron", "ini", "env"]
"""A format that can be read."""

WritableFormat: TypeAlias = Literal["json", "toml", "yaml", "env"]
"""A format that can be written."""

Strategy: TypeAlias = Literal["merge", "join", "adjoin", "admerge"]
"""How a source is merged: `merge` replaces, `join` only fills holes; the others concatenate arrays as well."""

MergeOrder: TypeAlias = Literal[
    "alphabetical",
    "reverse",
    "smallest_first",
    "largest_first",
    "oldest_first",
    "newest_first",
    "hierarchical",
    "as_discovered",
]
"""In which order the files of a pattern are merged; the last one wins."""

Level: TypeAlias = Literal["system", "user", "project", "local"]
"""A level of an app's hierarchy."""

Nesting: TypeAlias = Literal["guided", "first_underscore"]
"""How underscores in the names of variables nest."""

Style: TypeAlias = Literal["plain", "color"]
"""How diagnostics are shown."""

Verbosity: TypeAlias = Literal["silent", "info", "debug", "trace"] | int
"""How much of a load is recorded: a word, or 0 to 3."""

Severity: TypeAlias = Literal["warning", "error"]
"""How bad a diagnostic is."""

OriginKind: TypeAlias = Literal["default", "file", "text", "env", "cli", "override", "config", "custom"]
"""What kind of source a value came from."""

OperationKind: TypeAlias = Literal["add", "prepend", "remove"]
"""What was done to an array or table."""

ChangeKind: TypeAlias = Literal["added", "removed", "changed"]
"""What a reload did to a value."""

Check: TypeAlias = Callable[[Any], bool | str | None]
"""A rule as a function: `None` and `True` are fine, `False`, a text or an exception are not."""


class RecursiveSearch(TypedDict, total=False):
    """Directories in which patterns are looked for at any depth, or down to `max_depth`."""

    recursive: Required[Sequence[StrPath]]
    max_depth: int | None


class SourceOptions(TypedDict, total=False):
    """The options that every source takes."""

    name: str | None
    """What explanations call it."""
    profile: str | None
    """It only counts while this profile is selected."""
    nested: bool
    """Its tables at the top are profiles."""
    required: bool
    """It must be there."""
    optional: bool
    """Nothing is said if it is not there."""
    ignore_empty: bool
    """Empty texts, arrays, tables and nulls count as not set."""
    strategy: Strategy | None
    """How it is merged; `merge` unless said."""
    operations: bool | None
    """Whether keys such as `paths_add` are operations."""
    interpolation: bool | None
    """Whether `${...}` in its texts is expanded, where its format has that."""


class FileOptions(SourceOptions, total=False):
    """The options of sources that are files."""

    format: Format | None
    """Its format, whatever its name says."""


class HasLoad(Protocol):
    """A source of your own. It may also have a `name`, and `watch_targets`: paths that it depends on."""

    def load(self) -> object:
        """A table, or a pair of a text and its format."""
        ...


Source: TypeAlias = HasLoad | Callable[[], object]
"""A source of your own: an object with `load`, or a function."""
