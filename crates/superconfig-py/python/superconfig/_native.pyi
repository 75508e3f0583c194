"""The native part of the package. What is public of it is in `superconfig`; use it from there."""

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from types import GenericAlias
from typing import Any, Generic, Self, TypeAlias, TypeVar, Unpack, final, overload

from typing_extensions import disjoint_base

from ._config import Config as PublicConfig
from ._errors import ConfigError, Diagnostic, Origin
from ._tables import Section
from .types import (
    ChangeKind,
    Check,
    Environment,
    FileOptions,
    Format,
    Level,
    MergeOrder,
    Nesting,
    OperationKind,
    OriginKind,
    RecursiveSearch,
    Source,
    SourceOptions,
    StrPath,
    Style,
    Verbosity,
    WritableFormat,
)

_T = TypeVar("_T")

__version__: str
"""The version of the package."""

def direct(cls: type[_T]) -> type[_T]:
    """The same class, made by native code: what it inherits is as fast as it is in the base."""

def install(classes: object) -> None:
    """Hands the classes and functions of the package to native code. Only the package itself calls it."""

def shut() -> None:
    """Lets no other thread into code in Python any more, and waits for those that are inside."""

def forked() -> None:
    """In a forked child: the threads that were inside are not there."""

def command(arguments: Sequence[StrPath]) -> int:
    """Runs the `superconfig` command with its arguments, the first of which is its name; the exit code."""

def clear_cache() -> None:
    """Forgets all files that were read: the next load reads them again.

    It is never needed for correctness, as a file that changed is read anew.
    """

@final
class Names:
    """The names of secrets, for tables that show themselves."""

    def matches(self, key: str) -> bool:
        """Whether what a key of this name holds is not to be shown."""

@final
class Core:
    """A configuration of the core, on its way to its public object."""

