"""What HarmonyOS lacks at any base library: `harmony.json`, from WeChat's guide and the pages of its APIs.

The guide is older than some pages: an API whose own page says that HarmonyOS supports it is not in the list. Components
say it on their pages, see `components.json`. New APIs and changes are looked up by hand.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from bot.catalog.documented import Documented


def marked(names: Mapping[str, Documented], text: str) -> Mapping[str, Documented]:
    """The names, with a mark at each that the list's text names, and at the methods of objects that it names."""
    lacking = frozenset(json.loads(text)["lacking"])
    objects = lacking - names.keys()
    return {
        name: replace(entry, harmony=False) if name in lacking or name.partition(".")[0] in objects else entry
        for name, entry in names.items()
    }
