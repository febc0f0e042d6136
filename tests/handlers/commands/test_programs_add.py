"""`/baselib programs add`: the link that adds a Mini Program."""

from urllib.parse import parse_qs, urlsplit

from bot.domain.access import AuditAction, AuditEntry
from bot.domain.platform.authorisation import Origin
from bot.errors import NoPlatform
from bot.usecases.platform.authorisation import SignedLinks
from tests.contracts.conftest import VAULT
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, TEAM, Office, error_text


async def test_the_link() -> None:
    """Only the person sees it, with who asked, where, and its effect, in their language."""
    office = Office(vault=VAULT, public_url="https://baselib.example")
    answer = await office.ask("programs add", user=BOWEN)

    assert "权限集 18" in str(answer.blocks)
    (link,) = [block["elements"][0]["url"] for block in answer.blocks if block["type"] == "actions"]
    (text,) = parse_qs(urlsplit(link).query)["pass"]
    assert link.startswith("https://baselib.example/wechat/authorize?pass=")
    assert SignedLinks(VAULT).read_link(text, now=NOW) == Origin(TEAM, CHANNEL, BOWEN)
    assert office.audit.entries == [AuditEntry(TEAM, NOW, BOWEN, AuditAction.AUTHORISATION_STARTED, CHANNEL)]


async def test_without_a_platform(office: Office) -> None:
    """The answer says what the operator would have to set."""
    for typed in ("programs ADD", "programs add 云上商城"):
        answer = await office.ask(typed, user=ALICE)
        assert answer.text == error_text(NoPlatform())


async def test_the_button_opens_a_page(office: Office) -> None:
    """Slack still sends the press, which gets no answer."""
    await office.press("authorise.link", url="https://baselib.example/wechat/authorize?pass=x")
    await office.settle()

    assert office.messenger.answers == []
