"""Reading WeChat's pushes, and refusing all else."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.platform import (
    LARGEST_PUSH,
    AuthorisedPush,
    OtherPush,
    Push,
    TicketPush,
    UnauthorisedPush,
)
from bot.errors import PushRefused
from bot.wechat.protocol.push import WeChatPushes
from tests.wechat.component import COMPONENT, posted, posted_raw, push_keys

AT = datetime(2014, 10, 13, 9, 32, 40, tzinfo=UTC)
TICKET = "ticket@@@" + "k3pt_" * 16
CODE = "queryauthcode@@@" + "c0de-" * 10
INVITATION = "preauthcode@@@" + "inv1te" * 5


def event(kind: str, *more: str, created: str = "1413192760") -> str:
    fields = (f"<CreateTime>{created}</CreateTime>", f"<InfoType><![CDATA[{kind}]]></InfoType>", *more)
    return f"<xml><AppId><![CDATA[{COMPONENT}]]></AppId>\n{''.join(fields)}\n</xml>"


def element(name: str, text: str) -> str:
    return f"<{name}><![CDATA[{text}]]></{name}>"


def authorised(kind: str = "authorized", **changes: str | None) -> str:
    fields: dict[str, str | None] = {
        "AuthorizerAppid": "wxf8b4f85f3a794e77",
        "AuthorizationCode": CODE,
        "AuthorizationCodeExpiredTime": "600",
        "PreAuthCode": INVITATION,
        **changes,
    }
    return event(kind, *(element(name, text) for name, text in fields.items() if text is not None))


def ticket(text: str = TICKET) -> str:
    return event("component_verify_ticket", element("ComponentVerifyTicket", text))


def read(message: str | bytes) -> Push:
    push = posted(message)
    return WeChatPushes(push_keys()).read(push.query, push.body)


def refuses(query: dict[str, str], body: bytes) -> None:
    with pytest.raises(PushRefused) as caught:
        WeChatPushes(push_keys()).read(query, body)

    assert (caught.value.params, caught.value.args) == ({}, ())
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def refuses_message(message: str | bytes) -> None:
    push = posted(message)
    refuses(push.query, push.body)


def test_ticket() -> None:
    assert read(ticket()) == TicketPush(TICKET, AT)


@pytest.mark.parametrize("end", ["600", "1413193360"])
@pytest.mark.parametrize(("kind", "updated"), [("authorized", False), ("updateauthorized", True)])
def test_authorised(kind: str, updated: bool, end: str) -> None:  # noqa: FBT001  # what pytest passes
    expected = AuthorisedPush(
        appid="wxf8b4f85f3a794e77",
        code=CODE,
        code_expires_at=datetime(2014, 10, 13, 9, 42, 40, tzinfo=UTC),
        invitation=INVITATION,
        created_at=AT,
        updated=updated,
    )

    assert read(authorised(kind, AuthorizationCodeExpiredTime=end)) == expected


@pytest.mark.parametrize("invitation", ["", None])
def test_authorised_without_an_invitation(invitation: str | None) -> None:
    push = read(authorised(PreAuthCode=invitation))

    assert isinstance(push, AuthorisedPush)
    assert push.invitation == ""


def test_unauthorised() -> None:
    push = read(event("unauthorized", element("AuthorizerAppid", "wxf8b4f85f3a794e77")))

    assert push == UnauthorisedPush("wxf8b4f85f3a794e77", AT)


def test_other_kinds() -> None:
    nested = "<info><name>某公司</name><name>another</name></info><status>0</status>"

    assert read(event("notify_third_fasteregister", nested)) == OtherPush("notify_third_fasteregister", AT)


def test_as_the_documents_print_it() -> None:
    refuses_message(
        """<xml>
  <AppId>第三方平台appid</AppId>
  <CreateTime>1413192760</CreateTime>
  <InfoType>authorized</InfoType>
  <AuthorizerAppid>wxf8b4f85f3a794e77</AuthorizerAppid>
  <AuthorizationCode>code</AuthorizationCode>
  <AuthorizationCodeExpiredTime>600</AuthorizationCodeExpiredTime>
  <PreAuthCode>code</PreAuthCode>
