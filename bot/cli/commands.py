"""Every command with its options: what is typed, what help says of it, and what it runs."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bot.cli.kit.parser import Command, Option
from bot.domain.scan.findings import Severity


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(text)
    return int(text)


_PROGRAM: Final = Option("program", "cli-program")
_ON: Final = Option("--on", "cli-on", "DAY")
_JSON: Final = Option("--json", "cli-json", into="as_json")
_FORMAT: Final = Option("--format", "cli-format", "FORMAT", into="form")

_SCAN: Final = Command(
    "cli-scan",
    "bot.cli.scan:scan",
    (
        Option("folder", "cli-scan-folder", read=Path, required=True),
        Option("--program", "cli-scan-program", "PROGRAM"),
        Option("--shares", "cli-scan-shares", "FILE", read=Path, default=None),
        Option("--max-loss", "cli-scan-max-loss", "PERCENT", default=None),
        Option("--max-minimum", "cli-scan-max-minimum", "VERSION", default=None),
        Option("--fail-on", "cli-scan-fail-on", choices=(Severity.BREAKS.value, Severity.DEGRADES.value)),
        Option("--allow-unjudged", "cli-scan-allow-unjudged"),
        Option("--baseline", "cli-scan-baseline", "FILE", read=Path, default=None),
        Option("--write-baseline", "cli-scan-write-baseline"),
        Option("--cache", "cli-scan-cache", "FOLDER", read=Path, default=None),
        Option("--no-cache", "cli-scan-no-cache"),
        Option("--json", "cli-json"),
        Option("--sarif", "cli-scan-sarif"),
        Option("--gitlab", "cli-scan-gitlab"),
        Option("--junit", "cli-scan-junit"),
        Option("--markdown", "cli-scan-markdown"),
        Option("--verdict", "cli-scan-verdict"),
    ),
)
_MINIMUM: Final = Option("--minimum", "cli-desk-minimum", "VERSION", default=None)
_SHARES: Final = Option("--shares", "cli-desk-shares", "FILE", read=Path, default=None)
_DESK: Final = {
    "scan": _SCAN,
    "eslint": Command(
        "cli-eslint", "bot.cli.scan:eslint", (replace(_PROGRAM, help="cli-desk-program"), _MINIMUM, _SHARES, _JSON)
    ),
    "typings": Command(
        "cli-typings",
        "bot.cli.scan:typings",
        (
            Option("folder", "cli-typings-folder", read=Path, required=True),
            Option("--program", "cli-desk-program", "PROGRAM"),
            _MINIMUM,
            _SHARES,
        ),
    ),
}
"""For the source: they need no library of the bot's."""
_COMMANDS: Final = {
    "run": Command("cli-run", "bot.cli.running:run"),
    "report": Command(
        "cli-report",
        "bot.cli.report:report",
        (
            _PROGRAM,
            replace(_ON, help="cli-on-or-all"),
            Option("--and", "cli-and", "DAY", into="beside"),
            _FORMAT,
            Option("--history", "cli-history", hidden=True),
            Option("--all", "cli-report-all", into="every"),
            _JSON,
        ),
    ),
    "raise": Command(
        "cli-raise",
        "bot.cli.report:raise_",
        (Option("version", "cli-raise-version", required=True), _PROGRAM, _ON, _JSON),
    ),
    "cover": Command(
        "cli-cover",
        "bot.cli.report:cover",
        (Option("percent", "cli-cover-percent", required=True), _PROGRAM, _ON, _JSON),
    ),
    "forget": Command(
        "cli-forget",
        "bot.cli.operate.database:forget_workspace",
        (Option("team", "cli-forget-team", required=True), Option("--yes", "cli-forget-yes")),
    ),
    "audit": Command(
        "cli-audit",
        "bot.cli.fleet:audit",
        (
            Option("--since", "cli-audit-since", "DAY"),
            Option("--team", "cli-audit-team", "TEAM"),
            replace(_FORMAT, help="cli-audit-format", default="csv"),
        ),
    ),
    "decisions": Command(
        "cli-decisions",
        "bot.cli.fleet:decisions",
        (
            Option("number", "cli-decisions-number", read=_count, default=None),
            Option("--team", "cli-decisions-team", "TEAM"),
            _JSON,
            Option("--csv", "cli-decisions-csv", into="as_csv"),
        ),
    ),
    "can": Command(
        "cli-can",
        "bot.cli.report:can",
        (
            Option("apis", "cli-can-apis", "API...", required=True, many=True),
            Option("--program", "cli-program", "PROGRAM"),
            _ON,
            Option("--game", "cli-can-game"),
            _JSON,
        ),
    ),
    **_DESK,
    "trend": Command(
        "cli-trend",
        "bot.cli.report:trend",
        (
            Option("words", "cli-trend-words", many=True),
            _ON,
            replace(_FORMAT, help="cli-trend-format"),
            _JSON,
            Option("--png", "cli-trend-png", "FILE", read=Path, default=None),
        ),
    ),
    "import": Command(
        "cli-import",
        "bot.cli.imports:import_",
        (
            Option("file", "cli-import-file", read=Path, required=True),
            Option("--program", "cli-import-program", "PROGRAM", required=True),
            Option("--day", "cli-import-day", "DAY"),
            Option(
                "--meaning", "cli-import-meaning", choices=("auto", "share", "below", "at-or-below"), default="auto"
            ),
            Option("--users", "cli-import-users", "NUMBER"),
            Option("--dry-run", "cli-import-dry-run"),
            _JSON,
        ),
    ),
    "delete": Command(
        "cli-delete",
        "bot.cli.imports:delete",
        (Option("program", "cli-delete-program", required=True), Option("--yes", "cli-delete-yes")),
    ),
    "fleet": Command(
        "cli-fleet",
        "bot.cli.fleet:fleet",
        (
            Option("only", "cli-fleet-list"),
            Option("--tag", "cli-fleet-tag", "TAG"),
            Option("--sort", "cli-fleet-sort", "SORT"),
            Option("--raise", "cli-fleet-raise", "VERSION", into="version"),
            replace(_FORMAT, help="cli-fleet-format"),
            _JSON,
        ),
    ),
    "sweep": Command("cli-sweep", "bot.cli.fleet:sweep", (_JSON,)),
    "sync": Command("cli-sync", "bot.cli.fleet:sync", (_JSON,)),
    "doctor": Command(
        "cli-doctor",
        "bot.cli.operate.doctor:doctor",
        (
            _JSON,
            Option("--shape", "cli-doctor-shape", into="shape_only"),
            Option("--blocks", "cli-doctor-blocks"),
        ),
    ),
    "manifest": Command(
        "cli-manifest",
        "bot.cli.operate.manifest:manifest",
        (
            Option("--socket", "cli-manifest-socket"),
            Option("--host", "cli-manifest-host", "HOST"),
            Option("--workflow-steps", "cli-manifest-workflow-steps"),
            Option("--mcp", "cli-manifest-mcp"),
            Option("--optional-scopes", "cli-manifest-optional-scopes"),
            replace(_JSON, help="cli-manifest-json"),
        ),
    ),
    "demo": Command(
        "cli-demo",
        "bot.cli.operate.sandbox:demo",
        (
            Option("--port", "cli-demo-port", "PORT", read=_count, default=3001),
            Option("--socket-mode", "cli-demo-socket-mode"),
            Option("--many-workspaces", "cli-demo-many-workspaces"),
            Option("--settings", "cli-demo-settings", "FILE", read=Path, default=None),
            Option("--fleet", "cli-demo-fleet", "N", read=_count, default=0),
        ),
    ),
    "mcp": Command("cli-mcp", "bot.cli.mcp:mcp", (Option("--shares", "cli-mcp-shares", "FILE", read=Path, many=True),)),
    "db": Command(
        "cli-db",
        below={
            "upgrade": Command("cli-db-upgrade", "bot.cli.operate.database:upgrade"),
            "backup": Command(
                "cli-db-backup",
                "bot.cli.operate.database:backup",
                (
                    Option("file", "cli-db-backup-file", read=Path, required=True),
                    Option("--force", "cli-db-backup-force"),
                ),
            ),
            "restore": Command(
                "cli-db-restore",
                "bot.cli.operate.database:restore",
                (
                    Option("file", "cli-db-restore-file", read=Path, required=True),
                    Option("--yes", "cli-db-restore-yes"),
                ),
            ),
        },
    ),
    "keys": Command(
        "cli-keys",
        below={
            "new": Command("cli-keys-new", "bot.cli.operate.database:new"),
            "rotate": Command(
                "cli-keys-rotate", "bot.cli.operate.database:rotate", (Option("--forget", "cli-keys-forget"),)
            ),
        },
    ),
}
_OPTIONS: Final = (
    Option("--version", "cli-version", action="version"),
    Option("--completion", "cli-completion", choices=("bash", "zsh", "fish"), into="shell"),
)


def is_alone() -> bool:
    """Whether only what reads sources is installed."""
    return find_spec("bot.wiring") is None


def root() -> Command:
    """`baselib` itself."""
    return Command("cli", "bot.cli.completion:complete", _OPTIONS, _DESK if is_alone() else _COMMANDS)