@final
class SuperConfig:
    """Collects sources and options, and builds a configuration.

    Every method answers with a new builder, so one can be the base of several. A later source wins over an earlier
    one. Nothing is read before `build`.

    >>> base = SuperConfig().with_defaults({"port": 80}).with_env_snapshot({"APP_PORT": "8080"})
    >>> base.build()["port"], base.with_env("APP_").build()["port"]
    (80, 8080)
    """

    def __new__(cls) -> Self: ...

    # Sources

    def with_defaults(self, defaults: object) -> Self:
        """Adds defaults: a mapping, a dataclass, or a model of pydantic, attrs or msgspec. Belongs first.

        Raises `TypeError` for an object that no configuration can hold, `ValueError` for an integer beyond 64 bits,
        `RecursionError` for an object that contains itself.
        """

    def with_fallback(self, defaults: object) -> Self:
        """Adds defaults that are weaker than everything, wherever they stand. Raises as `with_defaults` does."""

    def with_defaults_string(self, text: str) -> Self:
        """Adds defaults as a text, whose format is found out by reading it."""

    def with_string(self, text: str, format: Format, **options: Unpack[SourceOptions]) -> Self:
        """Adds a text of a format.

        >>> SuperConfig().with_string("port: 80", "yaml").build()["port"]
        80
        """

    def with_file(self, path: StrPath, **options: Unpack[FileOptions]) -> Self:
        """Adds a file. That it is not there is a warning.

        A name without extension is looked for with each extension that is known: `.toml`, `.yaml`, `.json`, …
        """

    def with_required_file(self, path: StrPath, **options: Unpack[FileOptions]) -> Self:
        """Adds a file that must be there: otherwise `build` raises a `ConfigError` that names every path tried."""

    def with_file_opt(self, path: StrPath | None, **options: Unpack[FileOptions]) -> Self:
        """Adds a file, or nothing if the path is `None`: for a path that the command line may give."""

    def with_nested_file(self, path: StrPath, **options: Unpack[FileOptions]) -> Self:
        """Adds a file whose tables at the top are profiles; `default` always counts, `global` beats them all."""

    def join_file(self, path: StrPath, **options: Unpack[FileOptions]) -> Self:
        """Adds a file that only fills holes: it never replaces a value that is there."""

    def with_profile_files(self, base: StrPath) -> Self:
        """Adds `config.toml`, then `config.<profile>.toml` for each selected profile, for the base `config`."""

    def with_dotenv(self, path: StrPath, **options: Unpack[FileOptions]) -> Self:
        """Adds a dotenv file: lines such as `KEY=value`."""

    def with_glob(
        self,
        *patterns: str,
        search: Sequence[StrPath] | RecursiveSearch | None = None,
        merge_order: MergeOrder | Sequence[str] | None = None,
        ignored: Sequence[str] | None = None,
        links_outside: bool = False,
        **options: Unpack[FileOptions],
    ) -> Self:
        """Adds all files that match a pattern such as `conf.d/*.toml`.

        `search` says in which directories, or below which: `{"recursive": ["etc"], "max_depth": 2}`. `merge_order` is
        a word, or patterns whose files are merged in this order. `ignored` are patterns of names that are passed over.
        Links that lead out of the directories are only followed with `links_outside`.

        Raises `TypeError` without a pattern.
        """

    def with_hierarchical_config(
        self,
        app: str,
        *,
        levels: Sequence[Level] | None = None,
        markers: Sequence[str] | None = None,
        project_root: StrPath | None = None,
        system_directories: Sequence[StrPath] | None = None,
        user_directories: Sequence[StrPath] | None = None,
        **options: Unpack[FileOptions],
    ) -> Self:
        """Adds the files of an app as Git does: of the system, the user, the project; later ones win.

        `levels` says which of these, and `markers` how a project is recognized (`.git`, …).
        """

    def with_hierarchical(self, app: str, **options: Unpack[FileOptions]) -> Self:
        """Adds the files of an app: `with_hierarchical_config` without its options."""

    def with_env(
        self,
        prefix: str = "",
        *,
        separator: str | None = None,
        nesting: Nesting | None = None,
        preserve_case: bool = False,
        file_suffix: bool = False,
        ignore: Sequence[str] | None = None,
        only: Sequence[str] | None = None,
        global_: bool = False,
        **options: Unpack[SourceOptions],
    ) -> Self:
        """Adds the variables whose names begin with a prefix: `APP_SERVER_PORT` sets `server.port` with `APP_`.

        `separator` is what nests instead (`__`), `nesting` another way to do so. With `file_suffix`, a variable
        `APP_TOKEN_FILE` names the file that holds the value of `token`. With `global_`, profiles do not beat it.

        Raises `TypeError` if both `separator` and `nesting` are given.
        """

    def with_env_ignore_empty(self, prefix: str) -> Self:
        """Adds the variables whose names begin with a prefix and that are not empty."""

    def with_cli_opt(self, values: object | None) -> Self:
        """Adds the values of the command line: `None`, `""`, `[]` and `{}` mean "not given", `False` and `0` count.

        An `argparse.Namespace` is given as `vars(namespace)`. Raises as `with_defaults` does.
        """

    def with_override(self, path: str, value: object) -> Self:
        """Sets one value, whatever the sources before say. Raises as `with_defaults` does.

        >>> SuperConfig().with_override("server.port", 1).build()["server"]
        {'port': 1}
        """

    def with_overrides(self, overrides: Sequence[str]) -> Self:
        """Sets values as a command line gives them: `["server.port=8080"]`."""

    def with_config(self, config: Config, **options: Unpack[SourceOptions]) -> Self:
        """Adds the values of another configuration, with where they came from."""

    def with_source(self, source: Source, **options: Unpack[SourceOptions]) -> Self:
        """Adds a source of your own: a function, or an object with a method `load`.

        It returns a table, or a pair of a text and its format. What it raises becomes a diagnostic. An object may also
        have a `name`, and `watch_targets`: paths (or a method that returns them) whose changes lead to a reload.

        >>> SuperConfig().with_source(lambda: ("port = 80", "toml")).build()["port"]
        80

        Raises `TypeError` for what is no source.
        """

    # Options

    def select(self, profile: str) -> Self:
        """Selects a profile, besides those that are selected."""

    def select_all(self, profiles: Sequence[str]) -> Self:
        """Selects several profiles; a later one wins."""

    def select_from_env(self, variable: str) -> Self:
        """Selects the profiles that a variable names, with commas between; none if it is not set."""

    def strict(self, on: bool = True) -> Self:
        """Whether every warning is an error."""

    def with_strict(self) -> Self:
        """Makes every warning an error."""

    def deny_unknown(self) -> Self:
        """Makes keys errors that the type that is extracted does not know."""

    def with_operations(self, on: bool) -> Self:
        """Whether keys such as `paths_add`, `paths_prepend` and `paths_remove` are operations (they are)."""

    def with_limits(
        self,
        *,
        file_size: int | None = None,
        depth: int | None = None,
        nodes: int | None = None,
        alias_factor: int | None = None,
        alias_bytes: int | None = None,
    ) -> Self:
        """How large inputs may be: bytes of a file, depth and number of values, growth by YAML's aliases.

        A limit that is not given is the one of the library.
        """

    def with_secret(self, name: str) -> Self:
        """Masks values of keys with this name wherever they are displayed, as passwords and tokens are."""

    def trust(self, path: StrPath) -> Self:
        """Trusts project files at or below a path, whoever owns them."""

    def trust_all(self) -> Self:
        """Trusts all project files, whoever owns them."""

    def validate(self, path: str, rule: Rule | Check) -> Self:
        """Adds a rule for the value at a path. All that are broken are in one `ValidationError`.

        >>> SuperConfig().validate("port", Rule.range(1, 65535)).with_override("port", 80).build()["port"]
        80

        Raises `TypeError` for what is neither a `Rule` nor a function.
        """

    def validate_with(self, check: Callable[[dict[str, Any]], bool | str | None]) -> Self:
        """Adds a rule for the configuration as a whole, which the function gets as a dictionary.

        `None` and `True` are fine, `False`, a text or an exception are not.
        """

    def with_schema(self, schema: str | Mapping[str, Any]) -> Self:
        """Checks against a JSON Schema: its text, or the schema as a mapping. What breaks it is a `ValidationError`."""

    def with_env_snapshot(self, env: Environment) -> Self:
        """Takes variables from a mapping, not from `os.environ`. Nothing else of the environment is looked at."""

    def with_cwd(self, path: StrPath) -> Self:
        """Takes a directory for the current one: that of relative paths, and where a project is looked for."""

    def with_home(self, path: StrPath) -> Self:
        """Takes a directory for the home of the user."""

    def with_verbosity(self, level: Verbosity) -> Self:
        """How much of the load is recorded for `debug_messages`. Raises `ValueError` for a word that is no level."""

    def with_info_verbosity(self) -> Self:
        """Records what is loaded."""

    def with_debug_verbosity(self) -> Self:
        """Records steps as well."""

    def with_trace_verbosity(self) -> Self:
        """Records everything."""

    def with_hot_reload(
        self, *, debounce: float | None = None, max_wait: float | None = None, poll: float | None = None
    ) -> Self:
        """Watches the files from the start, as `Config.watch` does. Times are in seconds.

        Raises `ValueError` for a time that is negative or no number.
        """

    # Building

    def build(self) -> PublicConfig:
        """Loads everything.

        Raises `ConfigError`, or one of its subclasses, if something cannot be loaded or breaks a rule; all that is
        wrong is in its `diagnostics`. Other threads go on meanwhile.
        """

    def build_lenient(self) -> tuple[PublicConfig, list[Diagnostic]]:
        """Loads what can be loaded, and tells everything that is wrong."""

