"""What all of WeChat's answers share."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.platform.errcodes import REMEDIES, Remedy
from bot.errors import BotError, WeChatBusy, WeChatLimited, WeChatRefused, WeChatUnreadable
from bot.i18n import texts_for
from bot.wechat.protocol.response import MAX_BYTES, Refusal, check_status, error_for, read_object, refusal_in
from tests.wechat.platform import payload

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
RID = "624d8a1f-2a3b4c5d-6e7f8091"
EXPECTED: dict[Remedy, type[BotError]] = {
    Remedy.BACKOFF: WeChatBusy,
    Remedy.TOMORROW: WeChatLimited,
    Remedy.WAIT_A_MINUTE: WeChatLimited,
    Remedy.LATER: WeChatLimited,
}


def refusal(code: int = 48001) -> Refusal:
    """Some refusal."""
    return Refusal(code, "api unauthorized", RID)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "refused_token",
            Refusal(40001, "invalid credential, access_token is invalid or not latest", RID),
        ),
        ("refused_hint", Refusal(40013, "invalid appid", "LvBGDa0389vr18")),
        (
            "refused_address",
            Refusal(61004, "access clientip is not registered requestIP: 203.0.113.7", RID),
        ),
        (
            "refused_allowlist",
            Refusal(40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist", RID),
        ),
    ],
)
def test_takes_a_refusal_apart(name: str, expected: Refusal) -> None:
    """Rid (or the older hint) is separated from WeChat's words, which keep the caller's address."""
    assert refusal_in(read_object(payload(name))) == expected


@pytest.mark.parametrize("answer", [{}, {"errcode": 0}, {"errcode": None}, {"errcode": "0", "errmsg": "ok"}])
def test_no_code_or_zero_is_no_refusal(answer: dict[str, object]) -> None:
    """An absent errcode means 0."""
    assert refusal_in(answer) is None


@pytest.mark.parametrize("code", [True, 1.5, [], {}, "", "x", "１", 10**9, "9" * 50])
def test_a_code_that_is_none_is_unreadable(code: object) -> None:
    """Anything but a whole number of WeChat's size is refused."""
    with pytest.raises(WeChatUnreadable):
        refusal_in({"errcode": code})


@pytest.mark.parametrize("errmsg", [None, 5, [], "", "\x00\n\ud800", "x" * 5000, " rid: " * 100, "hint: [" * 300])
def test_any_errmsg_becomes_one_short_printable_line(errmsg: object) -> None:
    """Whatever WeChat writes can be stored, logged and shown."""
    found = refusal_in({"errcode": -1, "errmsg": errmsg})

    assert found is not None
    assert found.code == -1
    assert len(found.errmsg) <= 200
    assert found.errmsg.isprintable()
    assert found.rid.isprintable()


def test_an_echoed_token_is_not_repeated() -> None:
    """A long run of token characters in WeChat's words is cut out."""
    found = refusal_in({"errcode": 40001, "errmsg": f"invalid access_token {'98_canary-' * 10} given rid: {RID}"})

    assert found == Refusal(40001, "invalid access_token [...] given", RID)


@pytest.mark.parametrize("code", sorted(REMEDIES))
def test_every_code_becomes_the_error_of_its_class(code: int) -> None:
    """The code decides who must act; code, words and rid are kept."""
    error = error_for(refusal(code), now=NOW)

    assert type(error) is EXPECTED.get(REMEDIES[code], WeChatRefused)
    assert error.params == {"code": code, "errmsg": "api unauthorized", "rid": RID}


def test_a_spent_daily_quota_lasts_until_midnight_in_beijing() -> None:
    """45009 names the instant at which WeChat counts anew."""
    error = error_for(refusal(45009), now=NOW)

    assert isinstance(error, WeChatLimited)
    assert error.until == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


def test_a_spent_minute_quota_lasts_a_minute() -> None:
    """45011 names the instant a minute from now."""
    error = error_for(refusal(45011), now=NOW)

    assert isinstance(error, WeChatLimited)
    assert error.until == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not-json"),
        (b"<html>502</html>", "not-json"),
        (b'{"errcode":0,"uv_info":{"items":[{"ver', "not-json"),
        (b'{"a":"\xff\xfe"}', "not-json"),
        (b'{"a":NaN}', "not-json"),
        (b'{"a":-Infinity}', "not-json"),
        (b'{"a":' + b"9" * 41 + b"}", "not-json"),
        (b'{"a":0.' + b"3" * 5000 + b"}", "not-json"),
        (b'{"a":0E1000000000000000000}', "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"a":' * 100_000, "not-json"),
        (b'{"version": \xe5\x88\x9d\xe5\xa7\x8b', "not-json"),
        (b"[]", "shape"),
        (b"null", "shape"),
        (b'"errcode"', "shape"),
        (b" " * (MAX_BYTES + 1), "too-large"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_object_is_unreadable(body: bytes, reason: str) -> None:
    """Broken, odd, deep and huge answers end in one clear error."""
    with pytest.raises(WeChatUnreadable) as caught:
        read_object(body)

    assert caught.value.params["reason"] == reason


def test_a_json_error_is_not_kept_along() -> None:
    """Python's error holds the whole answer, perhaps with a token; ours drops it."""
    with pytest.raises(WeChatUnreadable) as caught:
        read_object(b'{"access_token":"canary"')

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("status", [204, 301, 302, 401, 404, 429, 500, 502])
def test_other_statuses_are_not_from_wechat(status: int) -> None:
    """WeChat says HTTP 200 to everything; the status is named."""
    with pytest.raises(WeChatUnreadable, match=f"HTTP {status}"):
        check_status(status)


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("name", ["refused_address", "refused_allowlist"])
def test_says_which_address_is_to_be_allowed(name: str, locale: str) -> None:
    """WeChat names the caller's IP address, and so does the advice."""
    found = refusal_in(read_object(payload(name)))
    assert found is not None
    error = error_for(found, now=NOW)
    advice = {"en": "Add 203.0.113.7 to the ", "zh-CN": "把 203.0.113.7 加入"}[locale]

    assert error.params["address"] == "203.0.113.7"
    assert advice in texts_for(locale).error(error)


@pytest.mark.parametrize(
    "errmsg",
    [
        *("not registered", "requestIP: 999.1.1.1", "requestIP: ...", "requestIP: <!channel>", "invalid ip , x"),
        *("not in whitelist", "invalid ip 1.2.3.4.5"),
    ],
)
def test_names_no_address_that_is_none(errmsg: str) -> None:
    """The advice then refers to the address that WeChat names."""
    error = error_for(Refusal(61004, errmsg, RID), now=NOW)

    assert "address" not in error.params
    assert "Add the address that WeChat names" in texts_for("en").error(error)


def test_names_an_address_of_the_newer_kind() -> None:
    """IPv6, in its shortest form."""
    refused = Refusal(61004, "access clientip is not registered requestIP: 2001:0db8:0:0:0:0:0:7", RID)

    assert error_for(refused, now=NOW).params["address"] == "2001:db8::7"
