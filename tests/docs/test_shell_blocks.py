"""Every shell block of the READMEs and docs/ is run, or has its reason here.

`sh`: the blocks of a page are run one after the other by bash, in a folder with what a new user has: `.env.example`,
a Mini Program's source, `.venv/bin/baselib`, and a database that a bot has used. Slack and WeChat are the sandbox's.
Two programs are stood in for: `make`, which says whether the Makefile has the target (what the targets do is run by
others: this suite, or a person), and `curl`, which asks this sandbox, wherever its port is.

`console`: not run. The first word behind the prompt, or what follows `baselib`, has its reason in `NOT_RUN`.

`ini`: lines of `.env`, whose names are settings. All others are no shell.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.settings import Settings
from tests.cli.test_fleet import joined
from tests.command_line import BEARER, PROGRAMS, local_wechat
from tests.docs.blocks import blocks_of
from tests.docs.quick_baselib import make_baselib
from tests.project.repository import ROOT
from tests.served import served
from tests.tools.sandbox.driving import APP_TOKEN, BOT_TOKEN, manifest
from tests.tools.sandbox.driving import config as slack_config
from tools.sandbox.slack.app import create_app
from tools.sandbox.wechat.calls import PUBLIC

PAGES: Final = [*sorted({*ROOT.glob("*.md")} - {ROOT / "CHANGELOG.md"}), *sorted((ROOT / "docs").rglob("*.md"))]
OTHERS: Final = {"json", "text", "yaml", "ini", "js", "toml"}
"""Languages of blocks that are no shell."""
_NO_CONTAINERS: Final = (
    "there is no container runtime where tests run; the files are checked by tests/project/test_deployment.py"
)
_ROOT: Final = "needs root, and changes the machine"
NOT_RUN: Final[Mapping[str, str]] = {
    "docker": _NO_CONTAINERS,
    "compose": _NO_CONTAINERS,
    "alias": _NO_CONTAINERS,
    "useradd": _ROOT,
    "python3": _ROOT,
    "/opt/baselib/bin/pip": _ROOT,
    "install": _ROOT,
    "ln": _ROOT,
    "systemctl": _ROOT,
    "cd": _ROOT,
    "journalctl": "there is no systemd where tests run",
    "npx": "would fetch a package",
    "baselib demo": "goes on until it is ended; tests/e2e/test_demo.py runs it, with what stands beside it on the page",
    "baselib run": "goes on until it is ended; tests/e2e/test_demo.py runs it",
    "baselib doctor": "looks at the bot that runs beside it; tests/e2e/test_demo.py does",
    "baselib forget": "asks before it erases; tests/cli/test_database.py answers",
    "baselib scan": "shows what it prints of a larger source; the blocks below it are run",
}

_MAKE: Final = """#!/bin/sh
for target; do
    case "{targets}" in *" $target "*) ;; *) echo "no such target: $target" >&2; exit 2; esac
done
"""
_CURL: Final = """
import argparse, sys, urllib.request
sandbox = sys.argv.pop(1)
curl = argparse.ArgumentParser()
curl.add_argument("url")
curl.add_argument("-X", dest="method", default="GET")
curl.add_argument("-H", dest="headers", action="append", default=[])
curl.add_argument("-d", dest="data")
typed = curl.parse_args()
urllib.request.urlopen(urllib.request.Request(
    typed.url.replace("http://127.0.0.1:3001/", sandbox + "/"),
    method=typed.method,
    headers=dict(header.split(": ") for header in typed.headers),
    data=typed.data and typed.data.encode(),
))
"""
_PROMPT: Final = re.compile(r"^[$#] (?:sudo )?(.+)$", re.MULTILINE)


def _programs(_: Request) -> JSONResponse:
    return JSONResponse({"programs": [{"appid": PROGRAMS["shop"].appid, "alias": "shop"}]})


def _targets() -> str:
    return f" {' '.join(re.findall(r'^([a-z-]+):', (ROOT / 'Makefile').read_text('utf-8'), re.MULTILINE))} "


_PROVIDER: Final = Starlette(routes=[Route("/programs", _programs)])


BLOCKS: Final = [block for page in PAGES for block in blocks_of(page)]


def scripts() -> dict[str, list[str]]:
    """Pages' whole scripts, each once, even if both languages have it."""
    found: dict[str, list[str]] = {}
    for page in PAGES:
        if script := "".join(block.text for block in blocks_of(page, "sh")):
            found.setdefault(script, []).append(page.relative_to(ROOT).as_posix())
    return found


