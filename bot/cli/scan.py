"""Whose users a scan counts."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bot.catalog import load
from bot.cli.commands import is_alone
from bot.cli.output import print_error, print_json, print_text
from bot.domain.can.features import Platform
from bot.domain.numbers.meaning import parse_percent
from bot.domain.numbers.version import Version
from bot.domain.report import Report
from bot.domain.scan.findings import Severity
from bot.domain.scan.scan import Outcome, Scan, Verdict
from bot.errors import BadScan, BotError, NoProgram
from bot.i18n import Texts
from bot.lib.version import installed_version
from bot.scan.cache import Cache
from bot.scan.config import Config, read_config
from bot.scan.desk import NAMESPACE, Floor, marked, module, restricted
from bot.scan.output.as_json import scan_json
from bot.scan.output.as_markdown import scan_markdown
from bot.scan.output.as_text import scan_lines
from bot.scan.output.ci_formats import scan_gitlab, scan_junit, scan_sarif
from bot.scan.readers import read_report_file
from bot.scan.rules.settings import Baseline
from bot.scan.scanning import scan_folder

_LARGEST_FILE: Final = 2 * 1024 * 1024
"""Bytes of a file of shares; one of ten thousand versions has fewer."""


@dataclass(slots=True)
class Users:
    """The report whose users are counted, or why there is none."""

    report: Report | None = None
    failure: BotError | None = None


def without_programs(name: str) -> Users:
    """No program is known."""
    if name:
        raise NoProgram(count=0)
    return Users()


def find_users(shares: Path | None, program: str, *, needed: bool) -> Users:
    """Return the file's users, the named program's, or the only program's; or why there are none."""
    if shares is not None and program:
        raise BadScan(part="whose", text="")
    if shares is not None:
        return Users(report_in(shares))
    users = _read(program)
    if needed and users == Users():
        raise BadScan(part="numbers", text="")
    return users


def _read(program: str) -> Users:
    """Open the bot, but only where a program of its settings may count."""
    if is_alone() or not (program or Path(".env").exists() or any(name.startswith("WECHAT_") for name in os.environ)):
        return without_programs(program)
    users: Users = import_module("asyncio").run(import_module("bot.cli.scan_users").read_users(program))
    return users


def report_in(file: Path) -> Report:
    try:
        with file.open("rb") as opened:
            return read_report_file(opened.read(_LARGEST_FILE), str(file))
    except OSError as error:
        raise BadScan(part="no-shares", text=str(file)) from error


_DECLARATIONS: Final = "*.d.ts"


def eslint(texts: Texts, *, program: str, minimum: str | None, shares: Path | None, as_json: bool) -> None:
    floor = _floor(program, minimum, shares)
    rows = restricted(load(Platform.MINI_PROGRAM), floor, texts)
    if as_json:
        print_json(rows)
    else:
        print_text(module(rows, f"baselib eslint --minimum {floor.minimum.text}").rstrip("\n"))


def typings(texts: Texts, *, folder: Path, program: str, minimum: str | None, shares: Path | None) -> None:
    """Mark what is above the minimum, in every file of the folder."""
    floor, features = _floor(program, minimum, shares), load(Platform.MINI_PROGRAM)
    try:
        files = [(file, file.read_bytes()) for file in sorted(folder.rglob(_DECLARATIONS))]
        files = [(file, text) for file, text in files if NAMESPACE in text]
        if not files:
            raise BadScan(part="typings", text=str(folder))
        count = 0
        for file, text in files:
            new, found = marked(text, features, floor, texts)
            count += found
            if new != text:
                _replace(file, new)
    except OSError as error:
        raise BadScan(part="typings", text=str(folder)) from error
    print_text(texts("typings-marked", count=count, folder=str(folder), minimum=floor.minimum.text))


def _replace(file: Path, text: bytes) -> None:
    """Write a new file in the place of one: package managers link the same one into every project."""
    written = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        written.write_bytes(text)
        written.replace(file)
    finally:
        written.unlink(missing_ok=True)


def _floor(program: str, typed: str | None, shares: Path | None) -> Floor:
    """Return the typed minimum, else that of the program or of the file."""
    report = find_users(shares, program, needed=False).report
    minimum = Version.parse(typed) if typed is not None else report.minimum if report else None
    if minimum is None:
        raise BadScan(part="minimum", text="")
    return Floor(minimum, report)


_NO_USERS: Final = Decimal(0)
_STATUS: Final = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.UNJUDGED: 3}
_LARGEST_BASELINE: Final = 16 * 1024 * 1024
"""Bytes."""
_BASELINE: Final = "baselib-baseline.json"


