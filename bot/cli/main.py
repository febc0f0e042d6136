"""`baselib ...`: the same use cases on the command line. Exit status 0 done, 1 a check failed, 2 wrong usage."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

import typer
from rich.console import Console

from bot.cli.audit import add_audit
from bot.cli.can import add_can
from bot.cli.decisions import add_decisions
from bot.cli.deletion import add_delete
from bot.cli.fleet import add_fleet
from bot.cli.imports import add_import
from bot.cli.kit.help import explain
from bot.cli.kit.settings import chosen_texts, completed, guarded
from bot.cli.kit.terminal import show
from bot.cli.mcp import add_mcp
from bot.cli.operate.database import add_database
from bot.cli.operate.doctor import add_doctor
from bot.cli.operate.keys import add_keys
from bot.cli.operate.manifest import add_manifest
from bot.cli.operate.sandbox import add_sandbox
from bot.cli.output import print_file, print_json
from bot.cli.overview import add_overview
from bot.cli.replay import add_replay
from bot.cli.report import Answer, Ask, add_questions
from bot.cli.root import root
from bot.cli.running import add_run
from bot.cli.scan_command import add_scan
from bot.cli.trend import add_trend
from bot.domain.access.roles import Viewpoint
from bot.domain.doctor.blocks import Sample, Verdict
from bot.domain.doctor.findings import Finding
from bot.errors import SettingsError, UserError
from bot.export import ExportFile
from bot.i18n import Texts
from bot.logs import configure_logging
from bot.settings import Settings, asks_about_all, load_settings, missing_for_reading
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.usecases.imports.adopt import LOCAL_TEAM
from bot.wiring.core import Core, open_core
from bot.wiring.doctor import open_block_checkup, open_checkup
from bot.wiring.doctor_setup import read_all


def main() -> None:
    """The console script."""
    build(chosen_texts())()


def build(texts: Texts) -> typer.Typer:
    """The command line in one language."""
    texts = texts.on_terminal()
    cli = root(texts)

    add_run(cli, texts)
    add_questions(cli, texts, partial(_answer, texts))
    add_database(cli, texts, partial(_with_listed, texts))
    add_audit(cli, texts, partial(_with_listed, texts))
    add_decisions(cli, texts, partial(_with_listed, texts))
    add_can(cli, texts, partial(with_core_if_set, texts))
    add_scan(cli, texts, partial(with_core_if_set, texts))
    add_trend(cli, texts, partial(_answer, texts))
    add_import(cli, texts, partial(_with_team, texts))
    add_delete(cli, texts, partial(_with_team, texts))
    add_replay(cli, texts, partial(_with_programs, texts))
    add_overview(cli, texts, partial(_with_programs, texts))
    add_fleet(cli, texts, partial(_with_core, texts))
    add_keys(cli, texts, partial(_with_vault, texts))
    add_doctor(cli, texts, _diagnosed, partial(_validated, texts))
    add_manifest(cli, texts, _public_url)
    add_sandbox(cli, texts)
    add_mcp(cli, texts)
    explain(cli, texts)
    return cli


def _answer(texts: Texts, name: str, ask: Ask, *, as_json: bool) -> None:
    """Ask a use case and print the answer, for people or for programs."""

    async def answered(settings: Settings) -> Answer:
        async with _opened(texts, settings, name) as (core, team):
            program = await core.usecases.choose_program(Viewpoint.everything(team), name)
            return await ask(core, team, program, await core.clock.now())

    def work(settings: Settings) -> None:
        answer = asyncio.run(answered(settings))
        if isinstance(answer, ExportFile):
            print_file(answer)
            return
        message, data = answer
        if as_json:
            print_json(data)
        else:
            show(message, Console())

    guarded(texts, work)


@asynccontextmanager
async def _opened(texts: Texts, settings: Settings, name: str | None = None) -> AsyncIterator[tuple[Core, str]]:
    """The core and the workspace, for a question about a program or about all; ends where its settings are missing."""
    missing = [] if name is not None and asks_about_all(settings, name) else missing_for_reading(settings)
    if settings.component or settings.half_component:
        completed(settings, missing, texts)  # half a platform cannot even be opened
    async with open_core(settings) as core:
        team = await _team(core)
        if missing and await _lacks_settings(core, team, name):
            completed(settings, missing, texts)
        yield core, team


async def _lacks_settings(core: Core, team: str, name: str | None) -> bool:
    """Whether a question about a program, or about all, cannot be answered while settings are missing.

    It can where the name means a program whose numbers are imported, which needs no credential. Where it means none
    beside such programs, the answer is that it means none.
    """
    seen = Viewpoint.everything(team)
    if name is not None:
        with suppress(UserError):
            return not (await core.usecases.choose_program(seen, name)).is_imported
    return not any(program.is_imported for program in await core.usecases.visible_programs(seen))


async def _team(core: Core) -> str:
    """The workspace of the command line's programs."""
    return await core.home() or LOCAL_TEAM