@disjoint_base
class Config(Mapping[str, Any]):
    """The native part of `superconfig.Config`."""

    def __new__(cls, core: Core) -> Self: ...
    def __getitem__(self, key: str, /) -> Any:
        """The value at a key, or at a path. A key that is spelled so comes first.

        Raises `KeyNotFoundError`, a `KeyError`, that says what is there instead.
        """

    def __contains__(self, key: object, /) -> bool:
        """Whether something stands at a key or path."""

    def __len__(self) -> int:
        """The number of keys at the top."""

    def __iter__(self) -> Iterator[str]:
        """The keys at the top, in order."""

    def __eq__(self, other: object, /) -> bool:
        """Whether the values are those of another configuration or dictionary."""

    # The base has an overload for a default of the type of the values, which here is any.
    @overload
    def get(self, key: str) -> Any | None:
        """The value at a key or path, or `None`."""
    @overload
    def get(self, key: str, default: _T) -> Any | _T:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The value at a key or path, or a default.

        >>> from superconfig import load
        >>> load(defaults={"server": {"port": 80}}, env={}).get("server.host", "localhost")
        'localhost'
        """

    def get_many(self, *keys: str) -> list[Any]:
        """The values at several keys or paths, all of one generation. Raises as `config[key]` does."""

    def keys(self) -> KeysView[str]:
        """The keys at the top, of one generation."""

    def values(self) -> ValuesView[Any]:
        """The values at the top, of one generation."""

    def items(self) -> ItemsView[str, Any]:
        """Keys and values at the top, of one generation."""

    def key(self, name: str) -> Any:
        """The value of a key at the top that is spelled so, or `KeyError`. No variable is taken for it."""

    def snapshot(self) -> Section:
        """Everything as a read-only table of one generation: it does not follow reloads."""

    def not_found(self, key: object) -> KeyError:
        """The exception for a key that is not there, with advice."""

    def has_key(self, path: str) -> bool:
        """Whether something stands at a path."""

    def keys_at(self, path: str = "") -> list[str]:
        """The keys of the table at a path.

        Raises `KeyNotFoundError` if nothing is there, `TypeMismatchError` if it is no table.
        """

    def section(self, path: str) -> PublicConfig:
        """The table at a path as a configuration of its own, which follows reloads.

        Raises `KeyNotFoundError` if nothing is there, `TypeMismatchError` if it is no table.
        """

    def to_dict(self, path: str = "") -> dict[str, Any]:
        """The table at a path (or everything) as a plain dictionary, all of it the caller's own.

        Raises `KeyNotFoundError` if nothing is there, `TypeMismatchError` if it is no table.
        """

    # Telling

    def as_json(self) -> str:
        """Everything as JSON, secrets included."""

    def as_yaml(self) -> str:
        """Everything as YAML, secrets included."""

    def as_toml(self) -> str:
        """Everything as TOML, secrets included."""

    def as_json_redacted(self) -> str:
        """Everything as JSON, with masked secrets."""

    def as_yaml_redacted(self) -> str:
        """Everything as YAML, with masked secrets."""

    def as_toml_redacted(self) -> str:
        """Everything as TOML, with masked secrets."""

    def export(
        self, format: WritableFormat, path: str = "", *, redacted: bool = False
    ) -> tuple[str, list[Diagnostic]]:
        """The table at a path (or everything) in a format, and warnings about what the format cannot say.

        Raises `ValueError` for a word that is no format, `ConfigError` if it cannot be written.
        """

    def write(self, path: StrPath) -> list[Diagnostic]:
        """Writes a file in the format of its name, and answers with the warnings of `export`.

        Raises `ConfigError` if it cannot be written.
        """

    def get_string(self, path: str) -> str:
        """A text, number, boolean or date as text.

        Raises `KeyNotFoundError` if nothing is there, `TypeMismatchError` for an array or table.
        """

    def explain(self, path: str) -> Explanation | None:
        """Where the value at a path came from, what it beat, and what was done to it. `None` if nothing is there.

        >>> from superconfig import load
        >>> print(load(overrides=["port=80"], env={}).explain("port").origin)
        override
        """

    def explain_all(self, path: str = "") -> list[Explanation]:
        """The same for every value at and below a path."""

    def why_not(self, name: str, *, reveal: bool = False) -> WhyNot:
        """Why nothing, or not what was expected, stands at a path, or is set by a variable.

        With `reveal`, secrets are shown.
        """

    def sources(self) -> list[SourceReport]:
        """The sources, in the order in which they count."""

    def files(self) -> list[tuple[str, str | None]]:
        """The files that were looked for; each with why it does not count, or `None` if it does."""

    def warnings(self) -> list[Diagnostic]:
        """All warnings."""

    def render_warnings(self, style: Style = "plain") -> str:
        """All warnings as text, with snippets of their sources."""

    def has_warnings(self) -> bool:
        """Whether there are warnings."""

    def debug_config(self) -> str:
        """Everything as a text for people, with masked secrets."""

    def debug_sources(self) -> str:
        """The sources as a text for people."""

    def debug_messages(self, level: Verbosity | None = None) -> list[DebugMessage]:
        """The load trace, or what is in it up to a level. Nothing is recorded unless `with_verbosity` says so."""

    def clear_debug_messages(self) -> None:
        """Forgets the load trace."""

    def timings_json(self) -> str:
        """What the last load spent on what, as JSON."""

    # Extracting

    def extract_shape(self, shape: Shape, path: str) -> Any:
        """What stands at a path as the object of a shape; `extract` takes the type itself."""

    def handle_shape(self, shape: Shape, path: str) -> Handle[Any]:
        """A handle of what stands at a path as the object of a shape; `handle` takes the type itself."""

    # Following

    @property
    def generation(self) -> int:
        """The number of the generation that is served: 1, and one more with every reload that changed something."""

    def status_parts(self) -> tuple[int, float, bool, ConfigError | None, list[tuple[str, str | None]]]:
        """What `status` is made of."""

    def reload(self) -> list[Change]:
        """Loads again what has changed, and answers with the changes of values.

        Raises `ConfigError` if that fails; the values stay as they were.
        """

    def reload_files(self, *files: StrPath) -> list[Change]:
        """The same for some files only."""

    def wait_for(self, generation: int, timeout: float) -> bool:
        """Waits until a generation, or a later one, is served, at most some seconds; whether it is."""

    def on_change(self, callback: Callable[[list[Change]], object], path: str = "") -> Subscription:
        """Calls a function with the changes at and below a path, after every reload that made some.

        It is called in the thread that reloads. What it raises is told to `sys.unraisablehook`.
        """

    def on_error(self, callback: Callable[[ConfigError], object]) -> Subscription:
        """Calls a function with the exception of every reload that failed."""

    def start_watching(
        self, *, debounce: float | None = None, max_wait: float | None = None, poll: float | None = None
    ) -> None:
        """Begins to watch; `watch` does, and ends it as well."""

    def stop_watching(self) -> None:
        """Ends watching if nobody else wants it. Waits for a callback that runs."""

    def pause_watching(self, timeout: float) -> bool:
        """Ends watching for a moment in which no thread may run; tells whether it was watched.

        Waits for a callback that runs, but at most some seconds.
        """

    def resume_watching(self) -> None:
        """Watches again as before, if it is still wanted."""

    def updates(self) -> Updates:
        """Updates from now on: what `changes` is made of."""

    def close(self) -> None:
        """Ends watching, callbacks and updates. Waits for a callback that runs. The values can still be read."""

@final
class Handle(Generic[_T]):
    """An object that follows every reload, made by `Config.handle`."""

    def __class_getitem__(cls, key: Any) -> GenericAlias: ...
    def get(self) -> _T:
        """The object of the generation that is served. It is the same one until a reload changes what it is made of."""

_Field: TypeAlias = tuple[object, Sequence[str], Shape, bool]
_Answer: TypeAlias = tuple[object, Sequence[tuple[Sequence[object], str]]]

@final
class Shape:
    """The shape of a type: what Python says about it, so that values can be extracted for it."""

    @staticmethod
    def simple(name: str) -> Shape:
        """A scalar, or anything, by name."""

    @staticmethod
    def one_of(names: Sequence[str], objects: Sequence[object]) -> Shape:
        """One of these names, each for an object."""

    @staticmethod
    def literal(values: Sequence[object], expected: str) -> Shape:
        """One of these scalars."""

    @staticmethod
    def optional(inner: Shape) -> Shape:
        """A shape, or null."""

    @staticmethod
    def list(element: Shape, make: Callable[[Any], object] | None = None) -> Shape:
        """Elements of one shape, made into a collection by a function unless it is a list."""

    @staticmethod
    def tuple(elements: Sequence[Shape]) -> Shape:
        """Elements of these shapes, one of each."""

    @staticmethod
    def map(key: Shape, value: Shape, make: Callable[[Any], object] | None = None) -> Shape:
        """A table of any keys, made into another mapping by a function unless it is a dictionary."""

    @staticmethod
    def structure(
        name: str,
        fields: Sequence[_Field],
        *,
        open: bool = False,
        lenient: bool = False,
        make: Callable[..., object] | None = None,
    ) -> Shape:
        """A class: its name, its fields as (name, keys, shape, required), and how objects are made of keywords.

        An open one keeps keys that are no fields. Of a lenient one, what checks it says what is missing.
        """

    @staticmethod
    def union(alternatives: Sequence[Shape], expected: str, *, plain: bool = False) -> Shape:
        """The first of these shapes that fits. A plain one is part of what something else checks."""

    @staticmethod
    def checked(from_: Shape, check: Callable[[Any], _Answer], *, built: bool = False) -> Shape:
        """What a function makes of a value: it answers with the object and the faults.

        It takes plain objects, or (`built`) those of the program's classes.
        """

    @staticmethod
    def made(from_: Shape, make: Callable[[Any], object]) -> Shape:
        """What a function makes of a scalar."""

    @staticmethod
    def later() -> Shape:
        """A shape that is settled later, for types that refer to themselves."""

    def settle(self, shape: Shape) -> None:
        """Settles it."""

@final
class Rule:
    """What a value must be. Rules are joined with `&` and `|`, also with functions.

    >>> port = Rule.range(1, 65535) | Rule.one_of(["auto"])
    """

    @staticmethod
    def range(min: float | None = None, max: float | None = None) -> Rule:
        """A number between two bounds, both included; either may be left out.

        Raises `TypeError` for a bound that is no number.
        """

    @staticmethod
    def length(min: int | None = None, max: int | None = None) -> Rule:
        """The length of a text (in characters), an array or a table."""

    @staticmethod
    def regex(pattern: str) -> Rule:
        """A text in which a pattern is found. Patterns are those of Rust's `regex`."""

    @staticmethod
    def one_of(values: Sequence[object]) -> Rule:
        """One of these values."""

    @staticmethod
    def each(rule: Rule | Check) -> Rule:
        """Every element of an array, every value of a table."""

    @staticmethod
    def non_empty() -> Rule:
        """Neither an empty text, array or table nor null."""

    @staticmethod
    def required() -> Rule:
        """Something must be there."""

    @staticmethod
    def custom(expected: str, check: Check) -> Rule:
        """What a function says, with words for what it expects.

        >>> even = Rule.custom("an even number", lambda value: value % 2 == 0)
        """

    def message(self, message: str) -> Rule:
        """The same with what is said about a value that breaks it."""

    def __and__(self, other: Rule | Check, /) -> Rule:
        """Both must hold."""

    def __or__(self, other: Rule | Check, /) -> Rule:
        """One of them must hold."""

    def __rand__(self, other: Check, /) -> Rule:
        """Both must hold."""

    def __ror__(self, other: Check, /) -> Rule:
        """One of them must hold."""