@pytest.fixture(scope="module")
def wechat(at_now: None) -> Iterator[str]:
    del at_now
    with local_wechat() as url:
        yield url


@pytest.fixture(scope="module")
def world(wechat: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The environment with filled-in settings; PATH has only the usual programs."""
    programs = tmp_path_factory.mktemp("bin")
    wanted_manifest = manifest(scopes=frozenset(Settings(_env_file=None).slack_scopes))
    slack_app = create_app(slack_config(app_url=None, manifest=wanted_manifest, wechat_url=wechat))
    database = tmp_path_factory.mktemp("database") / "baselib.db"
    joined(f"sqlite:///{database}")
    with served(slack_app) as slack, served(_PROVIDER) as provider:
        make_baselib(programs / "baselib")
        stand_ins = {
            "make": _MAKE.format(targets=_targets()),
            "curl": f"#!/bin/sh\nexec '{sys.executable}' -c '{_CURL}' {slack} \"$@\"\n",
        }
        for name, text in stand_ins.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o700)
        yield {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": f"{slack}/api/",
            "WECHAT_API_URL": wechat,
            "WECHAT_PUBLIC_URL": f"{wechat}{PUBLIC}",
            "WECHAT_TOKEN_URL": f"{wechat}/provider/token",
            "WECHAT_TOKEN_BEARER": BEARER,
            "WECHAT_PROGRAMS": f"shop={PROGRAMS['shop'].appid}",
            "WECHAT_PROGRAMS_URL": f"{provider}/programs",
            "BASELIB_CLOCK_URL": f"{wechat}/sandbox/clock",
            "USED_DATABASE": str(database),
        }


def run(script: str, world: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a page's script in its own folder; the first failing command ends it."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "baselib").symlink_to(shutil.which("baselib", path=world["PATH"]) or "")
    shutil.copy(ROOT / ".env.example", folder)
    shutil.copy(world["USED_DATABASE"], folder)
    (folder / "app.json").write_text('{"pages": ["pages/index"]}')
    (folder / "pages").mkdir()
    (folder / "pages" / "index.js").write_text("Page({ onLoad() { wx.login() } })")
    return subprocess.run(  # noqa: S603 # our own pages
        ["bash", "-euo", "pipefail", "-c", script],  # noqa: S607 # whichever bash there is
        cwd=folder,
        env={**world, "HOME": str(folder)},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("script", scripts(), ids=lambda script: scripts()[script][0])
def test_a_pages_blocks_run(script: str, world: Mapping[str, str], tmp_path: Path) -> None:
    done = run(script, world, tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", ["make no-such-target", "baselib no-such-command\ntrue", "baselib keys no | cat"])
def test_a_block_that_fails_is_noticed(script: str, world: Mapping[str, str], tmp_path: Path) -> None:
    assert run(script, world, tmp_path).returncode != 0


def test_every_block_says_what_it_is() -> None:
    unknown = [
        f"{block.page.relative_to(ROOT)}: {block.language or 'no language'}: {block.text.splitlines()[0]}"
        for block in BLOCKS
        if block.language not in {"sh", "console", *OTHERS}
    ]

    assert unknown == []


def test_what_is_not_run_has_a_reason() -> None:
    blocks = [block for block in BLOCKS if block.language == "console"]
    named = [{_name(typed) for typed in _PROMPT.findall(block.text)} for block in blocks]

    assert all(named)
    assert set().union(*named) == set(NOT_RUN)


def _name(typed: str) -> str:
    words = typed.split()
    return " ".join(words[:2]) if words[0] == "baselib" else words[0]


def test_lines_of_env_are_settings() -> None:
    names = {line.split("=")[0] for block in BLOCKS if block.language == "ini" for line in block.text.split()}

    assert names
    assert names <= {name.upper() for name in Settings.model_fields}
