"""The scan as Markdown, for a pull request and for the summary of a step: users first, then what is new."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.domain.scan.findings import Accepted, Finding, Place, Severity
from bot.domain.scan.scan import Outcome, Verdict
from bot.i18n import Texts
from bot.i18n.caveats import clean
from bot.scan.output.as_text import SHOWN, advice, costs, ends, needs, notes, outlook, scan_lines

_ROWS: Final = 20
"""Rows of the table."""
_LINES: Final = 200
"""Lines of the text: a comment holds 65,536 characters."""
_FENCE: Final = "```"
_WITH_CODE: Final = 3
"""Names with code to paste."""
_MARKS: Final = {Outcome.PASSED: "✅", Outcome.FAILED: "❌", Outcome.UNJUDGED: "⚠️"}
_SIGNS: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#"})
"""What Markdown would read as its own."""


def scan_markdown(verdict: Verdict, t: Texts, *, prefix: str = "") -> str:
    """Return the report.

    Args:
        prefix: prepended to paths: the folder relative to the repository, with a trailing `/`.
    """
    first, *rest = [*ends(verdict, t), *costs(verdict, t), *needs(verdict, t), *advice(verdict, t)]
    mark = f"{_MARKS[verdict.outcome]} " if verdict.limited else ""
    parts = [f"### {mark}{_sentence(first)}", *map(_sentence, rest)]
    return "\n\n".join([*parts, *_table(verdict, t, prefix), *_deprecated(verdict, t), _all(verdict, t)])


def _table(verdict: Verdict, t: Texts, prefix: str) -> Iterator[str]:
    """Yield what counts, the most demanding first; with a baseline, that is what came since."""
    found = [each for each in verdict.scan.findings if _counts(each, verdict)]
    accepted = sum(use.accepted is Accepted.BASELINE for each in verdict.scan.findings for use in each.uses)
    if accepted or verdict.scan.outdated:
        yield f"#### {t('scan-new', count=len(found), accepted=accepted)}"
    if not found:
        return
    columns = ("scan-column-needs", "can-column-api", "scan-column-place", "can-column-loss", "can-column-note")
    rows = [f"| {' | '.join(map(t, columns))} |", f"|{' --- |' * len(columns)}"]
    yield "\n".join([*rows, *(_row(each, verdict, t, prefix) for each in found[:_ROWS])])
    if len(found) > _ROWS:
        yield t("scan-more", count=len(found) - _ROWS)
    if code := "\n\n".join("\n".join(each.guard) for each in _with_code(found)):
        yield f"```js\n{code}\n```"


def _counts(finding: Finding, verdict: Verdict) -> bool:
    """Whether a finding demands more than the minimum that counts."""
    serious = finding.severity is Severity.BREAKS or verdict.fail_on is Severity.DEGRADES
    return serious and finding.demanded is not None and finding.demanded > verdict.enough


def _with_code(found: Sequence[Finding]) -> Sequence[Finding]:
    return [each for each in found if each.guard and not each.name.startswith("<")][:_WITH_CODE]


def _row(finding: Finding, verdict: Verdict, t: Texts, prefix: str) -> str:
    loss = verdict.loss(finding.minimum)
    more = len(finding.unguarded) - 1
    place = _code(_spelled(finding.first, prefix))
    cells = [
        finding.minimum.text if finding.minimum else "",
        _code(finding.name),
        t("scan-place-more", place=place, more=more) if more else place,
        t.bounds(loss) if loss else "",
        _sentence(notes(finding, t)),
    ]
    return f"| {' | '.join(cells)} |"


def _spelled(place: Place, prefix: str) -> str:
    return f"{prefix}{clean(place.path, SHOWN)}:{place.line}"


def _deprecated(verdict: Verdict, t: Texts) -> Iterator[str]:
    lines = list(outlook(verdict, t))
    if lines:
        yield _folded(lines[0].rstrip(":："), "\n".join(line.removeprefix("  ") for line in lines[1:]) or lines[0])


def _all(verdict: Verdict, t: Texts) -> str:
    lines = scan_lines(verdict, t)
    more = [t("scan-more", count=len(lines) - _LINES)] if len(lines) > _LINES else []
    return _folded(t("scan-all"), "\n".join([*lines[:_LINES], *more]))


def _folded(title: str, text: str) -> str:
    inner = text.replace(_FENCE, "ˋˋˋ")
    return f"<details><summary>{_sentence(title)}</summary>\n\n{_FENCE}text\n{inner}\n{_FENCE}\n\n</details>"


def _sentence(text: str) -> str:
    """Return a sentence without Markdown of its own but code, which its names may be."""
    return "`".join(part if at % 2 else part.translate(_SIGNS) for at, part in enumerate(text.split("`")))


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39)).replace('|', chr(92) + '|')}`"
