"""Options of the time zone select."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.kit import limits
from bot.blocks.kit.elements import Element, option
from bot.i18n.zones import Zone, search_zones


def zone_options(text: str, *, first: str, now: datetime) -> list[Element]:
    """The zones that match a text, the person's own first, each with its current offset.

    Args:
        text: as typed; empty for the start of the list.
        first: the person's zone.
        now: UTC.
    """
    return [_option(zone, now) for zone in search_zones(text, first=first, limit=limits.OPTIONS)]


def zone_option(name: str) -> Element:
    """The option of the zone already chosen."""
    return option(name, name)


def _option(zone: Zone, now: datetime) -> Element:
    city = f" {zone.city}" if zone.city else ""
    offset = f"{now.astimezone(ZoneInfo(zone.name)):%z}"
    return option(f"{zone.name}{city} (UTC{offset[:3]}:{offset[3:5]})", zone.name)
