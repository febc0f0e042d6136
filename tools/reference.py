"""`make reference`: write docs/reference/ from the code. A test fails while a page there is not what the code says."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, get_args

from prometheus_client import Metric
from prometheus_client.metrics import MetricWrapperBase
from pydantic import SecretStr

from bot import errors
from bot.cli.commands import root
from bot.cli.kit.parser import Command, Option
from bot.domain.access import AuditAction, Permission, Role, needed
from bot.domain.platform import REMEDIES, Remedy
from bot.i18n import LOCALES, Texts, texts_for
from bot.metrics import Metrics
from bot.metrics.state import PREFIX
from bot.settings import Settings
from bot.usecases.sweep.progress import Sweep
from handlers.commands.registry import Subcommand, subcommands
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeTickets
from tests.i18n.test_errors import ERRORS
from tools import ROOT

_CODE = re.compile(r"(`[^`]*`|(?:[/\w.-]*/|\b)\w+_\w+\b)", re.ASCII)
_ENTITIES = {
    ord(char): f"&{name};" for char, name in zip("&<>|*_", ("amp", "lt", "gt", "#124", "#42", "#95"), strict=True)
}
_MADE = "<!-- Made from the code by `make reference` -->"


def catalogs() -> list[Texts]:
    return [texts_for(locale) for locale in LOCALES]


def page(title: str, *parts: str) -> str:
    """Return a whole page. Its title comes first: the site looks for it there."""
    return "\n\n".join([f"# {title}", _MADE, *parts]) + "\n"


def text(sentence: str) -> str:
    """Return a sentence of the catalogs, on one line: its code stays code, and what would mean something is made plain.

    Names with underscores are code, too, with the path before them.
    """
    parts = _CODE.split(" ".join(sentence.split()))
    return "".join(code(part.strip("`")) if _CODE.fullmatch(part) else _plain(part) for part in parts)


def code(typed: str) -> str:
    """Return what is typed, also inside a table."""
    return f"<code>{_plain(typed)}</code>" if re.search(r"[|<>&]", typed) else f"`{typed}`"


def entry(name: str, *sentences: str) -> str:
    """Return a line of a list: a name and its sentences, one in each language; all are Markdown already."""
    return f"- {name}: {' '.join(sentence for sentence in sentences if sentence)}"


def block(typed: str) -> str:
    """Return a block of code that is not run."""
    return f"    {typed}"


def _plain(part: str) -> str:
    return part.translate(_ENTITIES)


def command_line() -> str:
    """Every command: what may be typed, and what it does in every language."""
    return page(
        "Command line",
        "The language is `BASELIB_LOCALE`, else the shell's. `--help` after a command explains its options. "
        "Exit status: 0 done, 1 a check failed or something could not be done, 2 wrong usage.",
        *(_section(name, command) for name, command in _commands(root(), "baselib")),
    )


def _commands(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    if not command.below:
        yield name, command
    for word, below in command.below.items():
        yield from _commands(below, f"{name} {word}")


def _section(name: str, command: Command) -> str:
    usage = " ".join([name, *map(_typed, command.options)])
    sentences = (texts(command.help) for texts in catalogs())
    return "\n\n".join([f"## {name.removeprefix('baselib ')}", block(usage), *map(text, sentences)])


def _typed(option: Option) -> str:
    """Return an option, in brackets if it may be left out."""
    value = option.word.removesuffix("...").lower()
    word = " ".join([*([] if option.is_argument else [option.name]), *([f"<{value}>"] if value else [])])
    more = "..." if option.many and option.is_argument else ""
    return f"{word}{more}" if option.required else f"[{word}{more}]"


_WORD = re.compile(r"[a-z]+")
_NO_WORD = ["mon", "09:00"]
"""Stands for what begins with no word of the command's own."""


def commands() -> str:
    """Every subcommand: what may be typed, and the role it needs; docs/use.md says what it does."""
    return page(
        "Commands in Slack",
        "What is for editors or admins says so; everything else is for everyone. [Use](../use.md) and "
        "[使用](../zh-CN/use.md) say what each does, and how to name a program.",
        *(_commands_section(name, command) for name, command in subcommands().items()),
    )


