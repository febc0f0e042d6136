"""An `.env` as people write it: with quotes, in any editor's encoding."""

from pathlib import Path

import pytest

from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import SettingsError
from bot.i18n import LOCALES, texts_for
from bot.settings import Settings, load_settings
from tests.test_settings import SECRETS, Env

pytestmark = pytest.mark.usefixtures("bare_environment")


@pytest.mark.parametrize("quotes", ['""', "''", "“”", "‘’"])
def test_quotes_around_a_value_go(monkeypatch: Env, quotes: str) -> None:
    """`docker run --env-file` leaves them, unlike other readers of `.env`."""
    for name, value in (SECRETS | {"WECHAT_PROGRAMS": "shop=wx1", "PORT": "5000", "DIGEST_AT": "tue 10:00"}).items():
        monkeypatch.setenv(name, f" {quotes[0]}{value}{quotes[1]} ")
    settings = load_settings()

    assert sorted(settings.secrets) == sorted(SECRETS.values())
    assert (settings.wechat_programs, settings.port, settings.digest_at) == (
        (Program(Visible("wx1"), "shop"),),
        5000,
        "tue 10:00",
    )


def test_nothing_between_quotes_is_nothing(monkeypatch: Env) -> None:
    """Else an empty app token would switch Socket Mode on."""
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), '""')

    assert load_settings() == Settings(_env_file=None)
    assert not load_settings().socket_mode


@pytest.mark.parametrize("value", ["xoxb-…", "“canary", "canary 1", "canary\n2", "canary\N{ZERO WIDTH SPACE}"])
@pytest.mark.parametrize("name", sorted(SECRETS))
def test_secrets_that_were_not_copied_whole(monkeypatch: Env, name: str, value: str) -> None:
    """What no header can hold once looked like our fault, or an unreachable service."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert caught.value.params == {"name": name, "reason": "not-plain"}


@pytest.mark.parametrize("encoding", ["utf-16", "gbk", "latin-1"])
def test_a_file_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    """As from PowerShell or Chinese Windows: it is named, and its contents are not repeated."""
    file = tmp_path / ".env"
    file.write_bytes(f"# {'é' if encoding == 'latin-1' else '注释'}\nSLACK_BOT_TOKEN=xoxb-canary\n".encode(encoding))
    with pytest.raises(SettingsError) as caught:
        load_settings(str(file))

    assert caught.value.params == {"name": str(file), "reason": "not-utf-8", "file": str(file)}
    assert caught.value.__context__ is None
    for locale in LOCALES:
        assert "UTF-8" in texts_for(locale).error(caught.value)
