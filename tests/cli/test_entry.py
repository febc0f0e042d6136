"""`baselib` as a process: what it loads, and what a command is given."""

import asyncio
import base64
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from inspect import Parameter, signature
from pathlib import Path
from typing import Final

import pytest

from bot.cli.entry import spoken
from bot.cli.output import interruptible
from bot.errors import BadScan, BadVersion
from bot.i18n import texts_for
from bot.settings import Settings
from tests.cli.test_scan import written
from tests.command_line import assert_refused, baselib, commands
from tests.forked import output_of
from tests.scan.test_scanning import PROJECT
from tests.tools.catalog.sample import TYPINGS

BASELIB: Final = (sys.executable, "-m", "bot")


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`baselib` as a process, in a folder without settings."""
    env = {"PYTHONPATH": ":".join(sys.path), "XDG_CACHE_HOME": str(folder / ".cache")}
    return subprocess.run(  # noqa: S603  # ours
        [*BASELIB, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def test_every_command_takes_its_options() -> None:
    for path, command in commands():
        if command.runs:
            module, _, function = command.runs.partition(":")
            taken = signature(getattr(import_module(module), function)).parameters.values()
            own = {each.name for each in taken if each.kind is Parameter.KEYWORD_ONLY}
            options = {option.parameter for option in command.options if not option.action}

            assert own == options or path == "scan", path


@pytest.mark.parametrize("typed", ["--help", "--version", "scan"])
def test_what_is_fast_loads_nothing_of_the_bot(typed: str, tmp_path: Path) -> None:
    arguments = (typed, str(PROJECT), "--json") if typed == "scan" else (typed,)
    code = (
        "import sys; from bot.cli import entry\n"
        "try: entry.main()\nexcept SystemExit: pass\n"
        "loaded = {'sqlalchemy', 'slack_sdk', 'httpx', 'bot.app', 'bot.wiring'} & sys.modules.keys()\n"
        "print(sorted(loaded), file=sys.stderr)"
    )
    env = {"PYTHONPATH": ":".join(sys.path)}
    result = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )

    assert result.stderr == "[]\n"
    assert result.stdout


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "zh_CN.UTF-8", "BASELIB_LOCALE": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8", "BASELIB_LOCALE": "zh-CN"}, "zh-CN"),
        ({"LANG": "", "LC_ALL": ""}, "en"),
    ],
)
def test_the_language(environment: dict[str, str], language: str) -> None:
    assert spoken(environment) == language


def test_version(tmp_path: Path) -> None:
    assert run("--version", folder=tmp_path).stdout.strip() == version("baselib-wechat")


def test_scan_alone(tmp_path: Path) -> None:
    """Its exit status is that of the full command line; with settings, that is what runs."""
    (tmp_path / "a.js").write_text("wx.getPrivacySetting()", "utf-8")
    limits = ("scan", ".", "--max-minimum", "2.20.0")
    alone = run(*limits, folder=tmp_path)
    (tmp_path / ".env").write_text("BASELIB_LOCALE=zh-CN", "utf-8")
    full = run(*limits, folder=tmp_path)

    assert (alone.returncode, full.returncode) == (1, 1)
    assert texts_for("en")("scan-needs", version="2.32.3") in alone.stdout
    assert texts_for("zh-CN")("scan-needs", version="2.32.3") in full.stdout


def test_ctrl_c_at_a_question() -> None:
    """It ends a command that waits for an answer, at once and not after it."""

    async def waiting() -> None:
        with interruptible():
            signal.raise_signal(signal.SIGINT)
            await asyncio.Event().wait()

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(waiting())


_KEY: Final = base64.urlsafe_b64encode(b"canary-encryption-key-of-32-byte").decode()
CLOSED: Final = "http://127.0.0.1:9"
"""Nothing listens there, so every call fails."""
CANARIES: Final = {
    "SLACK_BOT_TOKEN": "xoxb-canary-1-bot",
    "SLACK_SIGNING_SECRET": "canary2signing0123456789abcdef00",
    "SLACK_APP_TOKEN": "xapp-canary-3-app",
    "SLACK_CLIENT_SECRET": "canary4client0123456789abcdef000",
    "WECHAT_ACCESS_TOKEN": "98_canary-5-access",
    "WECHAT_TOKEN_BEARER": "canary-6-bearer",
    "WECHAT_APP_SECRET": "canary7app0123456789abcdef012345",
    "WECHAT_COMPONENT_SECRET": "canary8component0123456789abcdef",
    "WECHAT_COMPONENT_TOKEN": "canary9componenttoken",
    "WECHAT_COMPONENT_AES_KEY": "canary10" + "k" * 34 + "A",
    "BASELIB_ENCRYPTION_KEYS": _KEY,
}
IN_ADDRESSES: Final = ("canary-11-user-word", "canary-12-query", "canary-13-database")
_SLACK: Final = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
_MANY: Final = {"SLACK_CLIENT_ID": "1.2", "BASELIB_PUBLIC_URL": "https://bot.example"}
_PLATFORM: Final = ("WECHAT_COMPONENT_SECRET", "WECHAT_COMPONENT_TOKEN", "WECHAT_COMPONENT_AES_KEY")
SETTINGS: Final[Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]]] = {
    "one workspace, a token": (
        (*_SLACK, "SLACK_APP_TOKEN", "WECHAT_ACCESS_TOKEN"),
        {"WECHAT_PROGRAMS": "shop=wx1234567890abcdef"},
    ),
    "an account of one's own": (
        (*_SLACK, "WECHAT_APP_SECRET"),
        {"WECHAT_APP_ID": "wx1234567890abcdef", "WECHAT_PROGRAMS": "shop=wx1234567890abcdef"},
    ),
    "a token service": (
        (*_SLACK, "WECHAT_TOKEN_BEARER"),
        {
            "WECHAT_TOKEN_URL": "http://svc:canary-11-user-word@127.0.0.1:9/token?key=canary-12-query&appid={appid}",
            "WECHAT_PROGRAMS": "shop=wx1234567890abcdef",
        },
    ),
    "a platform for many workspaces": (
        ("SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET", "BASELIB_ENCRYPTION_KEYS", *_PLATFORM),
        {**_MANY, "WECHAT_COMPONENT_APPID": "wxabcdef1234567890"},
    ),
    "a database that is not there": (
        (*_SLACK, "WECHAT_ACCESS_TOKEN"),
        {"DATABASE_URL": "postgresql://u:canary-13-database@127.0.0.1:9/d"},
    ),
}


def test_every_secret_has_one() -> None:
    secret = {name.upper() for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)}

    assert secret == set(CANARIES)
    assert secret == {name for names, _ in SETTINGS.values() for name in names}


@pytest.mark.parametrize("typed", [("doctor",), ("db", "upgrade"), ("report", "shop"), ("keys", "rotate")])
@pytest.mark.parametrize("case", SETTINGS)
async def test_none_is_printed_or_logged(case: str, typed: tuple[str, ...], tmp_path: Path) -> None:
    names, others = SETTINGS[case]
    environment = {name: CANARIES[name] for name in names} | {
        "LOG_LEVEL": "DEBUG",
        "DATABASE_URL": f"sqlite:///{tmp_path}/baselib.db",
        "SLACK_API_URL": f"{CLOSED}/api/",
        "WECHAT_API_URL": CLOSED,
        "WECHAT_PUBLIC_URL": f"{CLOSED}/public",
        **others,
    }
    _, printed, logged = await output_of(("bot", *typed), environment, tmp_path)
    text = printed + logged

    assert text
    assert [each for each in (*CANARIES.values(), *IN_ADDRESSES) if each in text] == []


BASH: Final = "/bin/bash"


def offered(tmp_path: Path, *typed: str) -> list[str]:
    """What bash offers for the last of the typed words."""
    (tmp_path / "baselib.bash").write_text(baselib("--completion", "bash").stdout, "utf-8")
    ask = 'source ./baselib.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shtab_baselib; echo "${COMPREPLY[@]}"'
    command = [BASH, "--norc", "-c", ask, "bash", "baselib", *typed]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603


@pytest.mark.usefixtures("bare_command_line")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("sca",), ["scan"]),
        (("--comp",), ["--completion"]),
        (("--completion", ""), ["bash", "zsh", "fish"]),
        (("scan", "--max-"), ["--max-loss", "--max-minimum"]),
        (("scan", ".", "--json", "--sa"), ["--sarif"]),
        (("scan", "--baseline", "base"), ["baselib.bash"]),
        (("scan", "base"), ["baselib.bash"]),
        (("db", "up"), ["upgrade"]),
        (("db", "upgrade", "--he"), ["--help"]),
    ],
)
def test_bash(tmp_path: Path, typed: tuple[str, ...], words: list[str]) -> None:
    assert offered(tmp_path, *typed) == words


@pytest.mark.usefixtures("bare_command_line")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_and_option(shell: str) -> None:
    script = baselib("--completion", shell).stdout
    names = {path.split()[-1] for path, _ in commands() if path}
    options = (option for _, command in commands() for option in command.options if not option.hidden)
    names |= {option.name.removeprefix("--") for option in options if not option.is_argument}

    assert [name for name in names if name not in script] == []
    assert "--history" not in script


def test_eslint_prints_a_module_or_json() -> None:
    shown, data = baselib("eslint", "--minimum", "2.19.0"), baselib("eslint", "--minimum", "2.19.0", "--json")

    assert shown.exit_code == 0
    assert shown.stdout.startswith("// baselib eslint --minimum 2.19.0\nexport default [\n")
    assert ("uni", "getSystemSetting") in {(row["object"], row["property"]) for row in json.loads(data.stdout)}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("eslint",), BadScan(part="minimum", text="")),
        (("eslint", "--minimum", "x"), BadVersion(text="x")),
        (("typings", "nowhere", "--minimum", "2.19.0"), BadScan(part="typings", text="nowhere")),
    ],
)
def test_mistakes(arguments: tuple[str, ...], error: BadScan | BadVersion) -> None:
    assert_refused(baselib(*arguments), error, 2)


def test_typings_are_written_in_place(tmp_path: Path) -> None:
    store = tmp_path / "store.d.ts"
    store.write_bytes(TYPINGS["api.d.ts"])
    copy = tmp_path / "copy" / "types"
    copy.mkdir(parents=True)
    (copy / "lib.wx.api.d.ts").hardlink_to(store)
    (copy / "other.d.ts").write_text("interface Wx { getDeviceInfo(): void }", "utf-8")

    done = baselib("typings", str(tmp_path / "copy"), "--minimum", "2.18.0")

    assert done.exit_code == 0
    assert "6 names that need more than 2.18.0 are marked" in done.stdout
    assert "@deprecated baselib: needs base library 2.20.1" in (copy / "lib.wx.api.d.ts").read_text("utf-8")
    assert store.read_bytes() == TYPINGS["api.d.ts"]
    assert "baselib" not in (copy / "other.d.ts").read_text("utf-8")
    assert sorted(each.name for each in copy.iterdir()) == ["lib.wx.api.d.ts", "other.d.ts"]


def test_a_report_brings_the_minimum_and_the_users(tmp_path: Path) -> None:
    shares = written(tmp_path, {"3.1.0": "90", "2.20.0": "10"}, "2.20.0")

    rows, typed = _rows("--shares", shares), _rows("--shares", shares, "--minimum", "2.30.0")

    assert "the minimum is 2.20.0, and 10.0% of " in rows["wx", "getPrivacySetting"]
    assert "the minimum is 2.30.0, and 10.0% of " in typed["wx", "getPrivacySetting"]
    assert ("wx", "getSystemSetting") in rows
    assert ("wx", "getSystemSetting") not in typed


def _rows(*typed: str) -> dict[tuple[str, str], str]:
    rows = json.loads(baselib("eslint", *typed, "--json").stdout)
    return {(row["object"], row["property"]): row["message"] for row in rows}
