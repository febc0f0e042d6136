"""The environment: what is read, refused, and never shown."""

from pathlib import Path

import pytest

from bot.domain.access import NamedAdmins
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Meaning, Scale
from bot.domain.programs import Program
from bot.errors import SettingsError
from bot.i18n import LOCALES, texts_for
from bot.settings import Settings, load_settings

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-canary-1",
    "SLACK_SIGNING_SECRET": "canary-2",
    "SLACK_APP_TOKEN": "xapp-canary-3",
    "WECHAT_ACCESS_TOKEN": "canary-4",
    "WECHAT_TOKEN_BEARER": "canary-5",
    "WECHAT_APP_SECRET": "canary-6",
}
Env = pytest.MonkeyPatch

pytestmark = pytest.mark.usefixtures("bare_environment")


def refusal(monkeypatch: Env, name: str, value: str) -> SettingsError:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return caught.value


def test_defaults() -> None:
    settings = load_settings()

    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.wechat_api_url == "https://api.weixin.qq.com"
    assert settings.database_url == "sqlite:///baselib.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert (settings.log_level, settings.log_format) == ("INFO", "console")
    assert (settings.digest_at, settings.digest_timezone, settings.baselib_locale) == (
        "mon 09:00",
        "Asia/Shanghai",
        "en",
    )
    assert settings.wechat_programs == ()
    assert not settings.socket_mode
    assert not settings.has_credential
    assert settings.secrets == []
    assert settings.baselib_clock_url is None


def test_blank_is_as_if_it_were_not_there(monkeypatch: Env) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")

    assert load_settings() == Settings(_env_file=None)
    assert load_settings().port == 3000


@pytest.mark.parametrize(
    ("text", "programs"),
    [
        ("shop=wx1234567890abcdef", [Program(Visible("wx1234567890abcdef"), "shop")]),
        ("wx1234567890abcdef", [Program(Visible("wx1234567890abcdef"))]),
        (" shop=wx1 , news=wx2 ,", [Program(Visible("wx1"), "shop"), Program(Visible("wx2"), "news")]),
        ("商城=wx1", [Program(Visible("wx1"), "商城")]),
    ],
)
def test_programs(monkeypatch: Env, text: str, programs: list[Program]) -> None:
    monkeypatch.setenv("WECHAT_PROGRAMS", text)

    assert list(load_settings().wechat_programs) == programs


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("shop=", "not-programs"),
        ("=wx1", "not-programs"),
        ("a=b=c", "not-programs"),
        ("shop wx1", "not-programs"),
        ("shop=wx!", "not-programs"),
        ("x" * 41 + "=wx1", "not-programs"),
        ("shop=wx1,news=wx1", "programs-twice"),
        ("shop=wx1,shop=wx2", "programs-twice"),
        ("shop=wx1,SHOP=wx2", "programs-twice"),
        ("shop=wx1,ｓｈｏｐ=wx2", "programs-twice"),
        ("wx2=wx1,wx2", "programs-twice"),
    ],
)
def test_programs_that_cannot_be_told_apart(monkeypatch: Env, text: str, reason: str) -> None:
    error = refusal(monkeypatch, "WECHAT_PROGRAMS", text)

    assert error.params == {"name": "WECHAT_PROGRAMS", "reason": reason}


@pytest.mark.parametrize(
    "name", ["SLACK_API_URL", "WECHAT_API_URL", "WECHAT_PUBLIC_URL", "WECHAT_TOKEN_URL", "BASELIB_CLOCK_URL"]
)
@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        "ftp://127.0.0.1/",
        "http://",
        "//127.0.0.1",
        "http://[::1",
        "http://127.0.0.1:99999",
        "file:///x",
        "http://127.0.0.1\u200b/",
        "https://baselib..example/",
        "http://☃.net/",
        "http://10.0.0.300/",
        "http://a·b.cn/",
        "http://xn--a/",
        "https://svc.example/token?appid=#shop",
    ],
)
def test_urls(monkeypatch: Env, name: str, value: str) -> None:
    """What is no http address is refused by name."""
    assert refusal(monkeypatch, name, value).params == {"name": name, "reason": "not-a-url"}


