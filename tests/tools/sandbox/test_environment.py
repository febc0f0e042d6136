"""The bot's environment in the sandbox: complete, made up, nothing of the operator's."""

import pytest

from bot.settings import load_settings, missing_for_run
from tools.sandbox.__main__ import let_in
from tools.sandbox.seed import Addresses, as_platform, bare_environment, secrets_and_addresses, with_token_service
from tools.sandbox.wechat.config import ComponentConfig, demo_programs, fleet_programs

ADDRESSES = Addresses("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3")


def test_nothing_of_the_operators_gets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real secrets stay outside; what a process needs to start comes along."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-real")
    monkeypatch.setenv("LANG", "C.UTF-8")

    assert "SLACK_BOT_TOKEN" not in bare_environment()
    assert bare_environment()["LANG"] == "C.UTF-8"


@pytest.mark.parametrize("socket_mode", [False, True])
@pytest.mark.parametrize("component", [False, True])
def test_nothing_is_missing(monkeypatch: pytest.MonkeyPatch, socket_mode: bool, component: bool) -> None:  # noqa: FBT001
    """The bot could start with it, in both ways of getting tokens."""
    found = secrets_and_addresses(ADDRESSES, socket_mode=socket_mode) | (
        as_platform(ADDRESSES) if component else with_token_service(ADDRESSES, demo_programs()[:2])
    )
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    settings = load_settings(env_file=None)

    assert missing_for_run(settings) == []
    assert settings.wechat_public_url == f"{ADDRESSES.wechat}/debug/getpublibpercentage"
    assert (settings.component, settings.socket_mode) == (component, socket_mode)
    assert bool(settings.wechat_programs) is not component


def test_every_start_has_secrets_of_its_own() -> None:
    """Two platforms share none but the appid."""
    first, second = as_platform(ADDRESSES), as_platform(ADDRESSES)
    shared = {name for name in first if first[name] == second[name]}

    assert shared == {"WECHAT_COMPONENT_APPID", "BASELIB_PUBLIC_URL"}


def test_wechat_knows_the_same_secrets() -> None:
    """Its process reads them from the bot's environment, or has its own."""
    environment = as_platform(ADDRESSES)
    config = ComponentConfig.of(environment, events_url="http://127.0.0.1:1/wechat/events")

    assert config.secret == environment["WECHAT_COMPONENT_SECRET"]
    assert config.token == environment["WECHAT_COMPONENT_TOKEN"]
    assert config.aes_key == environment["WECHAT_COMPONENT_AES_KEY"]
    assert config.domain == "127.0.0.1:1"
    assert ComponentConfig.of({}, events_url=None) == ComponentConfig()


def test_who_has_let_the_platform_in() -> None:
    """An account without an AppID in WeChat's list made reading the whole list fail."""
    assert let_in("", 0) == []
    assert let_in("wx1,wx2", 0) == ["wx1", "wx2"]
    assert let_in("", 3) == [program.appid for program in fleet_programs(3)]
