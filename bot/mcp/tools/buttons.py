"""Buttons that several tools offer."""

from bot.domain.numbers.version import Version
from bot.i18n import Texts
from bot.mcp.calls import Arguments, Offer


def cost_offer(appid: str, version: Version, t: Texts, *, on: str = "") -> Offer:
    """What a version costs a program, now or on an earlier day."""
    arguments = {"program": appid, "version": version.text} | ({"on": on} if on else {})
    return Offer(t("mcp-button-cost", version=version.text), "cost_of_minimum", arguments)


def trend_offer(appid: str, t: Texts, *versions: Version) -> Offer:
    """How coverage of these versions moved; without any, of those that matter."""
    arguments = {"program": appid} | ({"versions": [each.text for each in versions]} if versions else {})
    return Offer(t("mcp-button-trend"), "get_trend", arguments)


def page_offers(tool: str, arguments: Arguments, cursor: str | None, t: Texts) -> list[Offer]:
    """The next page of the same list, if there is one."""
    if cursor is None:
        return []
    return [Offer(t("programs-next"), tool, arguments.model_dump(exclude_defaults=True) | {"cursor": cursor})]