@pytest.mark.parametrize(
    ("api", "pages"),
    [
        ("https://api.weixin.qq.com", None),
        ("https://hk.api.weixin.qq.com/", None),
        ("https://localhost.example.com", None),
        ("http://127.0.0.1:3002", "http://127.0.0.1:3002"),
        ("http://localhost:3002/", "http://localhost:3002"),
    ],
)
def test_where_authorisation_pages_are(monkeypatch: Env, api: str, pages: str | None) -> None:
    monkeypatch.setenv("WECHAT_API_URL", api)

    assert load_settings().wechat_pages_url == pages


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("", "https://mp.weixin.qq.com/debug/getpublibpercentage"),
        ("https://numbers.example.com/all", "https://numbers.example.com/all"),
        ("off", None),
        (" OFF ", None),
    ],
)
def test_public_numbers_can_be_switched_off(monkeypatch: Env, value: str, url: str | None) -> None:
    monkeypatch.setenv("WECHAT_PUBLIC_URL", value)

    assert load_settings().wechat_public_url == url


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "LOCALHOST", "[::1]"])
def test_clock_on_this_machine(monkeypatch: Env, host: str) -> None:
    monkeypatch.setenv("BASELIB_CLOCK_URL", f"http://{host}:3001/sandbox/clock")

    assert load_settings().baselib_clock_url == f"http://{host}:3001/sandbox/clock"


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "0.0.0.0",  # noqa: S104  # refused, not listened on
        "[::]",
        "example.com",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "127.0.0.1@example.com",
        "localhost:1@example.com",
        "2130706433",
        "127.1",
    ],
)
def test_clock_elsewhere(monkeypatch: Env, host: str) -> None:
    error = refusal(monkeypatch, "BASELIB_CLOCK_URL", f"http://{host}/clock")

    assert error.params == {"name": "BASELIB_CLOCK_URL", "reason": "not-loopback"}


@pytest.mark.parametrize("value", ["many", "-1", "65536", "1.5"])
def test_ports_that_are_none(monkeypatch: Env, value: str) -> None:
    assert refusal(monkeypatch, "PORT", value).params == {"name": "PORT", "reason": "not-a-port"}


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("LOG_LEVEL", "DEBUG, INFO, WARNING, ERROR"),
        ("LOG_FORMAT", "console, json"),
        ("BASELIB_LOCALE", "en, zh-CN"),
        ("WECHAT_PERCENTAGE_MEANING", "auto, share, below, at_or_below"),
        ("WECHAT_PERCENTAGE_SCALE", "auto, percent, fraction"),
    ],
)
def test_values_that_are_not_allowed(monkeypatch: Env, name: str, choices: str) -> None:
    error = refusal(monkeypatch, name, "canary")

    assert error.params == {"name": name, "reason": "not-allowed", "choices": choices}
    for locale in LOCALES:
        assert choices in texts_for(locale).error(error)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DIGEST_AT", "mon"),
        ("DIGEST_AT", "09:00"),
        ("DIGEST_AT", "mon 25:00"),
        ("DIGEST_AT", "someday 09:00"),
        ("DIGEST_AT", "mon 09:00 Asia/Shanghai"),
        ("DIGEST_TIMEZONE", "Asia/Peking"),
    ],
)
def test_schedules(monkeypatch: Env, name: str, value: str) -> None:
    refused = refusal(monkeypatch, name, value)

    assert refused.params == {"name": name, "reason": "not-a-schedule"}
    assert refused.__context__ is None  # it would repeat the value, in which lines of a broken file may run together


@pytest.mark.parametrize("value", ["C0123456789", "G1", " D02AB\n"])
def test_first_digest_channel(monkeypatch: Env, value: str) -> None:
    monkeypatch.setenv("DIGEST_CHANNEL", value)

    assert load_settings().digest_channel == value.strip()


@pytest.mark.parametrize("value", ["#general", "general", "c0123456789", "U0123456789", "C0123 456", "C" + "1" * 40])
def test_first_digest_channels_that_are_none(monkeypatch: Env, value: str) -> None:
    assert refusal(monkeypatch, "DIGEST_CHANNEL", value).params == {"name": "DIGEST_CHANNEL", "reason": "not-a-channel"}


