"""A case on its way through the library."""

from __future__ import annotations

from dataclasses import dataclass

import superconfig
from superconfig.types import WritableFormat

from .case import Case
from .place import Place


@dataclass(frozen=True)
class Outcome:
    """How a load ended: all its diagnostics, or those of the error if it failed."""

    failed: bool
    diagnostics: list[superconfig.Diagnostic]


@dataclass(frozen=True)
class Load:
    """A case that is ready to be loaded: anew for each question, as an answer may claim variables."""

    case: Case
    place: Place
    builder: superconfig.SuperConfig

    def config(self) -> superconfig.Config:
        """The configuration, which must load."""
        return self.builder.build()

    def outcome(self) -> Outcome:
        """How loading ends. Any other exception is a fault of the library."""
        try:
            return Outcome(False, self.config().warnings())
        except superconfig.ConfigError as error:
            return Outcome(True, error.diagnostics)

    def export(self, form: WritableFormat) -> str:
        """The whole configuration in a format."""
        return self.config().export(form)[0]

    def again(self, form: WritableFormat) -> superconfig.Config:
        """The whole configuration, exported and loaded again as a file."""
        file = self.place.own / f"again.{form}"
        file.write_text(self.export(form), encoding="utf-8", newline="")
        return superconfig.SuperConfig().with_env_snapshot({}).with_required_file(file).build()
