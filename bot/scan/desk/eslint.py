"""Data for ESLint's own rule `no-restricted-properties`, which needs no plugin.

https://eslint.org/docs/latest/rules/no-restricted-properties
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.can.features import Features
from bot.i18n import Texts
from bot.scan.desk.floor import Floor
from bot.scan.rules.frameworks import WX

_ROOTS: Final = (WX, "uni", "Taro")
"""What the source calls WeChat's APIs by."""


def restricted(features: Features, floor: Floor, t: Texts) -> Sequence[Mapping[str, str]]:
    """A row for each API above the minimum, by each root: ESLint checks the options in the square of their number."""
    rows = []
    for feature in features:
        root, _, name = feature.name.partition(".")
        needed = features.needed(feature)
        if root == WX and name and "." not in name and needed and needed > floor.minimum and not feature.parent:
            message = floor.warning(needed, t)
            rows += [{"object": each, "property": name, "message": message} for each in _ROOTS]
    return rows


def module(rows: Sequence[Mapping[str, str]], command: str) -> str:
    """The rows as a JavaScript module, for a flat configuration.

    Args:
        command: what makes it again.
    """
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f"// {command}\nexport default [\n{lines}\n]\n"
