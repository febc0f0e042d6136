"""The components of pages, from the table of an editor's plug-in: WeChat's own typings declare only their events.

The table (`res/components.json` of `@minapp/common`) was read from WeChat's documentation by its authors and is older
than the typings, so it lacks what came later; `Source.newest` tells how far it reaches.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.catalog.derive import Conflict
from bot.catalog.documented import Documented
from bot.domain.numbers.version import Version


def components(table: bytes) -> Mapping[str, Documented]:
    """`<live-player>`, `<scroll-view scroll-x>`, `<button open-type=share>`, and what is documented of each."""
    return dict(_named(json.loads(table)))


def merged(apis: Mapping[str, Documented], pages: Mapping[str, Documented]) -> Mapping[str, Documented]:
    """Both; of an event that both name, what WeChat's typings say goes before silence, and never against the table.

    Raises:
        Conflict: both document a minimum, and not the same.
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
    """Some entries tell in a sentence when the thing learned something, which is not when it came."""
    return Documented(minimum=Version.read(entry.get("since", "")))