def _commands_section(name: str, command: Subcommand) -> str:
    return "\n\n".join([f"## {name}", block(command.typed), *_who(command)])


def _who(command: Subcommand) -> list[str]:
    """Return the role that it needs, or its words; nothing if everyone may."""
    if isinstance(command.permission, Permission):
        return _for(needed(command.permission))
    usual = needed(command.permission_for([]))
    more: dict[Role, list[str]] = {}
    for alternative in _alternatives(command.usage.removeprefix("[").removesuffix("]")):
        word = alternative.split()[0]
        typed, words = (word, [word]) if _WORD.fullmatch(word) else (alternative, _NO_WORD)
        if (role := needed(command.permission_for(words))) is not usual:
            more.setdefault(role, []).append(code(typed))
    return [*_for(usual), *(line for role, typed in more.items() for line in _for(role, *typed))]


def _for(role: Role, *typed: str) -> list[str]:
    what = f": {', '.join(typed)}" if typed else ""
    return [] if role is Role.VIEWER else [f"For {_role(role)}{what}."]


def _alternatives(usage: str) -> Iterator[str]:
    depth, start = 0, 0
    for place, char in enumerate(usage):
        depth += (char == "[") - (char == "]")
        if char == "|" and not depth:
            yield usage[start:place].strip()
            start = place + 1
    yield usage[start:].strip()


def _role(role: Role) -> str:
    return catalogs()[0](f"role-{role}").casefold() + "s"


BRANCHES: Final = {
    errors.OperatorError: ("For the operator", "The answer says what to change, for example:"),
    errors.TemporaryError: ("Temporary", "The same request works later, and the answer says when:"),
    errors.UserError: ("For the person who asked", "The answer says how to ask better:"),
    errors.BotError: ("A bug in Baselib", "The log has the traceback under the request's id:"),
}
NOT_RETRIED: Final = "Not retried"
AGAIN: Final = {
    Remedy.BACKOFF: "Retried a little later",
    Remedy.WAIT_A_MINUTE: "Retried in a minute",
    Remedy.TOMORROW: "Retried after midnight in Beijing",
    Remedy.REFRESH_TOKEN: "Retried once with a new token",
    Remedy.REFRESH_COMPONENT: "Retried once with a new token of the platform",
    Remedy.NEW_TICKET: "Retried once with a newer verify ticket",
    Remedy.RELIST: "Retried once with the refresh token in WeChat's list",
}
"""What Baselib does by itself."""


def error_sentences() -> str:
    """Every error by who must act; those of the operator with a sentence, which people read of all others, too."""
    return page(
        "Errors",
        "Logs and metrics name an error by its key; people read a sentence.",
        *(_branch(branch) for branch in BRANCHES),
    )


def wechat_codes() -> str:
    """Every explained code of WeChat's by what Baselib does about it, with what people can do, in every language."""
    return page(
        "WeChat's error codes",
        "Answers show the code, WeChat's own words and the rid.",
        *map(_codes, (NOT_RETRIED, *AGAIN.values())),
    )


def audit_log() -> str:
    return page(
        "Audit log",
        f"What {code('/baselib audit')} and {code('baselib audit')} call each change.",
        "\n".join(entry(code(action), *(text(t(f"deed-{action}")) for t in catalogs())) for action in AuditAction),
    )


def _branch(branch: type[errors.BotError]) -> str:
    title, what = BRANCHES[branch]
    examples: dict[str, errors.BotError] = {}
    for error in ERRORS:
        if _branch_of(error) is branch:
            examples.setdefault(error.key, error)
    if branch is not errors.OperatorError:
        return f"## {title}\n\n{what} {', '.join(map(code, examples))}."
    lines = [entry(code(key), *(text(t.error(error, zone="Asia/Shanghai")) for t in catalogs()))
             for key, error in examples.items()]  # fmt: skip
    return f"## {title}\n\n{what}\n\n" + "\n".join(lines)


def _branch_of(error: errors.BotError) -> type[errors.BotError]:
    own = (errors.OperatorError, errors.TemporaryError, errors.UserError)
    return next((branch for branch in own if isinstance(error, branch)), errors.BotError)


