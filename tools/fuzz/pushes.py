"""WeChat's pushes: changed inside the encryption, at it, around it and in the query; mostly truly signed."""

from random import Random
from typing import Final
from urllib.parse import urlencode

from handlers.http import PUSH_PATH
from tests.handlers.pushes.mailbox import (
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
from tests.wechat.pushes import KEYS, RANDOM, TOKEN, Posted, enciphered, packed, posted, posted_raw
from tools.fuzz.mutate import JUNK, mutated_bytes, mutated_text, sometimes
from tools.fuzz.subject import Outcome, post

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

Given = tuple[dict[str, str], bytes]
"""The query and the body."""


def changed_inside(rng: Random) -> Posted:
    """A message that is not as documented."""
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
    """What is not even a push."""
    body = mutated_bytes(rng.choice(_MESSAGES).encode(), rng)
    return Posted(dict(posted("x").query), body, "")


_WAYS: Final = (changed_inside, changed_fields, changed_fields, changed_plaintext, changed_ciphertext, unencrypted)


class Pushes:
    """The application as a third-party platform, over fakes."""

    canaries = (TOKEN, *KEYS, TICKET, CODE, INVITATION)

    def __init__(self) -> None:
        self._mailbox = Mailbox()

    def make(self, rng: Random) -> Given:
        """A request, in one of four changed also around the encryption."""
        push = rng.choice(_WAYS)(rng)
        query, body = dict(push.query), push.body
        if sometimes(rng, 4):
            body = mutated_bytes(body, rng)
        if sometimes(rng, 4):
            name = rng.choice(sorted(query))
            query[name] = mutated_text(query[name], rng) if sometimes(rng, 2) else str(rng.choice(JUNK))
        return query, body

    async def take(self, given: Given) -> Outcome:
        """Post it."""
        query, body = given
        headers = {"Content-Type": "text/xml", "Content-Length": str(len(body))}
        return await post(
            self._mailbox.app, PUSH_PATH, body, headers, urlencode(query, errors="surrogatepass").encode()
        )