@pytest.mark.parametrize("value", ["tue 18:30", " tue  18:30 ", "周二 18:30", "Tuesday\t18:30"])
def test_first_digest(monkeypatch: Env, value: str) -> None:
    monkeypatch.setenv("DIGEST_AT", value)
    schedule = load_settings().first_digest

    assert (schedule.weekdays, str(schedule.at), schedule.zone) == ((1,), "18:30:00", "Asia/Shanghai")


def test_pin(monkeypatch: Env) -> None:
    unpinned = load_settings().pin
    monkeypatch.setenv("WECHAT_PERCENTAGE_MEANING", "at_or_below")
    meaning = load_settings().pin
    monkeypatch.setenv("WECHAT_PERCENTAGE_SCALE", "fraction")
    both = load_settings().pin

    assert (unpinned.meaning, unpinned.scale) == (None, None)
    assert (meaning.meaning, meaning.scale) == (Meaning.AT_OR_BELOW, None)
    assert (both.meaning, both.scale) == (Meaning.AT_OR_BELOW, Scale.FRACTION)


def test_env_file(monkeypatch: Env, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        '# a comment\nPORT=4000\nHOST="0.0.0.0"\nWECHAT_PROGRAMS=商城=wx1\nSLACK_BOT_TOKEN=\nSOMETHING_ELSE=1\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("PORT", "5000")
    settings = load_settings()

    assert settings.port == 5000
    assert settings.host == "0.0.0.0"  # noqa: S104  # read, not listened on
    assert settings.wechat_programs == (Program(Visible("wx1"), "商城"),)
    assert settings.slack_bot_token is None
    assert load_settings(env_file=None).host == "127.0.0.1"


def test_copied_secrets(monkeypatch: Env) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, f" {value}\n")
    settings = load_settings()

    assert sorted(settings.secrets) == sorted(SECRETS.values())


def test_no_secret_shows(monkeypatch: Env) -> None:
    """No repr or str shows a secret, password or key in a URL; the log knows each."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", "postgresql://baselib:canary%2D7@db/baselib")
    monkeypatch.setenv("WECHAT_TOKEN_URL", "https://user:canary-8@tokens.example.com/{appid}?key=canary-9")
    settings = load_settings()

    assert "canary" not in repr(settings)
    assert "canary" not in str(settings)
    assert {*SECRETS.values(), "canary%2D7", "canary-7", "canary-8", "canary-9"} <= set(settings.secrets)


@pytest.mark.parametrize("name", ["WECHAT_PROGRAMS", "WECHAT_TOKEN_URL", "SLACK_API_URL", "PORT", "DIGEST_AT"])
def test_no_value_in_an_error(monkeypatch: Env, name: str) -> None:
    error = refusal(monkeypatch, name, "xoxb-canary !")
    chain = [error, error.__cause__, None if error.__suppress_context__ else error.__context__]

    assert "canary" not in "".join(map(repr, filter(None, chain)))
    for locale in LOCALES:
        assert "canary" not in texts_for(locale).error(error)
        assert name in texts_for(locale).error(error)


def test_settings_stay_as_they_were_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1  # type: ignore[misc]


def test_named_admins(monkeypatch: Env) -> None:
    assert load_settings().baselib_admins == NamedAdmins()

    monkeypatch.setenv("BASELIB_ADMINS", " U012AB3CD , T012AB3CD/W045EF6GH ")
    assert load_settings().baselib_admins == NamedAdmins(frozenset({("", "U012AB3CD"), ("T012AB3CD", "W045EF6GH")}))


@pytest.mark.parametrize("value", ["@alice", "alice", "T1/U1/U2", "C012AB3CD", "U1 U2"])
def test_admins_that_are_no_member_ids(monkeypatch: Env, value: str) -> None:
    assert refusal(monkeypatch, "BASELIB_ADMINS", value).params == {"name": "BASELIB_ADMINS", "reason": "not-admins"}
