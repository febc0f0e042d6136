"""Every error and its sentence, from the error tree, WeChat's codes and both catalogs."""

from typing import Final

from bot import errors
from bot.domain.access import AuditAction
from bot.domain.platform.errcodes import REMEDIES, Remedy
from bot.i18n import Texts
from tests.i18n.test_errors import ERRORS
from tools.reference.markdown import catalogs, code, entry, page, text

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
    """What the audit log records."""
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
    """The codes of a section; advice that several share stands once, above them."""
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
