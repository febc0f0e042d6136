"""Writes the sentences of the catalogs into the package as data, so that it needs neither Fluent nor Babel."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[2]


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatch finds it by its name."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add a file per language."""
        del version
        sys.path.insert(0, str(ROOT))
        from bot.i18n.catalog import Catalog  # noqa: PLC0415  # of the clone that is built from
        from bot.i18n.texts import LOCALES, catalog_source  # noqa: PLC0415

        folder = self._folder
        folder.mkdir(parents=True, exist_ok=True)
        for locale in LOCALES:
            file = folder / f"{locale}.json"
            sentences = Catalog(catalog_source(locale)).compiled()
            file.write_text(json.dumps(sentences, ensure_ascii=False, separators=(",", ":")), "utf-8")
            build_data["force_include"][str(file)] = f"bot/i18n/{file.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing beside the package."""
        del version, build_data, artifact_path
        shutil.rmtree(self._folder)

    @property
    def _folder(self) -> Path:
        return Path(self.directory) / "sentences"