def _codes(again: str) -> str:
    """Return the codes of a section; advice that several share stands once, above them."""
    by_advice: dict[str, list[int]] = {}
    for number in sorted(number for number, remedy in REMEDIES.items() if AGAIN.get(remedy, NOT_RETRIED) == again):
        by_advice.setdefault(_advice(number, catalogs()[0]), []).append(number)
    lines: list[str] = []
    for numbers in by_advice.values():
        if len(numbers) == 1:
            lines.append(entry(code(str(numbers[0])), *(_explained(numbers[0], t) for t in catalogs())))
        else:
            lines.append("- " + " ".join(_advice(numbers[0], t) for t in catalogs()))
            lines += [f"    {entry(code(str(each)), *(_meaning(each, t) for t in catalogs()))}" for each in numbers]
    return f"## {again}\n\n" + "\n".join(lines)


def _explained(number: int, t: Texts) -> str:
    between = "" if t.locale == "zh-CN" else " "
    return f"{_meaning(number, t)}{between}{_advice(number, t)}"


def _meaning(number: int, t: Texts) -> str:
    return text(t(t.wechat_key(str(number))))


def _advice(number: int, t: Texts) -> str:
    return text(t(f"{t.wechat_key(str(number))}.advice", address="203.0.113.7"))


_NOW = datetime(2026, 11, 23, tzinfo=UTC)


def metrics() -> str:
    """Every family with its kind, labels and meaning; those that only a third-party platform has among them."""
    return page(
        "Metrics",
        "`GET /metrics`, beside the usual `process_` and `python_` ones; histograms add `_bucket`, `_sum` and "
        "`_count`. Each with its kind and labels:",
        "\n".join(sorted(map(_line, _families()))),
    )


def _line(named: tuple[Metric, tuple[str, ...]]) -> str:
    family, labels = named
    total = "_total" if family.type == "counter" else ""
    kind = ", ".join([family.type, *map(code, labels)])
    return entry(f"{code(family.name + total)} ({kind})", text(family.documentation))


def _families() -> Iterator[tuple[Metric, tuple[str, ...]]]:
    result = Metrics(FakeClock(_NOW), FakeTickets())
    result.sweeps.follow(Sweep("T0", oldest=_NOW.date()))  # an age shows only once something is kept
    result.sweeps.look(_NOW.date())
    for collector in list(result._families.registry._collector_to_names):
        for family in collector.collect():
            if family.name.startswith(f"{PREFIX}_"):
                labelled: Any = collector if isinstance(collector, MetricWrapperBase) else family
                yield family, labelled._labelnames


_SETTING: Final = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")
_SECTION: Final = re.compile(r"# --- (.+?) -+")


def settings() -> str:
    """Every setting, in the order and under the headings of `.env.example`."""
    sections: dict[str, list[str]] = {}
    title, comment = "", [""]
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines():
        if match := _SECTION.fullmatch(line):
            title = match[1]
        elif match := _SETTING.fullmatch(line):
            sections.setdefault(title, []).append(_settings_line(match[1], match[2], text(" ".join(comment))))
            comment = []
        elif title:
            comment = [*comment, line.removeprefix("# ")] if line else []
    return page(
        "Settings",
        "Read once at start, from the environment, which wins, and from `.env` in the working directory. "
        "In a copy of `.env.example` an empty line sets nothing. A secret never shows in a log or an error.",
        *(f"## {name}\n\n" + "\n".join(lines) for name, lines in sections.items()),
    )


def _settings_line(name: str, default: str, meaning: str) -> str:
    shown = [f"default {code(default)}"] if default else []
    marks = ", ".join([*_secret(name), *shown])
    return entry(f"{code(name)} ({marks})" if marks else code(name), meaning)


def _secret(name: str) -> list[str]:
    known = Settings.model_fields[name.lower()]
    if SecretStr in _kinds(known.annotation):
        return ["secret"]
    return [] if known.repr else ["may hold a secret"]


def _kinds(annotation: object) -> set[object]:
    return {annotation}.union(*map(_kinds, get_args(annotation)))


FOLDER: Final = ROOT / "docs" / "reference"
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "commands.md": commands,
    "command-line.md": command_line,
    "settings.md": settings,
    "metrics.md": metrics,
    "errors.md": error_sentences,
    "wechat-codes.md": wechat_codes,
    "audit.md": audit_log,
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
