"""Page components, from the table of an editor's plug-in: WeChat's own typings declare only their events.

The table (`res/components.json` of `@minapp/common`) was derived from WeChat's documentation by its authors and is
older than the typings, so it lacks newer components; `Source.newest` is its newest version.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.catalog.derive import Conflict
from bot.catalog.documented import Documented
from bot.domain.numbers.version import Version


def components(table: bytes) -> Mapping[str, Documented]:
    """Documented components and parts: `<live-player>`, `<scroll-view scroll-x>`, `<button open-type=share>`."""
    return dict(_named(json.loads(table)))


def merged(apis: Mapping[str, Documented], pages: Mapping[str, Documented]) -> Mapping[str, Documented]:
    """Both tables merged; for an event in both, the typings fill gaps of the table and never contradict it.

    Raises:
        Conflict: both document a minimum, but different ones.
    """
    for name in apis.keys() & pages.keys():
        ours, theirs = apis[name].minimum, pages[name].minimum
        if ours and theirs and ours != theirs:
            raise Conflict(f"{name}: {ours} and {theirs}")
    return {**pages, **{name: said for name, said in apis.items() if said.minimum or name not in pages}}


def _named(table: list[dict[str, Any]]) -> Iterator[tuple[str, Documented]]:
    for component in table:
        name = component["name"]
        yield f"<{name}>", _since(component)
        for attribute in component.get("attrs", ()):
            yield f"<{name} {attribute['name']}>", _since(attribute)
            for value in attribute.get("enum", ()):
                if "since" in value:
                    yield f"<{name} {attribute['name']}={value['value']}>", _since(value)


def _since(entry: Mapping[str, Any]) -> Documented:
    """The minimum of an entry; some have a sentence about a later addition, which is not the minimum."""
    return Documented(minimum=Version.read(entry.get("since", "")))