def with_core_if_set(texts: Texts, work: Callable[[Core | None, str], Awaitable[None]], program: str) -> None:
    """Run work with the core, or with None while one of the settings that the named program needs is missing."""

    async def opened(settings: Settings) -> None:
        missing = missing_for_reading(settings) and not (program and asks_about_all(settings, program))
        if missing and (not program or settings.component or settings.half_component):
            await work(None, LOCAL_TEAM)
            return
        async with open_core(settings) as core:
            team = await _team(core)
            await work(None if missing and await _lacks_settings(core, team, program) else core, team)

    guarded(texts, lambda settings: asyncio.run(opened(settings)))


def _with_core(texts: Texts, work: Callable[[Core], Awaitable[None]], *, alone: bool, complete: bool = True) -> None:
    """Run work with the core.

    Args:
        texts: the language.
        work: called with the core.
        alone: as in `open_core`.
        complete: whether all settings for asking WeChat must be there.
    """

    async def opened(settings: Settings) -> None:
        async with open_core(settings, alone=alone) as core:
            await work(core)

    def checked(settings: Settings) -> None:
        missing = missing_for_reading(settings) if complete else []
        asyncio.run(opened(completed(settings, missing, texts)))

    guarded(texts, checked)


def _with_team(texts: Texts, work: Callable[[Core, str], Awaitable[None]]) -> None:
    """Run work with the core and the workspace of the command line's programs, also while settings are missing."""

    async def show(core: Core) -> None:
        await work(core, await _team(core))

    _with_core(texts, show, alone=False, complete=False)


def _with_programs(texts: Texts, work: Callable[[Core, str], Awaitable[None]]) -> None:
    """As `_with_team`; settings for asking WeChat may be missing only where numbers were imported."""

    async def answered(settings: Settings) -> None:
        async with _opened(texts, settings) as (core, team):
            await work(core, team)

    guarded(texts, lambda settings: asyncio.run(answered(settings)))


def _with_vault(texts: Texts, work: Callable[[Database, Vault], Awaitable[None]]) -> None:
    """Run work with the database and the keys of its secrets."""

    def opened(settings: Settings) -> None:
        missing = [] if settings.baselib_encryption_keys else ["BASELIB_ENCRYPTION_KEYS"]
        keys = completed(settings, missing, texts).baselib_encryption_keys
        _with_database(settings, lambda database: work(database, Vault(keys)))

    guarded(texts, opened)


def _with_listed(texts: Texts, work: Callable[[Database, Collection[str]], Awaitable[None]]) -> None:
    """Run work with the database and the AppIDs of the settings."""

    def opened(settings: Settings) -> None:
        listed = {program.appid for program in settings.wechat_programs}
        _with_database(settings, lambda database: work(database, listed))

    guarded(texts, opened)


def _diagnosed() -> Sequence[Finding]:
    """Doctor's findings, even when some settings cannot be read."""
    settings, wrong = read_all()
    # The log's warnings would only repeat, less clearly, what doctor finds.
    level = settings.log_level if "log_level" in settings.model_fields_set else "ERROR"
    configure_logging(level=level, log_format=settings.log_format, secrets=settings.secrets)

    async def opened() -> Sequence[Finding]:
        async with open_checkup(settings, wrong) as diagnose:
            return await diagnose()

    return asyncio.run(opened())


def _validated(texts: Texts, samples: Sequence[Sample]) -> Sequence[Verdict]:
    """Ask Slack's validator about messages, one after the other: its rate is limited."""
    verdicts: list[Verdict] = []

    async def validate(settings: Settings) -> None:
        async with open_block_checkup(settings) as check:
            verdicts.extend([await check(sample) for sample in samples])

    def work(settings: Settings) -> None:
        asyncio.run(validate(completed(settings, [] if settings.slack_bot_token else ["SLACK_BOT_TOKEN"], texts)))

    guarded(texts, work)
    return verdicts


def _with_database(settings: Settings, work: Callable[[Database], Awaitable[None]]) -> None:
    async def opened() -> None:
        database = Database(settings.database_url)
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(opened())


def _public_url() -> str:
    """`BASELIB_PUBLIC_URL`, where Slack can reach it."""
    with suppress(SettingsError):
        url = load_settings().baselib_public_url
        return url if url.startswith("https:") else ""
    return ""
