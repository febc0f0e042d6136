"""Asking for tokens over the wire."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import (
    BotError,
    TokenServiceRefused,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
    WeChatUnreadable,
)
from bot.wechat.http import Retrier
from bot.wechat.protocol.response import Grant
from bot.wechat.tokens.sources import AppSecretIssuer, TokenServiceIssuer
from tests.fakes.clock import FakeClock
from tests.wechat.platform import Line, Waits, as_json, grants, refuses

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
GRANT = Grant("t", timedelta(hours=2))


def service(
    line: Line, *, bearer: str | None = "b3arer", url: str = "https://tokens.example/token"
) -> TokenServiceIssuer:
    """The production issuer for a token service."""
    secret = SecretStr(bearer) if bearer else None
    return TokenServiceIssuer(line.client, url=url, bearer=secret, retrier=Retrier(sleep=Waits()))


def stable(line: Line) -> AppSecretIssuer:
    """The production issuer for stable_token."""
    return AppSecretIssuer(
        line.client,
        api_url="https://api.weixin.qq.com/",
        app_secret=SecretStr("s3cret"),
        clock=FakeClock(NOW),
        retrier=Retrier(sleep=Waits()),
    )


async def test_a_token_service_is_asked_with_its_bearer() -> None:
    """GET with the appid in the URL and the bearer in the header."""
    line = Line(grants("t", name="authorizer_access_token"))

    assert await service(line).issue("wx1") == GRANT
    (request,) = line.calls
    assert request.method == "GET"
    assert str(request.url) == "https://tokens.example/token?appid=wx1"
    assert request.headers["authorization"] == "Bearer b3arer"


@pytest.mark.parametrize(("bearer", "sent"), [("b3arer", "Bearer b3arer"), (None, "Basic c3ZjOnBhc3M=")])
async def test_a_token_service_behind_a_password(bearer: str | None, sent: str) -> None:
    """The bearer is what it was given to us for; without one the address's user and password count."""
    line = Line(grants("t"))
    await service(line, bearer=bearer, url="https://svc:pass@tokens.example/token").issue("wx1")

    assert line.calls[0].headers["authorization"] == sent


async def test_a_token_service_without_a_bearer_gets_none() -> None:
    """No secret, no header."""
    line = Line(grants("t"))
    await service(line, bearer=None).issue("wx1")

    assert "authorization" not in line.calls[0].headers


@pytest.mark.parametrize(
    ("answer", "error", "attempts"),
    [
        (httpx.Response(401), TokenServiceRefused, 1),
        (httpx.Response(403), TokenServiceRefused, 1),
        (httpx.Response(404), TokenServiceRefused, 1),
        (httpx.Response(302, headers={"location": "https://login.example"}), TokenServiceRefused, 1),
        (httpx.Response(200, json={"error": "x"}), TokenServiceRefused, 1),
        (httpx.Response(200, text="<html>"), WeChatUnreadable, 1),
        (httpx.Response(503), WeChatUnreadable, 4),
        (httpx.ConnectError("x"), WeChatUnreachable, 4),
        (httpx.ReadTimeout("x"), WeChatUnreachable, 4),
    ],
    ids=str,
)
async def test_what_a_token_service_can_do_wrong(
    answer: httpx.Response | Exception, error: type[BotError], attempts: int
) -> None:
    """A refusal is raised at once; passing trouble is waited out. No redirect is followed."""
    line = Line(answer)

    with pytest.raises(error):
        await service(line).issue("wx1")

    assert len(line.calls) == attempts


async def test_stable_token_is_posted() -> None:
    """The secret stands in the body, never in the URL."""
    line = Line(grants("t"))

    assert await stable(line).issue("wx1") == GRANT
    (request,) = line.calls
    assert (request.method, str(request.url)) == ("POST", "https://api.weixin.qq.com/cgi-bin/stable_token")
    assert request.headers["content-type"] == "application/json"
    assert as_json(request) == {
        "grant_type": "client_credential",
        "appid": "wx1",
        "secret": "s3cret",
        "force_refresh": False,
    }


@pytest.mark.parametrize(
    ("code", "error", "attempts"),
    [
        *((code, WeChatRefused, 1) for code in (40001, 40013, 40125, 40164, 40243, 41002, 41004, 48001, 50002)),
        (45009, WeChatLimited, 1),
        (45011, WeChatLimited, 1),
        (-1, WeChatBusy, 4),
    ],
)
async def test_what_stable_token_says(code: int, error: type[BotError], attempts: int) -> None:
    """A wrong secret (also 40001), address or account is raised at once; -1 is waited out."""
    line = Line(refuses(code))

    with pytest.raises(error) as caught:
        await stable(line).issue("wx1")

    assert caught.value.params["code"] == code
    assert len(line.calls) == attempts
