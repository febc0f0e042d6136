"""The formats of CI: SARIF, GitLab's code quality, and JUnit.

The scan as GitLab's Code Quality report. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

The scan as SARIF 2.1.0, for code scanning. https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from html import escape
from typing import Any, Final
from urllib.parse import quote

from bot.domain.scan.findings import Accepted, Finding, Kind, Notice, Place, Severity
from bot.domain.scan.scan import Outcome, Verdict
from bot.i18n import Texts
from bot.scan.output.as_text import instead
from bot.scan.rules.settings import rule_of, rule_of_notice

COMPARISON: Final = "version-comparison"
UNUSED: Final = "unused-ignore"
DEPRECATED: Final = "deprecated"


class Level(StrEnum):
    """How bad it is: SARIF's levels."""

    ERROR = "error"
    """It makes the check fail."""
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    rule: str
    summary: str
    """What holds for every place of the rule."""
    advice: str
    """What to do about it."""
    message: str
    level: Level
    place: Place
    accepted: Accepted | None = None
    code: str = ""
    """Lines to paste."""
    page: str = ""
    """The address of WeChat's page."""
    hides: bool = False
    """Whether it is a name that the verdict counts as not judged."""
    fingerprint: str = ""
    """The same when lines are added above."""


def problems(verdict: Verdict, t: Texts) -> list[Problem]:
    """All problems, by rule; nothing that is guarded, harmless, or below the minimum that counts."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for each in _all(verdict, t):
        rule, path = each.rule, each.place.path
        mark = sha256(f"{rule}\0{path}\0{seen[rule, path]}".encode("utf-8", "replace")).hexdigest()
        seen[rule, path] += 1
        found.append(replace(each, fingerprint=mark))
    return found


def _all(verdict: Verdict, t: Texts) -> Iterator[Problem]:
    yield from _needs(verdict, t)
    yield from _unjudged(verdict, t)
    for rule, key, advice, places in (
        (COMPARISON, "scan-comparison", "scan-comparison-advice", verdict.scan.comparisons),
        (UNUSED, "scan-unused-one", "scan-unused-one-advice", verdict.scan.unused),
    ):
        for place in places:
            yield Problem(rule, t(key), t(advice), t(key), Level.WARNING, place)
    for finding in verdict.scan.findings:
        if finding.deprecated:
            yield from _deprecated(finding, verdict, t)


def _needs(verdict: Verdict, t: Texts) -> Iterator[Problem]:
    enough = verdict.enough
    for finding in verdict.scan.findings:
        if finding.minimum is None or finding.minimum <= enough or finding.severity is Severity.HARMLESS:
            continue
        summary = t("scan-result", name=finding.name, version=finding.minimum.text)
        message = t("scan-result-note", needs=summary, note=t(f"scan-severity-{finding.severity.value}"))
        level = _level(finding, verdict)
        if level is Level.NOTE:  # nothing is wrong with it
            continue
        can = finding.kind is not Kind.SETTING
        advice = t("scan-need-advice" if can else "scan-setting-advice", version=finding.minimum.text)
        code = "\n".join(finding.guard)
        for use in finding.uses:
            if not use.guarded:
                yield Problem(
                    rule_of(finding), summary, advice, message, level, use.place, use.accepted, code, finding.page
                )


def _unjudged(verdict: Verdict, t: Texts) -> Iterator[Problem]:
    hidden = verdict.hidden
    for each in verdict.scan.unjudged:
        summary = t("scan-result-note", needs=each.name, note=t(f"scan-doubt-{each.doubt.value}"))
        advice = t("scan-unjudged-advice", name=each.name)
        counts = bool(hidden) and each.counts(verdict.fail_on)
        level = Level.WARNING if counts and not verdict.allow_unjudged else Level.NOTE
        for place in each.places:
            yield Problem(each.name, summary, advice, summary, level, place, hides=counts)


def _deprecated(finding: Finding, verdict: Verdict, t: Texts) -> Iterator[Problem]:
    """Yield what to use instead of a deprecated name: once in each file, where it is used first."""
    message = t("scan-deprecated-one", name=finding.name, note=instead(finding, verdict, t))
    advice = instead(finding, verdict, t) if finding.instead else message
    page = finding.emptied.source if finding.emptied else finding.page
    code = "\n".join(finding.guard)
    first = {use.place.path: use for use in reversed(finding.uses)}
    for use in sorted(first.values(), key=lambda each: each.place):
        yield Problem(
            f"{DEPRECATED} {finding.name}", message, advice, message, Level.NOTE, use.place, use.accepted, code, page
        )


def _level(finding: Finding, verdict: Verdict) -> Level:
    counts = finding.severity is Severity.BREAKS or verdict.fail_on is Severity.DEGRADES
    if verdict.exceeds(finding.minimum):
        return Level.ERROR if counts else Level.WARNING
    demands = counts and finding.demanded is not None and finding.demanded == verdict.needs.highest
    return Level.WARNING if demands and not verdict.limited else Level.NOTE


Json = dict[str, Any]
_SEVERITIES: Final = {Level.ERROR: "critical", Level.WARNING: "minor", Level.NOTE: "info"}


def scan_gitlab(verdict: Verdict, t: Texts, *, prefix: str = "") -> list[Json]:
    """One entry per place where something is wrong and not accepted.

    Args:
        prefix: prepended to paths: the folder relative to the repository, with a trailing `/`.
    """
    found = [
        {
            "description": problem.message,
            "check_name": problem.rule,
            "fingerprint": problem.fingerprint,
            "severity": _SEVERITIES[problem.level],
            "location": {"path": f"{prefix}{problem.place.path}", "lines": {"begin": problem.place.line}},
        }
        for problem in problems(verdict, t)
        if problem.accepted is None
    ]
    return found + [_unread(notice, verdict, t, prefix) for notice in verdict.scan.notices]


def _unread(notice: Notice, verdict: Verdict, t: Texts, prefix: str) -> Json:
    """Return a file that was not read completely, which has no line."""
    counts = notice.hides and verdict.hidden and not verdict.allow_unjudged
    rule = rule_of_notice(notice)
    return {
        "description": t(f"scan-notice-{notice.reason.value}", file=notice.path),
        "check_name": rule,
        "fingerprint": sha256(f"{rule}\0{notice.path}".encode("utf-8", "replace")).hexdigest(),
        "severity": _SEVERITIES[Level.WARNING if counts else Level.NOTE],
        "location": {"path": f"{prefix}{notice.path.lstrip('./')}", "lines": {"begin": 1}},
    }


_ILLEGAL: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), "�")
"""Characters that XML cannot hold."""
_WHITESPACE: Final = {ord(sign): f"&#{ord(sign)};" for sign in "\t\n\r"}
"""Which attributes would lose."""
_SUITE: Final = "baselib scan"


def scan_junit(verdict: Verdict, t: Texts, *, prefix: str = "") -> str:
    """Return the report's text.

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


SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_FINGERPRINT: Final = "baselib/v1"


def scan_sarif(verdict: Verdict, t: Texts, *, version: str, prefix: str = "") -> Json:
    """One rule per name and one result per place where something is wrong: code hosts show a few thousand.

    Args:
        prefix: prepended to paths: the folder relative to code scanning's root, with a trailing `/`.
    """
    found = problems(verdict, t)
    rules: dict[str, Problem] = {}
    for problem in found:
        rules.setdefault(problem.rule, problem)
    index = {rule: number for number, rule in enumerate(rules)}
    driver = {
        "name": "Baselib",
        "version": version,
        "rules": [_rule(problem) for problem in rules.values()],
    }
    notices = [_notification(notice, t, prefix) for notice in verdict.scan.notices]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notices}],
        "results": [_result(problem, index[problem.rule], prefix) for problem in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(problem: Problem) -> Json:
    """Code hosts ask for every description: GH2012 of sarif-multitool."""
    code = [problem.code, f"```js\n{problem.code}\n```"] if problem.code else ["", ""]
    text, markdown = ("\n\n".join(filter(None, [problem.advice, each])) for each in code)
    rule: Json = {
        "id": problem.rule,
        "shortDescription": {"text": problem.summary},
        "fullDescription": {"text": problem.message},
        "help": {"text": text, "markdown": markdown},
    }
    if problem.page:
        rule["helpUri"] = problem.page
    return rule


def _result(problem: Problem, index: int, prefix: str) -> Json:
    result: Json = {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "kind": "fail",
        "level": problem.level.value,
        "message": {"text": problem.message},
        "locations": [_location(problem.place, prefix)],
        "partialFingerprints": {_FINGERPRINT: problem.fingerprint},
    }
    if problem.accepted is not None:
        result["suppressions"] = [{"kind": "inSource" if problem.accepted is Accepted.COMMENT else "external"}]
    return result


def _location(place: Place, prefix: str) -> Json:
    return {
        "physicalLocation": {
            "artifactLocation": _file(place.path, prefix),
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }


def _notification(notice: Notice, t: Texts, prefix: str) -> Json:
    return {
        "level": "warning",
        "message": {"text": t(f"scan-notice-{notice.reason.value}", file=notice.path)},
        "locations": [{"physicalLocation": {"artifactLocation": _file(notice.path, prefix)}}],
    }


def _file(path: str, prefix: str) -> Json:
    return {"uri": quote(f"{prefix}{path}"), "uriBaseId": _ROOT}
