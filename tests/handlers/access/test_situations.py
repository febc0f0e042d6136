"""All actions from a left channel and from a message about an earlier digest."""

import os
from pathlib import Path
from typing import Final

from handlers.actions.registry import ACTIONS
from handlers.commands.registry import subcommands
from handlers.options import SEARCHES
from handlers.shortcuts import SHORTCUTS
from handlers.views.registry import SUBMISSIONS
from tests.handlers.access.deals import everything
from tests.handlers.access.matrix import an_office, restore
from tests.handlers.access.situations import LATER, WHO, in_a_left_channel, standing, with_a_later_owner
from tests.handlers.access.test_matrix import as_text
from tests.handlers.context import SHOP

_GOLDEN: Final = Path(__file__).parents[2] / "golden"
_OF_THE_PROGRAM: Final = (SHOP.nickname, "3.14.15")
"""Readable only with access: its name, and a version of its users."""
_CARRIED: Final = frozenset({"action", "home", "modal"})
"""What names its digest by a control."""


async def test_channels_that_were_left() -> None:
    """Only admins get numbers or names, others' things stay, and the table matches."""
    office, rows, leaks, changes = await an_office(), [], [], []
    await restore(office)
    before = await standing(office)
    for deal in everything():
        row = {"kind": deal.kind, "what": deal.name}
        for role, person in WHO.items():
            row[role], requests = await in_a_left_channel(office, deal, person)
            if role != "admin" and any(secret in requests for secret in _OF_THE_PROGRAM):
                leaks.append((role, deal.name))
            if role == "editor" and await standing(office) != before:
                changes.append(deal.name)
        rows.append(row)
    await office.close()

    assert leaks == []
    assert changes == []
    _assert_on_record("left", rows)


async def test_messages_about_an_earlier_digest() -> None:
    """They change nothing of the later one, even for admins, and the table matches."""
    office, rows, changes = await an_office(), [], []
    for deal in everything():
        row = {"kind": deal.kind, "what": deal.name}
        for role, person in WHO.items():
            row[role], _ = await with_a_later_owner(office, deal, person)
            digest, _ = await standing(office)
            if digest != LATER and (deal.kind in _CARRIED or role != "admin"):
                changes.append((role, deal.kind, deal.name))
        rows.append(row)
    await office.close()

    assert changes == []
    _assert_on_record("later", rows)


def _assert_on_record(situation: str, rows: list[dict[str, str]]) -> None:
    file = _GOLDEN / f"access_{situation}.json"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.write_text(as_text(rows), encoding="utf-8")
    assert as_text(rows) == file.read_text(encoding="utf-8")


def test_everything_has_a_row() -> None:
    """Each registered command, action, modal, searched select and shortcut is done once."""
    done = {(deal.kind, deal.name.split(" ")[0]) for deal in everything() if deal.kind != "question"}
    registered = {
        *(("command", name) for name in subcommands()),
        *((kind, name) for kind in ("action", "home") for name in ACTIONS.all()),
        *(("modal", name) for name in SUBMISSIONS.all()),
        *(("search", name) for name in SEARCHES.all()),
        *(("shortcut", name) for name in SHORTCUTS.all()),
    }

    assert done == registered
