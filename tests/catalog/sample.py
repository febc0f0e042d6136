"""Excerpts of WeChat's typings, and what is derived from them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.catalog.derive import derive
from bot.catalog.documented import Documented
from bot.domain.features import Feature, Platform

TYPINGS: Final = Path(__file__).with_name("sample.d.ts").read_bytes()


def derived(typings: str | bytes = TYPINGS, platform: Platform = Platform.MINI_PROGRAM) -> Mapping[str, Documented]:
    """The names that typings declare."""
    return derive([typings.encode() if isinstance(typings, str) else typings], platform)


def said_of(feature: Feature) -> Documented:
    """What a table says of a feature, as it was read."""
    return Documented(feature.minimum, feature.plugin_minimum, feature.deprecated, feature.deprecated_since)
