"""A source for `pydantic-settings`, for programs that have their settings there.

`config.extract(Settings)` is the better way: its errors say where each faulty value stands, and secrets are
hidden. Here pydantic-settings merges and validates, and errors are its own.

>>> import pydantic_settings
>>> from superconfig.pydantic_settings import SuperConfigSettingsSource
>>> class Settings(pydantic_settings.BaseSettings):
...     host: str
...     ports: list[int]
...     @classmethod
...     def settings_customise_sources(cls, settings_cls, init_settings, **others):
...         env = {"APP_PORTS": "6000,6001"}
...         defaults = {"host": "localhost"}
...         source = SuperConfigSettingsSource(settings_cls, defaults=defaults, env_prefix="APP", env=env)
...         return init_settings, source
>>> Settings()
Settings(host='localhost', ports=[6000, 6001])
"""

from typing import Any

import pydantic_settings
from pydantic.fields import FieldInfo

from ._config import Config
from ._load import load
from ._native import Shape, SuperConfig
from ._pydantic import plain_shape
from ._shapes import Shaping

__all__ = ["SuperConfigSettingsSource"]


class SuperConfigSettingsSource(pydantic_settings.PydanticBaseSettingsSource):
    """What a configuration says of settings: a loaded one, a builder, or what `superconfig.load` takes.

    `path` is where the settings stand in it.
    """

    def __init__(
        self,
        settings_cls: type[pydantic_settings.BaseSettings],
        *sources: Any,
        path: str = "",
        **options: Any,
    ) -> None:
        super().__init__(settings_cls)
        self._superconfig = _loaded(sources, options)
        self._path = path

    def __call__(self) -> dict[str, Any]:
        """The values of all fields that are set."""
        from . import KeyNotFoundError

        # pydantic-settings checks it, and makes the models within.
        shape = Shape.checked(plain_shape(self.settings_cls, Shaping()), lambda values: (values, []))
        try:
            values: dict[str, Any] = self._superconfig.extract_shape(shape, self._path)
        except KeyNotFoundError:
            return {}
        return values

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The value of one field."""
        return self().get(field_name), field_name, False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(path={self._path!r})"


def _loaded(sources: tuple[Any, ...], options: dict[str, Any]) -> Any:
    if len(sources) == 1 and not options:
        if isinstance(sources[0], Config):
            return sources[0]
        if isinstance(sources[0], SuperConfig):
            return sources[0].build()
    return load(*sources, **options)