@final
class Explanation:
    """Where a value came from, what it beat, and what was done to it. Its text masks secrets."""

    @property
    def path(self) -> str:
        """The path of the value."""

    @property
    def value(self) -> Any:
        """The value itself, also if it is a secret."""

    @property
    def origin(self) -> Origin:
        """Where it came from."""

    @property
    def beat(self) -> list[tuple[Any, Origin, str]]:
        """The values that were beaten: value, origin, and path in the array each."""

    @property
    def operations(self) -> list[tuple[OperationKind, list[Any], Origin]]:
        """The operations in the order in which they applied: what was done, elements, and origin each."""

    @property
    def elements(self) -> list[Origin]:
        """The origins of an array's elements."""

    def to_json(self, *, reveal: bool = False) -> str:
        """As JSON, with masked secrets unless `reveal` is set."""

@final
class WhyNot:
    """Why something is not set, as text and as JSON."""

    def to_json(self) -> str:
        """As JSON."""

@final
class SourceReport:
    """One source as it was loaded."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def kind(self) -> OriginKind:
        """What kind of source it is."""

    @property
    def path(self) -> str | None:
        """The path of its file."""

    @property
    def format(self) -> Format | None:
        """The format of its text."""

    @property
    def size(self) -> int:
        """The size of its text in bytes."""

    @property
    def read_time(self) -> float:
        """How long reading took, in seconds."""

    @property
    def parse_time(self) -> float:
        """How long parsing took, in seconds."""

    @property
    def cached(self) -> bool:
        """Whether it was known from an earlier load."""

    @property
    def values(self) -> int:
        """How many values it sets."""

    @property
    def won(self) -> int:
        """How many of them count in the end."""

    def to_json(self) -> str:
        """As JSON; times are in microseconds."""

@final
class DebugMessage:
    """One message of the load trace."""

    @property
    def level(self) -> int:
        """From which verbosity on it is recorded: 1, 2 or 3."""

    @property
    def provider(self) -> str:
        """The part of the load, or the source, that says it."""

    @property
    def message(self) -> str:
        """What it says."""

    @property
    def step(self) -> int | None:
        """The number of the step."""

    @property
    def success(self) -> bool | None:
        """Whether the step went well."""

@final
class Change:
    """One value that a reload changed. Its text masks secrets."""

    @property
    def path(self) -> str:
        """The path of the value."""

    @property
    def old(self) -> Any:
        """The value before; `None` if there was none."""

    @property
    def new(self) -> Any:
        """The value now; `None` if there is none any more."""

    @property
    def origin(self) -> Origin | None:
        """Where the new value came from."""

    @property
    def kind(self) -> ChangeKind:
        """`added`, `removed` or `changed`."""

    def to_json(self, *, reveal: bool = False) -> str:
        """As JSON, with masked secrets unless `reveal` is set."""

@final
class Updates:
    """Changes, one after the other; what is not taken in time is merged.

    Several threads and tasks may wait for them.
    """

    def recv(self) -> Change | None:
        """Waits for a change; `None` if there will be none any more."""

    def poll(self, wake: Callable[[], object]) -> Change | None:
        """The next change if there is one.

        Otherwise `wake` is called once, from any thread, when there is one or there will be none any more, unless it
        is forgotten before.
        """

    def forget(self, wake: Callable[[], object]) -> None:
        """Calls a function no more that was to be called for news."""

    @property
    def over(self) -> bool:
        """Whether there will be no change any more."""

    def close(self) -> None:
        """Ends it."""

@final
class Subscription:
    """A callback that is told about changes, until it is closed or its configuration is gone."""

    @property
    def active(self) -> bool:
        """Whether the callback may still be called."""

    def close(self) -> None:
        """Ends it. Waits for a call that runs."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *details: object) -> None: ...
