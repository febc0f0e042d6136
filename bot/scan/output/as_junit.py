"""The scan as JUnit XML, which CI servers show as tests: a test case per rule."""

from collections import defaultdict
from html import escape
from typing import Final

from bot.domain.scan.verdict import Outcome, Verdict
from bot.i18n import Texts
from bot.scan.output.problems import DEPRECATED, Level, Problem, problems

_ILLEGAL: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), "�")
"""Characters that XML cannot hold."""
_WHITESPACE: Final = {ord(sign): f"&#{ord(sign)};" for sign in "\t\n\r"}
"""Which attributes would lose."""
_SUITE: Final = "baselib scan"


def scan_junit(verdict: Verdict, t: Texts, *, prefix: str = "") -> str:
    """The report's text.

    What makes the check fail is a failure, what could not be judged an error, and the rest are passed cases.

    Args:
        prefix: prepended to paths: the folder relative to the repository, with a trailing `/`.
    """
    rules: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in problems(verdict, t):
        if problem.accepted is None:
            rules[problem.rule].append(problem)
    unjudged = verdict.outcome is Outcome.UNJUDGED
    cases = [_case(rule, group, prefix, unjudged=unjudged) for rule, group in rules.items()]
    cases += [
        _element("error", notice.path, t(f"scan-notice-{notice.reason.value}", file=notice.path), [])
        for notice in verdict.scan.notices
        if unjudged and notice.hides
    ]
    if not cases:
        cases = [f"    <testcase classname={_quoted(_SUITE)} name={_quoted(t('scan-passed'))}/>"]
    failures, errors = (sum(f"<{kind} " in case for case in cases) for kind in ("failure", "error"))
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={_quoted(_SUITE)} {counts}>",
        f"  <testsuite name={_quoted(_SUITE)} {counts}>",
        *cases,
        "  </testsuite>",
        "</testsuites>",
    ])  # fmt: skip


def _case(rule: str, found: list[Problem], prefix: str, *, unjudged: bool) -> str:
    levels = {problem.level for problem in found}
    places = [f"{prefix}{problem.place.path}:{problem.place.line}:{problem.place.column}" for problem in found]
    if Level.ERROR in levels:
        return _element("failure", rule, found[0].message, places)
    if unjudged and any(problem.hides for problem in found):
        return _element("error", rule, found[0].message, places)
    case = f"    <testcase classname={_quoted(_SUITE)} name={_quoted(rule)}"
    if not rule.startswith(f"{DEPRECATED} "):
        return f"{case}/>"
    lines = [found[0].message, *filter(None, [found[0].code]), *places]
    text = _escaped("\n".join(lines))
    return f"{case}>\n      <system-out>{text}</system-out>\n    </testcase>"


def _element(kind: str, name: str, message: str, places: list[str]) -> str:
    text = _escaped("\n".join([message, *places]))
    case = f"    <testcase classname={_quoted(_SUITE)} name={_quoted(name)}>"
    return f"{case}\n      <{kind} message={_quoted(message)}>{text}</{kind}>\n    </testcase>"


def _legal(text: str) -> str:
    return text.encode("utf-8", "replace").decode().translate(_ILLEGAL)


def _quoted(text: str) -> str:
    return f'"{escape(_legal(text)).translate(_WHITESPACE)}"'


def _escaped(text: str) -> str:
    return escape(_legal(text), quote=False)
