"""Arguments that several tools take, with their bounds."""

from typing import Annotated, Final

from pydantic import Field

from bot.domain.numbers.version import Version
from bot.i18n import Texts
from bot.mcp.calls import Arguments, Offer

ROWS: Final = 20
"""The most rows of a result; a cursor leads to the next ones."""
Name = Annotated[str, Field(max_length=100)]
"""A program's alias, AppID or start of its nickname."""
VersionText = Annotated[str, Field(min_length=1, max_length=40)]
Day = Annotated[str, Field(max_length=20)]
Cursor = Annotated[str, Field(max_length=6, pattern=r"^[0-9]*$")]
Tag = Annotated[str, Field(max_length=60)]


class OfProgram(Arguments):
    """A program, now or on an earlier day."""

    program: Name = ""
    on: Day = ""


def page_of(cursor: str) -> int:
    """Return the page (from 0) that a cursor leads to."""
    return int(cursor or 0)


def cost_offer(appid: str, version: Version, t: Texts, *, on: str = "") -> Offer:
    """Return what a version costs a program, now or on an earlier day."""
    arguments = {"program": appid, "version": version.text} | ({"on": on} if on else {})
    return Offer(t("mcp-button-cost", version=version.text), "cost_of_minimum", arguments)


def trend_offer(appid: str, t: Texts, *versions: Version) -> Offer:
    """How coverage of these versions moved; without any, of those that matter."""
    arguments = {"program": appid} | ({"versions": [each.text for each in versions]} if versions else {})
    return Offer(t("mcp-button-trend"), "get_trend", arguments)


def page_offers(tool: str, arguments: Arguments, cursor: str | None, t: Texts) -> list[Offer]:
    """Return the next page of the same list, if there is one."""
    if cursor is None:
        return []
    return [Offer(t("programs-next"), tool, arguments.model_dump(exclude_defaults=True) | {"cursor": cursor})]
