"""What the composition root makes of the settings."""

import httpx
import pytest

from bot.clock import SystemClock
from bot.core import _credentials
from bot.errors import SettingsError
from bot.settings import load_settings

CREDENTIALS = {
    "WECHAT_ACCESS_TOKEN": "a-token",
    "WECHAT_TOKEN_URL": "https://tokens.example.com",
    "WECHAT_TOKEN_BEARER": "a-bearer",
    "WECHAT_APP_SECRET": "a-secret",
}
Env = pytest.MonkeyPatch

pytestmark = pytest.mark.usefixtures("bare_environment")


@pytest.mark.parametrize(
    ("left_out", "asked"),
    [
        ((), []),
        (("WECHAT_ACCESS_TOKEN",), ["tokens.example.com"]),
        (("WECHAT_ACCESS_TOKEN", "WECHAT_TOKEN_URL"), ["api.weixin.qq.com"]),
    ],
)
async def test_the_first_credential_counts(monkeypatch: Env, left_out: tuple[str, ...], asked: list[str]) -> None:
    """Of several ways to a token the first in `.env.example` is taken: as it is, from the service, with the secret."""
    for name, value in CREDENTIALS.items():
        if name not in left_out:
            monkeypatch.setenv(name, value)
    hosts = []

    def handle(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(200, json={"access_token": "fresh", "expires_in": 7200})

    async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as client:
        token = await _credentials(load_settings(), client, SystemClock()).token("wx1")

    assert hosts == asked
    assert token.secret == ("fresh" if asked else CREDENTIALS["WECHAT_ACCESS_TOKEN"])


async def test_one_token_is_for_one_program(monkeypatch: Env) -> None:
    """WeChat answers for the token's own program whatever was meant: a second one would be shown the first's users."""
    monkeypatch.setenv("WECHAT_ACCESS_TOKEN", "t")
    async with httpx.AsyncClient() as client:
        monkeypatch.setenv("WECHAT_PROGRAMS", "shop=wx1")
        assert (await _credentials(load_settings(), client, SystemClock()).token("wx1")).secret == "t"
        monkeypatch.setenv("WECHAT_PROGRAMS", "shop=wx1,news=wx2")
        with pytest.raises(SettingsError) as caught:
            _credentials(load_settings(), client, SystemClock())

    assert caught.value.params == {"name": "WECHAT_ACCESS_TOKEN", "reason": "one-program"}


async def test_no_credential(monkeypatch: Env) -> None:
    """Without any the first line to fill in is named."""
    monkeypatch.setenv("WECHAT_TOKEN_BEARER", "b")
    async with httpx.AsyncClient() as client:
        with pytest.raises(SettingsError, match="WECHAT_ACCESS_TOKEN"):
            _credentials(load_settings(), client, SystemClock())
