"""Time zones, searchable by common names in both languages."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from babel import Locale, dates
from babel.core import get_global

_LOCALES = ("en", "zh_Hans_CN")


@dataclass(frozen=True, slots=True)
class Zone:
    name: str
    """As IANA spells it."""
    city: str
    """The Chinese name; empty without one."""
    words: str
    """All search words, in lower case."""


@cache
def zones() -> tuple[Zone, ...]:
    """Every zone, by name. The first call takes a moment (about 0.2 s)."""
    return tuple(_zone(name) for name in sorted(available_timezones()))


def search_zones(text: str, *, first: str = "", limit: int = 100) -> list[Zone]:
    """Return the zones whose name, city or country contains every word of a text; all for an empty text.

    Args:
        text: as typed, in English or Chinese.
        first: the zone listed first if it matches.
        limit: the maximum number of zones.
    """
    wanted = text.casefold().replace("_", " ").replace("/", " ").split()
    found = [zone for zone in zones() if all(word in zone.words for word in wanted)]
    return sorted(found, key=lambda zone: _rank(zone, wanted, first))[:limit]


def _rank(zone: Zone, wanted: list[str], first: str) -> tuple[bool, bool, bool, str]:
    """Sort key: the person's own zone, cities that start with the text, proper zones, old abbreviations."""
    city = zone.name.rsplit("/", 1)[-1].casefold().replace("_", " ")
    begins = bool(wanted) and (city.startswith(wanted[0]) or zone.city.startswith(wanted[0]))
    return zone.name != first, not begins, "/" not in zone.name or zone.name.startswith("Etc/"), zone.name


def _zone(name: str) -> Zone:
    places = [_place(name, locale) for locale in _LOCALES]
    city = places[1][0] if places[1][0] != places[0][0] else ""
    spelled = name.replace("_", " ").replace("/", " ")
    return Zone(name, city, " ".join([spelled, *(word for place in places for word in place)]).casefold())


def _place(name: str, locale: str) -> tuple[str, str]:
    """City and country; both empty for `Etc/UTC` and the like."""
    territory = get_global("zone_territories").get(name)
    if not territory or territory == "001":
        return "", ""
    parsed = Locale.parse(locale)
    city = dates.get_timezone_location(name, locale=parsed, return_city=True)
    return str(city), str(parsed.territories.get(territory, ""))
