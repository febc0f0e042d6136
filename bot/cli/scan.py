"""`baselib scan <folder>`: the base library that a Mini Program's source needs, as a gate for CI."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.catalog import load
from bot.cli.cores import WithCoreIfSet
from bot.cli.kit.errors import print_errors
from bot.cli.output import print_json
from bot.cli.scan_users import find_users
from bot.domain.numbers.rounding import parse_percent
from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Severity
from bot.domain.scan.scan import Scan
from bot.domain.scan.verdict import Outcome, Verdict
from bot.errors import BadScan
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.lib.version import installed_version
from bot.scan.cache import Cache
from bot.scan.commit import commit_of
from bot.scan.config import Config, read_config
from bot.scan.output.as_gitlab import scan_gitlab
from bot.scan.output.as_json import scan_json
from bot.scan.output.as_junit import scan_junit
from bot.scan.output.as_sarif import scan_sarif
from bot.scan.output.as_text import scan_lines
from bot.scan.output.as_verdict import given_scan
from bot.scan.rules.baseline import Baseline
from bot.scan.scanning import scan_folder

_NO_USERS: Final = Decimal(0)
_STATUS: Final = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.UNJUDGED: 3}
_LARGEST_BASELINE: Final = 16 * 1024 * 1024
"""Bytes."""
_BASELINE: Final = "baselib-baseline.json"


class FailOn(StrEnum):
    """What fails the check."""

    BREAKS = "breaks"
    DEGRADES = "degrades"


class _Format(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITLAB = "gitlab"
    JUNIT = "junit"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class _Options:
    """The command line, completed by the configuration."""

    folder: Path
    config: Config
    program: str
    shares: Path | None
    max_loss: Decimal | None
    max_minimum: Version | None
    fail_on: Severity
    allow_unjudged: bool
    baseline: Path | None
    cache: Cache | None


def add_scan(cli: typer.Typer, texts: Texts, with_core_if_set: WithCoreIfSet) -> None:
    """Add `scan`."""
    folder_argument = typer.Argument(help=texts("cli-scan-folder"), metavar="FOLDER")
    program_option = typer.Option("--program", help=texts("cli-scan-program"))
    shares_option = typer.Option("--shares", help=texts("cli-scan-shares"), metavar="FILE")
    loss_option = typer.Option("--max-loss", help=texts("cli-scan-max-loss"), metavar="PERCENT")
    minimum_option = typer.Option("--max-minimum", help=texts("cli-scan-max-minimum"), metavar="VERSION")
    fail_option = typer.Option("--fail-on", help=texts("cli-scan-fail-on"))
    unjudged_option = typer.Option("--allow-unjudged", help=texts("cli-scan-allow-unjudged"))
    baseline_option = typer.Option("--baseline", help=texts("cli-scan-baseline"), metavar="FILE")
    cache_option = typer.Option("--cache", help=texts("cli-scan-cache"), metavar="FOLDER")
    no_cache_option = typer.Option("--no-cache", help=texts("cli-scan-no-cache"))
    write_option = typer.Option("--write-baseline", help=texts("cli-scan-write-baseline"))
    json_option = typer.Option("--json", help=texts("cli-json"))
    sarif_option = typer.Option("--sarif", help=texts("cli-scan-sarif"))
    gitlab_option = typer.Option("--gitlab", help=texts("cli-scan-gitlab"))
    junit_option = typer.Option("--junit", help=texts("cli-scan-junit"))
    verdict_option = typer.Option("--verdict", help=texts("cli-scan-verdict"))

    @cli.command(help=texts("cli-scan"))
    def scan(
        folder: Annotated[Path, folder_argument],
        *,
        program: Annotated[str, program_option] = "",
        shares: Annotated[Path | None, shares_option] = None,
        max_loss: Annotated[str | None, loss_option] = None,
        max_minimum: Annotated[str | None, minimum_option] = None,
        fail_on: Annotated[FailOn | None, fail_option] = None,
        allow_unjudged: Annotated[bool, unjudged_option] = False,
        baseline: Annotated[Path | None, baseline_option] = None,
        write_baseline: Annotated[bool, write_option] = False,
        cache: Annotated[Path | None, cache_option] = None,
        no_cache: Annotated[bool, no_cache_option] = False,
        as_json: Annotated[bool, json_option] = False,
        as_sarif: Annotated[bool, sarif_option] = False,
        as_gitlab: Annotated[bool, gitlab_option] = False,
        as_junit: Annotated[bool, junit_option] = False,
        as_verdict: Annotated[bool, verdict_option] = False,
    ) -> None:
        with print_errors(texts):
            flags = {
                _Format.JSON: as_json,
                _Format.SARIF: as_sarif,
                _Format.GITLAB: as_gitlab,
                _Format.JUNIT: as_junit,
                _Format.VERDICT: as_verdict,
            }
            chosen = _format(flags)
            config = read_config(folder)
            options = _Options(
                folder / config.root if config.root else folder,
                config,
                program or config.program,
                shares or (folder / config.shares if config.shares and not program else None),
                _percent(max_loss if max_loss is not None else config.max_loss or None),
                _version(max_minimum if max_minimum is not None else config.max_minimum or None),
                _severity(fail_on, config),
                allow_unjudged or config.allow_unjudged,
                baseline or (folder / config.baseline if config.baseline else None),
                None if no_cache else Cache(cache) if cache else Cache.of_user(),
            )
            if write_baseline:
                _write_baseline(options, options.baseline or folder / _BASELINE, texts)
                return
            verdict = _judged(options, with_core_if_set)
        _print(verdict, chosen, texts, options.folder)
        if status := _STATUS[verdict.outcome]:
            raise typer.Exit(status)


def _format(flags: Mapping[_Format, bool]) -> _Format:
    """The chosen format.

    Raises:
        BadScan: more than one is chosen.
    """
    chosen = [each for each, on in flags.items() if on]
    if len(chosen) > 1:
        raise BadScan(part="format", text="")
    return chosen[0] if chosen else _Format.TEXT


def _print(verdict: Verdict, chosen: _Format, texts: Texts, folder: Path) -> None:
    prefix = _prefix(folder)
    match chosen:
        case _Format.JSON:
            print_json(scan_json(verdict))
        case _Format.SARIF:
            print_json(scan_sarif(verdict, texts, version=installed_version(), prefix=prefix))
        case _Format.GITLAB:
            print_json(scan_gitlab(verdict, texts, prefix=prefix))
        case _Format.JUNIT:
            typer.echo(scan_junit(verdict, texts, prefix=prefix))
        case _Format.VERDICT:
            given = given_scan(verdict, commit=commit_of(folder), at=asyncio.run(SystemClock().now()))
            typer.echo(json.dumps(given.fields()))
        case _:
            typer.echo("\n".join(scan_lines(verdict, texts)))


def _version(text: str | None) -> Version | None:
    """Parse a version. Raises `BadVersion`, also for an empty one: an empty variable in CI must not open the gate."""
    return None if text is None else Version.parse(text)


def _percent(text: str | None) -> Decimal | None:
    """Parse the allowed loss, as a fraction; unlike elsewhere it may be 0.

    Raises:
        BadPercent: not a number from 0 to 100.
    """
    if text is None:
        return None
    return _NO_USERS if text.strip().removesuffix("%").strip() in ("0", "0.0") else parse_percent(text)


def _severity(typed: FailOn | None, config: Config) -> Severity:
    """The least severity that counts.

    Raises:
        BadScan: the configuration names another.
    """
    if typed is None and config.fail_on and config.fail_on not in set(FailOn):
        raise BadScan(part="config", text="fail-on")
    return Severity((typed.value if typed else config.fail_on) or FailOn.BREAKS.value)


def _judged(options: _Options, with_core_if_set: WithCoreIfSet) -> Verdict:
    """Read the source, then the numbers.

    Raises:
        UserError: the input is wrong.
    """
    scan = _scanned(options)
    if options.baseline is not None:
        baseline = _read_baseline(options.baseline)
        gone = sum((baseline.counts - Baseline.of(scan).counts).values())
        scan = replace(baseline.accepted(scan), outdated=gone)
    limited = options.max_loss is not None
    report, failure = find_users(options.shares, options.program, with_core_if_set, needed=limited)
    limits = options.max_loss, options.max_minimum, options.fail_on, options.allow_unjudged
    return Verdict(scan, report, failure, *limits)


def _scanned(options: _Options) -> Scan:
    """Read the folder.

    Raises:
        BadScan: it is not a folder, or is empty: a gate that looks at nothing would let everything pass.
    """
    folder = options.folder
    try:
        scan = scan_folder(folder, load, options.config.choices, options.cache)
    except OSError as error:
        raise BadScan(part="folder", text=str(folder)) from error
    if not scan.files:
        raise BadScan(part="empty", text=str(folder))
    return scan


def _read_baseline(file: Path) -> Baseline:
    try:
        with file.open("rb") as opened:
            return Baseline.read(opened.read(_LARGEST_BASELINE))
    except (OSError, ValueError) as error:
        raise BadScan(part="baseline", text=str(file)) from error


def _write_baseline(options: _Options, file: Path, texts: Texts) -> None:
    """Write what counts now; a file that is there only shrinks.

    Raises:
        BadScan: it cannot be written, or is no baseline.
    """
    scan = _scanned(options)
    found = Baseline.of(scan)
    kept = _read_baseline(file).shrunk(scan) if file.exists() else found
    try:
        file.write_text(kept.text, "utf-8")
    except OSError as error:
        raise BadScan(part="baseline", text=str(file)) from error
    count, new = sum(kept.counts.values()), sum((found.counts - kept.counts).values())
    typer.echo(texts("scan-baseline-written", file=str(file), count=count))
    if new:
        typer.echo(texts("scan-baseline-new", count=new), err=True)
        raise typer.Exit(1)


def _prefix(folder: Path) -> str:
    """The relative path to the folder; empty when it is not below."""
    here, there = Path.cwd().resolve(), folder.resolve()
    return f"{there.relative_to(here).as_posix()}/" if there != here and there.is_relative_to(here) else ""
