"""The local WeChat seals pushes with its own code: each tests the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.platform.authorisation import TicketPush, UnauthorisedPush
from bot.errors import PushRefused
from bot.wechat.protocol.push import WeChatPushes
from tests.wechat.pushes import COMPONENT, KEYS, TOKEN, push_keys
from tools.sandbox.wechat.component.pusher import sealed, xml

TICKETS = st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=512)


@given(ticket=TICKETS.filter(lambda text: "]]>" not in text))  # the end of a CDATA section, which no ticket holds
def test_tickets(ticket: str) -> None:
    """Whatever a ticket looks like, it comes out as it went in."""
    message = xml(
        AppId=COMPONENT, CreateTime=1413192760, InfoType="component_verify_ticket", ComponentVerifyTicket=ticket
    )
    query, body = sealed(message, token=TOKEN, aes_key=KEYS[0], appid=COMPONENT, timestamp=1413192761)
    push = WeChatPushes(push_keys()).read(query, body)

    assert isinstance(push, TicketPush)
    assert push.ticket == ticket


def test_keys() -> None:
    """The key before is good too, a third one is not."""
    message = xml(AppId=COMPONENT, CreateTime=1413192760, InfoType="unauthorized", AuthorizerAppid="wxf8b4f85f3a794e77")
    reader = WeChatPushes(push_keys())
    for key in KEYS[:2]:
        query, body = sealed(message, token=TOKEN, aes_key=key, appid=COMPONENT, timestamp=1413192761)
        assert isinstance(reader.read(query, body), UnauthorisedPush)
    query, body = sealed(message, token=TOKEN, aes_key=KEYS[2], appid=COMPONENT, timestamp=1413192761)
    with pytest.raises(PushRefused):
        reader.read(query, body)
