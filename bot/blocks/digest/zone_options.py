"""The choices of the select for a time zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.kit import limits
from bot.blocks.kit.elements import Element, option
from bot.i18n.zones import Zone, search_zones


def zone_options(text: str, *, first: str, now: datetime) -> list[Element]:
    """The zones found by a text, the person's own first, each with its offset now.

    Args:
        text: what was typed; empty for the start of the list.
        first: the person's zone.
        now: UTC.
    """
    return [_option(zone, now) for zone in search_zones(text, first=first, limit=limits.OPTIONS)]


def zone_option(name: str) -> Element:
    """A zone that is chosen already."""
    return option(name, name)


def _option(zone: Zone, now: datetime) -> Element:
    city = f" {zone.city}" if zone.city else ""
    offset = f"{now.astimezone(ZoneInfo(zone.name)):%z}"
    return option(f"{zone.name}{city} (UTC{offset[:3]}:{offset[3:5]})", zone.name)
