"""Excerpts of WeChat's typings, and what is derived from them."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final

from bot.catalog.derive import derive
from bot.catalog.documented import Documented
from bot.domain.can.features import Feature, Platform

TYPINGS: Final = {path.name: path.read_bytes() for path in (Path(__file__).parent / "typings").glob("*.d.ts")}
"""By name: as in the package, one namespace is declared in several files."""


def derived(typings: str = "", platform: Platform = Platform.MINI_PROGRAM) -> Mapping[str, Documented]:
    """The names that typings declare, the excerpts unless others are given."""
    return derive([typings.encode()] if typings else TYPINGS.values(), platform)


def documented(feature: Feature) -> Documented:
    """What a table says of a feature, as it was read."""
    return Documented(**{each.name: getattr(feature, each.name) for each in fields(Documented)})
