"""What may be typed after `baselib scan`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.cli.completion import Word
from bot.domain.scan.findings import Severity


class Form(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITLAB = "gitlab"
    JUNIT = "junit"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Option:
    """One option."""

    name: str
    help: str
    """The key of its sentence."""
    value: str = ""
    """What follows it; nothing after a flag."""
    choices: tuple[str, ...] = ()


FOLDER: Final = Option("FOLDER", "cli-scan-folder")
OPTIONS: Final = (
    Option("--program", "cli-scan-program", "PROGRAM"),
    Option("--shares", "cli-scan-shares", "FILE"),
    Option("--max-loss", "cli-scan-max-loss", "PERCENT"),
    Option("--max-minimum", "cli-scan-max-minimum", "VERSION"),
    Option("--fail-on", "cli-scan-fail-on", "SEVERITY", (Severity.BREAKS.value, Severity.DEGRADES.value)),
    Option("--allow-unjudged", "cli-scan-allow-unjudged"),
    Option("--baseline", "cli-scan-baseline", "FILE"),
    Option("--write-baseline", "cli-scan-write-baseline"),
    Option("--cache", "cli-scan-cache", "FOLDER"),
    Option("--no-cache", "cli-scan-no-cache"),
    Option("--json", "cli-json"),
    Option("--sarif", "cli-scan-sarif"),
    Option("--gitlab", "cli-scan-gitlab"),
    Option("--junit", "cli-scan-junit"),
    Option("--verdict", "cli-scan-verdict"),
)
HELP: Final = Option("--help", "cli-help")


def option_words(say: Callable[[str], str]) -> list[Word]:
    """The options, for the completion of shells."""
    return [Word(option.name, say(option.help)) for option in (*OPTIONS, HELP)]