class Form(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITLAB = "gitlab"
    JUNIT = "junit"
    MARKDOWN = "markdown"
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


def scan(texts: Texts, *, folder: Path, write_baseline: bool, **typed: Any) -> int:
    """Scan, print the result, and return the exit status; `typed` are the other options of `bot.cli.commands`."""
    form = _form(typed)
    options = _options(folder, typed, read_config(folder))
    if write_baseline:
        return _write_baseline(options, options.baseline or folder / _BASELINE, texts)
    verdict = _judged(options)
    _print(verdict, form, texts, options.folder)
    return _STATUS[verdict.outcome]


def _options(folder: Path, typed: Mapping[str, Any], config: Config) -> _Options:
    max_loss, max_minimum = typed["max_loss"], typed["max_minimum"]
    return _Options(
        folder / config.root,
        config,
        typed["program"] or config.program,
        typed["shares"] or (folder / config.shares if config.shares and not typed["program"] else None),
        _percent(max_loss if max_loss is not None else config.max_loss or None),
        _version(max_minimum if max_minimum is not None else config.max_minimum or None),
        _severity(typed["fail_on"] or config.fail_on),
        typed["allow_unjudged"] or config.allow_unjudged,
        typed["baseline"] or (folder / config.baseline if config.baseline else None),
        None if typed["no_cache"] else Cache(typed["cache"]) if typed["cache"] else Cache.of_user(),
    )


def _form(typed: Mapping[str, Any]) -> Form:
    chosen = [form for form in Form if typed.get(form)]
    if len(chosen) > 1:
        raise BadScan(part="format", text="")
    return chosen[0] if chosen else Form.TEXT


def _print(verdict: Verdict, form: Form, texts: Texts, folder: Path) -> None:
    prefix = _prefix(folder)
    match form:
        case Form.JSON:
            print_json(scan_json(verdict))
        case Form.SARIF:
            print_json(scan_sarif(verdict, texts, version=installed_version(), prefix=prefix))
        case Form.GITLAB:
            print_json(scan_gitlab(verdict, texts, prefix=prefix))
        case Form.JUNIT:
            print_text(scan_junit(verdict, texts, prefix=prefix))
        case Form.MARKDOWN:
            print_text(scan_markdown(verdict, texts, prefix=prefix))
        case Form.VERDICT:
            print_text(json.dumps(_given(verdict, folder)))
        case _:
            print_text("\n".join(scan_lines(verdict, texts)))


def _given(verdict: Verdict, folder: Path) -> Mapping[str, object]:
    """Return the verdict as a proposal takes it, of the source as it is now."""
    from bot.domain.plain import as_object  # noqa: PLC0415  # only for this form
    from bot.lib.machine_time import machine_time  # noqa: PLC0415
    from bot.scan.layout import commit_of  # noqa: PLC0415
    from bot.scan.output.as_text import given_scan  # noqa: PLC0415

    return as_object(given_scan(verdict, commit=commit_of(folder), at=machine_time()))


def _version(text: str | None) -> Version | None:
    """Parse a version. Raises `BadVersion`, also for an empty one: an empty variable in CI must not open the gate."""
    return None if text is None else Version.parse(text)


def _percent(text: str | None) -> Decimal | None:
    """Parse the allowed loss, as a fraction; unlike elsewhere it may be 0."""
    if text is None:
        return None
    return _NO_USERS if text.strip().removesuffix("%").strip() in ("0", "0.0") else parse_percent(text)


def _severity(named: str) -> Severity:
    if named not in ("", Severity.BREAKS, Severity.DEGRADES):
        raise BadScan(part="config", text="fail-on")
    return Severity(named or Severity.BREAKS)


def _judged(options: _Options) -> Verdict:
    scan = _scanned(options)
    if options.baseline is not None:
        baseline = _read_baseline(options.baseline)
        gone = sum((baseline.counts - Baseline.of(scan).counts).values())
        scan = replace(baseline.accepted(scan), outdated=gone)
    limited = options.max_loss is not None
    users = find_users(options.shares, options.program, needed=limited)
    limits = options.max_loss, options.max_minimum, options.fail_on, options.allow_unjudged
    return Verdict(scan, users.report, users.failure, *limits)


def _scanned(options: _Options) -> Scan:
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


def _write_baseline(options: _Options, file: Path, texts: Texts) -> int:
    """Write what counts now; a file that is there only shrinks, and what is new fails."""
    scan = _scanned(options)
    found = Baseline.of(scan)
    kept = _read_baseline(file).shrunk(scan) if file.exists() else found
    try:
        file.write_text(kept.text, "utf-8")
    except OSError as error:
        raise BadScan(part="baseline", text=str(file)) from error
    count, new = sum(kept.counts.values()), sum((found.counts - kept.counts).values())
    print_text(texts("scan-baseline-written", file=str(file), count=count))
    if new:
        print_error(texts("scan-baseline-new", count=new))
    return 1 if new else 0


def _prefix(folder: Path) -> str:
    """Return the relative path to the folder; empty when it is not below."""
    here, there = Path.cwd().resolve(), folder.resolve()
    return f"{there.relative_to(here).as_posix()}/" if there != here and there.is_relative_to(here) else ""
