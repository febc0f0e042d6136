"""Excerpts of WeChat's typings, and what is derived from them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.domain.can.features import Platform
from tools.catalog.generate import derive
from tools.catalog.table import Documented

TYPINGS: Final = {path.name: path.read_bytes() for path in (Path(__file__).parent / "typings").glob("*.d.ts")}
"""By name: one namespace is declared in several files, as in the package."""


def derived(typings: str = "", platform: Platform = Platform.MINI_PROGRAM) -> Mapping[str, Documented]:
    return derive([typings.encode()] if typings else TYPINGS.values(), platform)
