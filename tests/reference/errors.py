"""What can go wrong and what is said then, from the error tree, WeChat's codes and both catalogs."""

from functools import partial
from typing import Final

from bot import errors
from bot.domain.audit import Deed
from bot.i18n import Texts
from bot.wechat.errcodes import RETRY, Retry
from tests.i18n.test_errors import ERRORS
from tests.reference.markdown import LANGUAGES, catalogs, code, page, table, text

BRANCHES: Final = {
    errors.UserError: ("Whoever asked", "can mend it in the next message."),
    errors.OperatorError: ("Whoever runs Baselib", "must change something."),
    errors.TemporaryError: ("Nobody", "must do anything: the same request works later."),
    errors.BotError: ("Us", "have made a mistake; the log has it under the request's id."),
}
AGAIN: Final = {
    Retry.NO: "no",
    Retry.BACKOFF: "yes, a little later",
    Retry.WAIT_A_MINUTE: "yes, in a minute",
    Retry.TOMORROW: "yes, tomorrow in China",
    Retry.REFRESH_TOKEN: "once, with a new token",
    Retry.REFRESH_COMPONENT: "once, with a new token of the platform",
    Retry.NEW_TICKET: "once, with a newer verify ticket",
    Retry.RELIST: "once, with the refresh token of WeChat's list",
}
"""Whether Baselib asks again by itself."""


def error_sentences() -> str:
    """Every error with the sentences that people read, by who must act."""
    return page(
        "Errors",
        "What is said when something goes wrong: in Slack to whoever asked, on the command line on standard error. "
        "Names, numbers and quotations stand for others. The first column is what logs and metrics call it.",
        *(_branch(branch) for branch in BRANCHES),
    )


def wechat_codes() -> str:
    """Every code of WeChat's that is explained, with what to do, in every language."""
    languages = catalogs()
    return page(
        "WeChat's error codes",
        "Baselib shows the code, WeChat's own words and the rid with each, and asks again where `again` says so.",
        table(
            ["errcode", "again", *LANGUAGES.values()],
            [
                [code(str(number)), AGAIN[RETRY[number]], *(_explained(number, t) for t in languages)]
                for number in sorted(RETRY)
            ],
        ),
    )


def audit_log() -> str:
    """What the audit log records."""
    return page(
        "Audit log",
        f"What {code('/baselib audit')} and {code('baselib audit')} call each change.",
        table(
            ["deed", *LANGUAGES.values()],
            [[code(deed), *(text(t(f"deed-{deed}")) for t in catalogs())] for deed in Deed],
        ),
    )


def _branch(branch: type[errors.BotError]) -> str:
    who, must = BRANCHES[branch]
    rows = [
        [code(error.key), *(text(t.error(error, zone="Asia/Shanghai")) for t in catalogs())]
        for error in ERRORS
        if next(filter(partial(isinstance, error), BRANCHES)) is branch
    ]
    return f"## {who}\n\n{who} {must}\n\n" + table(["error", *LANGUAGES.values()], rows)


def _explained(number: int, t: Texts) -> str:
    key = t.wechat_key(str(number))
    between = "" if t.locale == "zh-CN" else " "
    return f"{text(t(key))}{between}{text(t(f'{key}.advice', address='203.0.113.7'))}"
