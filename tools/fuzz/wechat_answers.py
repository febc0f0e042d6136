"""WeChat's answers, a token service's and a provider's list: changed in structure and bytes, then read."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any, Final
from urllib.parse import urlencode

from bot.blocks.report.report import breakdown
from bot.domain.numbers.version import NO_PIN, Feed
from bot.domain.platform import Invitation
from bot.domain.recommendation import recommend
from bot.domain.report import Report
from bot.errors import BotError
from bot.i18n import texts_for
from bot.usecases.report.read import take_snapshot
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.program_list import ListPage, read_page
from bot.wechat.protocol.public_data import read_public
from bot.wechat.protocol.response import (
    Refusal,
    error_for,
    read_object,
    read_stable_token,
    read_token_service,
    shape_of,
)
from handlers.http import PUSH_PATH
from tests.domain.build import PROGRAM
from tests.handlers.pushes.test_pushes import (
    APPID,
    AUTHORISED_PUSH,
    CODE,
    INVITATION,
    SECONDS,
    TICKET,
    TICKET_PUSH,
    UNAUTHORISED_PUSH,
    Mailbox,
    message,
)
from tests.wechat.component import KEYS, PAYLOADS, RANDOM, TOKEN, Posted, enciphered, packed, posted, posted_raw
from tests.wechat.public_answer import NOW as PUBLIC_NOW
from tests.wechat.public_answer import content, wrapped
from tools.fuzz.mutate import JUNK, Json, mutated, mutated_bytes, mutated_text, sometimes
from tools.fuzz.run import Outcome, post

NOW: Final = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
CANARY: Final = "canary-7f3a9-d0-n0t-l34k-" + "0123456789" * 4
URL: Final = f"https://provider.example/programs?key={CANARY}"
_STATUSES: Final = (200,) * 12 + (204, 302, 404, 429, 500, 502, 999)
_REFUSALS: Final[Sequence[Json]] = [
    {"errcode": code, "errmsg": f"invalid ip 1.2.3.4, not in whitelist rid: 5f8e0c6b-1e2d3c4b-5a697887 {CANARY}"}
    for code in (40001, 40013, 40164, 42001, 45009, 48001, 61004, -1, "40001")
]
_GRANT: Final = {"expires_in": 7200}
_SETS: Final = [
    {"funcscope_category": {"id": 17}},
    {"funcscope_category": {"id": 18}, "confirm_info": {"need_confirm": 0}},
]
_AUTHORISED: Final = {"authorizer_appid": "wx1", "authorizer_refresh_token": CANARY, "func_info": _SETS}
_CALLS: Final[Sequence[tuple[calls.Call[Any], Json]]] = (
    (calls.component_token("wxc", "s3cret", "t1cket"), {"component_access_token": CANARY, **_GRANT}),
    (calls.start_push_ticket("wxc", "s3cret"), {"errcode": 0, "errmsg": "ok"}),
    (calls.create_preauthcode("wxc", now=NOW), {"pre_auth_code": CANARY, "expires_in": 600}),
    (
        calls.query_auth("wxc", "c0de"),
        {"authorization_info": {**_AUTHORISED, "authorizer_access_token": CANARY, **_GRANT}},
    ),
    (
        calls.authorizer_token("wxc", "wx1", "r3fresh"),
        {"authorizer_access_token": CANARY, "authorizer_refresh_token": CANARY, **_GRANT},
    ),
    (
        calls.get_authorizer_list("wxc", offset=0),
        {"total_count": 1, "list": [{"authorizer_appid": "wx1", "refresh_token": CANARY, "auth_time": 1}]},
    ),
    (
        calls.get_authorizer_info("wxc", "wx1"),
        {
            "authorizer_info": {
                "nick_name": "云上商城",
                "principal_name": "x",
                "account_status": 1,
                "MiniProgramInfo": {},
            },
            "authorization_info": _AUTHORISED,
        },
    ),
    (calls.quota_get(), {"quota": {"daily_limit": 100, "used": 1, "remain": 99}}),
)
_ROW: Final = {"appid": "wx1234567890abcdef", "nickname": "云上商城", "alias": "shop", "tags": ["Food", "餐饮"]}
_FEEDS: Final = [file.read_bytes() for file in sorted(PAYLOADS.glob("*.json"))]

Read = Callable[[int, bytes], object]


def _read_feed(status: int, body: bytes) -> object:
    """As far as people see it: the breakdown, in both languages."""
    found = read_reply(status, body)
    if not isinstance(found, Feed):
        return found
    report = Report(PROGRAM, take_snapshot(PROGRAM.appid, found, pin=NO_PIN, remembered=None, now=NOW))
    return [breakdown(recommend(report), texts_for(locale), "UTC", now=NOW) for locale in ("en", "zh-CN")]


def _readers() -> list[tuple[Read, list[bytes]]]:
    """Each reader with what it is there to read; every one of them also gets refusals."""
    token, page = {"access_token": CANARY, **_GRANT}, {"programs": [_ROW, {"appid": "wx2"}], "next": f"{URL}&page=2"}
    refusals = _encoded(_REFUSALS)
    return [
        (_read_feed, [*_FEEDS, *refusals]),
        (_read_feed, _FEEDS),
        (lambda _status, body: shape_of(read_object(body)), _FEEDS),
        (read_stable_token, [*_encoded([token]), *refusals]),
        (read_token_service, _encoded([token, {"authorizer_access_token": CANARY}, {"error": CANARY}])),
        (lambda status, body: read_public(status, body, now=PUBLIC_NOW), [wrapped(content()), wrapped("", errcode=-1)]),
        (lambda status, body: read_public(status, body, now=PUBLIC_NOW), [wrapped(content())]),
        (lambda status, body: read_page(status, body, url=URL), _encoded([page, [_ROW]])),
        *((call.answer, [*_encoded([answer]), *refusals[:2]]) for call, answer in _CALLS),
    ]


def _encoded(answers: Sequence[Json]) -> list[bytes]:
    return [json.dumps(answer).encode() for answer in answers]


_READERS: Final = _readers()

Given = tuple[int, int, bytes]
"""The number of the reader, the status and the body."""


class WeChatAnswers:
    """The readers; they are pure, so there is nothing to open."""

    canaries = (CANARY,)

    def make(self, rng: Random) -> Given:
        """Return an answer changed in its structure or its bytes."""
        reader = rng.randrange(len(_READERS))
        body = rng.choice(_READERS[reader][1])
        if not sometimes(rng, 4):
            body = _changed(body, rng)
        if sometimes(rng, 3):
            body = mutated_bytes(body, rng)
        return reader, rng.choice(_STATUSES), body

    async def take(self, given: Given) -> Outcome:
        reader, status, body = given
        try:
            found = _READERS[reader][0](status, body)
            return Outcome(
                repr(error_for(found, now=NOW)) + str(found) if isinstance(found, Refusal) else _shown(found)
            )
        except BotError as error:
            return Outcome(f"{error} {error.params} {error.__cause__!r} {error.__context__!r}")


def _changed(body: bytes, rng: Random) -> bytes:
    """Return the same with another structure; what is JSON in a text within JSON is changed there, too."""
    try:
        answer = json.loads(body)
    except ValueError:  # WeChat's own sample
        return mutated_bytes(body, rng)
    if isinstance(answer, dict) and isinstance(inner := answer.get("json_data"), str) and inner and sometimes(rng, 2):
        return json.dumps({**answer, "json_data": json.dumps(mutated(json.loads(inner), rng))}).encode()
    return json.dumps(mutated(answer, rng), ensure_ascii=sometimes(rng, 2)).encode(errors="surrogatepass")


def _shown(found: object) -> str:
    """Return what a log or an error would show of it; some of its tokens are for use."""
    return "" if isinstance(found, Invitation | ListPage) else repr(found)


_MESSAGES: Final = (
    TICKET_PUSH,
    AUTHORISED_PUSH,
    UNAUTHORISED_PUSH,
    AUTHORISED_PUSH.replace("authorized", "updateauthorized"),
)
_ENCODINGS: Final = ("utf-8", "utf-16", "gbk", "utf-7", "hex", "rot13", "nothing")

_FIELDS: Final = {
    "ComponentVerifyTicket": TICKET,
    "AuthorizerAppid": APPID,
    "AuthorizationCode": CODE,
    "AuthorizationCodeExpiredTime": "600",
    "PreAuthCode": INVITATION,
}
_CREATED: Final = (SECONDS, SECONDS, SECONDS - 86_400, SECONDS + 86_400, 0, 9_999_999_999, 10_000_000_000, -1)

GivenPushes = tuple[dict[str, str], bytes]
"""The query and the body."""


def changed_inside(rng: Random) -> Posted:
    """Return a message that is not as documented."""
    text = mutated_text(rng.choice(_MESSAGES), rng)
    if sometimes(rng, 5):
        text = f'<?xml version="1.0" encoding="{rng.choice(_ENCODINGS)}"?>{text}'
    return posted(
        mutated_bytes(text.encode(errors="surrogatepass"), rng) if sometimes(rng, 3) else text.encode(errors="replace")
    )


def changed_fields(rng: Random) -> Posted:
    """Sound XML with other values than are documented, some of them good ones for another push."""
    kind = rng.choice(("component_verify_ticket", "authorized", "updateauthorized", "unauthorized", "unheard_of"))
    fields = {name: good for name, good in _FIELDS.items() if not sometimes(rng, 8)}
    if fields and sometimes(rng, 2):
        name = rng.choice(sorted(fields))
        fields[name] = rng.choice((mutated_text(fields[name], rng), *_FIELDS.values(), "0", "9" * 10, "-1"))
    return posted(message(kind, fields, created=rng.choice(_CREATED)).encode(errors="replace"))


def changed_plaintext(rng: Random) -> Posted:
    """Another layout below the encryption: length, padding, AppID."""
    content = rng.choice(_MESSAGES).encode()
    length = rng.choice((None, 0, -1, 1, 1 << 31, len(content) - 1, len(content) + 1))
    plain = packed(content, length=length, random=RANDOM[: rng.choice((0, 15, 16))])
    plain = mutated_bytes(plain, rng) if sometimes(rng, 2) else plain
    pad = 32 - len(plain) % 32
    return posted_raw(enciphered(plain + bytes([rng.choice((pad, 0, 33, 255, 1))]) * pad, key=rng.choice(KEYS)))


def changed_ciphertext(rng: Random) -> Posted:
    """Something else than base64 of whole blocks, truly signed."""
    return posted_raw(mutated_text(posted(rng.choice(_MESSAGES)).encrypted, rng).encode(errors="replace").decode())


def unencrypted(rng: Random) -> Posted:
    """Return what is not even a push."""
    body = mutated_bytes(rng.choice(_MESSAGES).encode(), rng)
    return Posted(dict(posted("x").query), body, "")


_WAYS: Final = (changed_inside, changed_fields, changed_fields, changed_plaintext, changed_ciphertext, unencrypted)


class Pushes:
    """The application as a third-party platform, over fakes."""

    canaries = (TOKEN, *KEYS, TICKET, CODE, INVITATION)

    def __init__(self) -> None:
        self._mailbox = Mailbox()

    def make(self, rng: Random) -> GivenPushes:
        """Return a request, in one of four changed also around the encryption."""
        push = rng.choice(_WAYS)(rng)
        query, body = dict(push.query), push.body
        if sometimes(rng, 4):
            body = mutated_bytes(body, rng)
        if sometimes(rng, 4):
            name = rng.choice(sorted(query))
            query[name] = mutated_text(query[name], rng) if sometimes(rng, 2) else str(rng.choice(JUNK))
        return query, body

    async def take(self, given: GivenPushes) -> Outcome:
        query, body = given
        headers = {"Content-Type": "text/xml", "Content-Length": str(len(body))}
        return await post(
            self._mailbox.app, PUSH_PATH, body, headers, urlencode(query, errors="surrogatepass").encode()
        )