<xml>"""
    )


@pytest.mark.parametrize(
    "message",
    [
        "",
        " ",
        "success",
        "<xml/>",
        "<xml></xml>",
        event("component_verify_ticket"),
        ticket(""),
        ticket(" "),
        ticket("ticket with blanks"),
        ticket("票据"),
        ticket("x" * 513),
        ticket().replace("</xml>", element("ComponentVerifyTicket", "another") + "</xml>"),
        event(""),
        event("a kind"),
        event("x" * 65),
        event("授权"),
        event("unauthorized"),
        event("unauthorized", element("AuthorizerAppid", "wx")),
        event("unauthorized", element("AuthorizerAppid", "wx1 or 1=1")),
        event("unauthorized", element("AuthorizerAppid", "wx" + "1" * 63)),
        event("anything", created=""),
        event("anything", created="-1"),
        event("anything", created="1e9"),
        event("anything", created="1413192760.5"),
        event("anything", created="99999999999"),
        event("anything", created="１４１３１９２７６０"),
        authorised(AuthorizationCode=None),
        authorised(AuthorizationCode=""),
        authorised(AuthorizationCode="x" * 513),
        authorised(AuthorizationCodeExpiredTime=None),
        authorised(AuthorizationCodeExpiredTime="soon"),
        authorised(AuthorizationCodeExpiredTime="9" * 11),
        authorised(AuthorizerAppid=None),
        authorised(PreAuthCode="x" * 513),
        authorised(PreAuthCode="a b"),
        ticket() + ticket(),
        event("anything", *(f"<f{number}/>" for number in range(64))),
        '{"InfoType": "component_verify_ticket"}',
    ],
)
def test_odd_messages(message: str) -> None:
    refuses_message(message)


BILLION = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
DANGEROUS: dict[str, Callable[[str], str]] = {
    "a document type": lambda xml: "<!DOCTYPE xml>" + xml,
    "an internal entity": lambda xml: f'<!DOCTYPE xml [<!ENTITY e "x">]>{xml.replace("]]>", "]]>&e;")}',
    "a billion laughs": lambda xml: f'<!DOCTYPE xml [<!ENTITY e0 "ha">{BILLION}]>{xml.replace("]]>", "]]>&e9;")}',
    "one long entity": lambda xml: (
        f'<!DOCTYPE xml [<!ENTITY e "{"x" * 9000}">]>{xml.replace("]]>", "]]>" + "&e;" * 99)}'
    ),
    "a file": lambda xml: f'<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>{xml.replace("]]>", "]]>&e;")}',
    "an address": lambda xml: f'<!DOCTYPE xml [<!ENTITY % e SYSTEM "http://127.0.0.1:1/x.dtd"> %e;]>{xml}',
    "a type elsewhere": lambda xml: '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd">' + xml,
    "a public type": lambda xml: '<!DOCTYPE xml PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:1/x.dtd">' + xml,
    "an unknown entity": lambda xml: xml.replace("]]>", "]]>&unknown;"),
    "an unknown encoding": lambda xml: f'<?xml version="1.0" encoding="nothing"?>{xml}',
    "an encoding of no text": lambda xml: f'<?xml version="1.0" encoding="base64"?>{xml}',
    "an encoding of several bytes": lambda xml: f'<?xml version="1.0" encoding="gb18030"?>{xml}',
    "depth": lambda xml: "<a>" * 9000 + xml + "</a>" * 9000,
    "many elements": lambda xml: xml.replace("</xml>", "<a/>" * 9000 + "</xml>"),
}


@pytest.mark.parametrize("change", DANGEROUS.values(), ids=DANGEROUS.keys())
def test_dangerous_outside(change: Callable[[str], str]) -> None:
    push = posted(ticket())
    changed = change(push.body.decode()).encode()
    started = process_time()
    refuses(push.query, changed)

    assert process_time() - started < 5
    assert changed != push.body


@pytest.mark.parametrize("change", DANGEROUS.values(), ids=DANGEROUS.keys())
def test_dangerous_inside(change: Callable[[str], str]) -> None:
    refuses_message(change(ticket()))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml></xml>",
        b"<xml><Encrypt></Encrypt></xml>",
        b"<xml><encrypt>x</encrypt></xml>",
        b"<xml><inner><Encrypt>x</Encrypt></inner></xml>",
        b"\xff\xfe",
        b"\x00" * 100,
        b"x" * (1 << 20),
        b"encrypt=1&x=2",
    ],
)
def test_no_encrypt(body: bytes) -> None:
    refuses(posted(ticket()).query, body)
    refuses(posted_raw("").query, body)


def test_two_encrypts() -> None:
    push = posted(ticket())
    again = f"<Encrypt>{push.encrypted}</Encrypt></xml>".encode()
    refuses(push.query, push.body.replace(b"</xml>", again))


def test_size() -> None:
    push = posted(ticket())
    padded = push.body + b" " * (LARGEST_PUSH - len(push.body))

    assert WeChatPushes(push_keys()).read(push.query, padded) == TicketPush(TICKET, AT)
    refuses(push.query, padded + b" ")
    refuses(push.query, padded * 16)


def test_encodings() -> None:
    message = ticket().replace(f"<![CDATA[{TICKET}]]>", "a&amp;b&lt;&#99;")
    for head in ('<?xml version="1.0" encoding="UTF-8"?>', "\ufeff"):
        assert read(head + message) == TicketPush("a&b<c", AT)


@given(body=st.binary(max_size=400))
def test_any_body(body: bytes) -> None:
    refuses(posted(ticket()).query, body)


@given(message=st.binary(max_size=400))
def test_any_message(message: bytes) -> None:
    refuses_message(message)


@given(cut=st.integers(1, len(authorised()) - 1), byte=st.integers(0, 255))
def test_a_changed_message(cut: int, byte: int) -> None:
    message = authorised().encode()
    refuses_message(message[:-cut])
    try:
        read(message[:cut] + bytes([byte]) + message[cut + 1 :])
    except PushRefused as refusal:
        assert refusal.__context__ is None  # noqa: PT017  # it may also not be raised


def test_nothing_shows() -> None:
    shown = f"{read(ticket())!r} {read(authorised())!r} {WeChatPushes(push_keys())!r}"

    assert not any(secret in shown for secret in (TICKET, CODE, INVITATION, "a-message-token"))
