"""The scan as SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

from typing import Any, Final
from urllib.parse import quote

from bot.domain.scan.findings import Accepted, Place
from bot.domain.scan.gaps import Notice
from bot.domain.scan.verdict import Verdict
from bot.i18n import Texts
from bot.scan.output.problems import Problem, problems

Json = dict[str, Any]

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
