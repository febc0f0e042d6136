"""Golden files: what a builder makes, kept as JSON that can be pasted into Slack's Block Kit Builder.

`UPDATE_GOLDEN=1` writes them anew; a missing one fails.
"""

import json
import os
from pathlib import Path
from typing import Any, Final

from bot.blocks.message import Message

_FOLDER: Final = Path(__file__).parent.parent / "golden"
_UPDATE: Final = os.environ.get("UPDATE_GOLDEN") == "1"


def assert_golden(builder: str, case: str, locale: str, made: Any) -> None:
    """What was made equals tests/golden/<builder>/<case>.<locale>.json."""
    path = _FOLDER / builder / f"{case}.{locale}.json"
    text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    if _UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path} is missing; look at what is made and run with UPDATE_GOLDEN=1"
    assert text == path.read_text(encoding="utf-8")


def as_json(message: Message) -> dict[str, Any]:
    """A message as a golden file holds it."""
    return {"text": message.text, "blocks": message.blocks}
