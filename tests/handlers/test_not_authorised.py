"""A program that is not authorised, by whichever way that was noticed."""

import pytest

from bot.errors import BotError, ReauthorisationNeeded, WeChatRefused
from bot.i18n import texts_for
from tests.handlers.context import ALICE, BOWEN, SHOP, Office

_SAID = {
    ALICE: (
        "shop: not authorised. The admin has not authorised this third-party platform, or has ended that. "
        "Send the admin the link that `/baselib programs add` gives."
    ),
    BOWEN: (
        "shop：未授权。管理员没有授权给这个第三方平台，或已取消授权。"
        "请把 `/baselib programs add` 给出的链接发给管理员。"
    ),
}
_NOTICED: list[BotError] = [
    WeChatRefused(code=61003, errmsg="component is not authorized by this account", rid="rid-1"),
    ReauthorisationNeeded(appid=SHOP.appid),
]


@pytest.mark.parametrize("user", [ALICE, BOWEN])
@pytest.mark.parametrize("error", _NOTICED, ids=lambda error: error.key)
async def test_in_the_same_words(office: Office, error: BotError, user: str) -> None:
    """WeChat's refusal and a lost refresh token are one state, under the program's name, also in `changes`."""
    office.source.fail(SHOP.appid, error)
    asked, changes = await office.ask("report shop", user=user), await office.ask("changes shop", user=user)

    t = texts_for("en" if user == ALICE else "zh-CN")
    evidence = t.error(error).partition("errcode")[2][:-1]
    assert asked.text.startswith(_SAID[user])
    assert asked.text.partition("errcode")[2][:-1] == evidence
    assert changes.text == t("named", program="shop", sentence=t("fleet-state-revoked"))
    assert f"⚠️ {_SAID[user]}" in str(changes.blocks)
    assert SHOP.appid not in str((asked, changes))
