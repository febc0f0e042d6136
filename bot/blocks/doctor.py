"""The findings of `baselib doctor`, on a terminal and in Slack. Contains no secret."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.blocks.kit.elements import Block, context, section
from bot.blocks.kit.limits import error_sentence
from bot.domain.doctor import Check, Detail, Finding, Found, Status
from bot.domain.numbers.version import Meaning, Reading
from bot.i18n import Texts
from bot.i18n.caveats import clean

_MOST_SECTIONS: Final = 20
"""Sections in a message, within Slack's limits; more findings at once are rare."""
_WORTH_A_LOOK: Final = (Status.FAILED, Status.WARNING)


def doctor_summary(findings: Sequence[Finding], t: Texts) -> str:
    """One sentence for the operator: failures, warnings, or that all checks passed."""
    for status, key in ((Status.FAILED, "doctor-failing"), (Status.WARNING, "doctor-warned")):
        if checks := _checks(findings, t, status):
            return t(key, count=len(checks), checks=t.listing(checks))
    return t("doctor-well", count=len({finding.check for finding in findings if finding.status is Status.OK}))


def doctor_lines(findings: Sequence[Finding], t: Texts) -> list[str]:
    """Every finding with its advice, in Slack's markup."""
    return [line for finding in findings for line in (_line(finding, t), _do(finding, t)) if line]


def doctor_blocks(findings: Sequence[Finding], t: Texts) -> list[Block]:
    """Failures, warnings, then passed checks; for a message or a modal, below the summary."""
    wanted = [finding for status in _WORTH_A_LOOK for finding in findings if finding.status is status]
    shown = wanted[:_MOST_SECTIONS]
    blocks = [section(_line(finding, t), _do(finding, t)) for finding in shown]
    more = t("doctor-more", count=len(wanted) - len(shown)) if len(wanted) > len(shown) else ""
    fine = _checks(findings, t, Status.OK)
    below = [more, t("doctor-fine", checks=t.listing(fine)) if fine else ""]
    return [*blocks, context(*below)] if any(below) else blocks


def _sentence(finding: Finding, t: Texts) -> str:
    if finding.found is not None:
        return t(f"doctor-{finding.found}", **_filled(finding, t))
    if finding.because is not None:
        return t("doctor-because", because=t(f"doctor-check-{finding.because}"))
    return t("doctor-broken", trouble=clean(finding.trouble))


def _advice(finding: Finding, t: Texts) -> str:
    if finding.found is None:
        return t("doctor-broken.advice") if finding.trouble else ""
    if finding.found is Found.SETTINGS_MISSING and (where := where_found(str(finding.details["name"]), t)):
        return where
    key = f"doctor-{finding.found}.advice"
    return t(key, **_filled(finding, t)) if t.has(key) else ""


def explained(findings: Sequence[Finding], t: Texts) -> list[tuple[Finding, str, str]]:
    """Each with its sentence and its advice, which is empty when there is none, or when the sentence contains it."""
    return [(finding, _sentence(finding, t), _advice(finding, t)) for finding in findings]


def where_found(setting: str, t: Texts) -> str:
    """Where to find a setting's value; empty if not documented."""
    key = f"settings-where-{setting.lower().replace('_', '-')}"
    return t(key, command="baselib") if t.has(key) else ""


def _line(finding: Finding, t: Texts) -> str:
    return t(
        "doctor-line",
        status=t(f"doctor-status-{finding.status}"),
        check=t(f"doctor-check-{finding.check}"),
        sentence=_sentence(finding, t),
    )


def _do(finding: Finding, t: Texts) -> str:
    if finding.status not in _WORTH_A_LOOK:
        return ""
    if advice := _advice(finding, t):
        return t("doctor-do", advice=advice, page=finding.check.page)
    return t("doctor-see", page=finding.check.page)


def _checks(findings: Sequence[Finding], t: Texts, status: Status) -> list[str]:
    """Return the names of the checks with this status, each once."""
    checks = dict.fromkeys(finding.check for finding in findings if finding.status is status)
    return [t(f"doctor-check-{check}") for check in checks]


def _filled(finding: Finding, t: Texts) -> dict[str, str | int]:
    params = {name: _shown(value, t) for name, value in finding.details.items()}
    if finding.check is Check.CLOCK and "who" in params:
        params["who"] = t("doctor-clock-whose", who=params["who"])
    if finding.error is not None:
        code = clean(str(finding.error.params.get("code", "")))
        params |= {"error": error_sentence(finding.error, t), "code": code}
    reading = finding.shape.reading if finding.shape else None
    return params | _read_as(reading, t) if reading else params


def _shown(value: Detail, t: Texts) -> str | int:
    match value:
        case timedelta():
            return t.span(value)
        case tuple():
            return t.listing([clean(item) for item in value])
        case int():
            return value
        case _:
            return clean(value)


def _read_as(reading: Reading, t: Texts) -> dict[str, str | int]:
    known = reading.meaning not in (Meaning.NO_DATA, Meaning.UNDETERMINED)
    return {
        "meaning": t(f"meaning-{reading.meaning}") if known else "",
        "scale": t(f"scale-{reading.scale}"),
        "reason": t(f"reason-{reading.reason}", total=t.exact(reading.total)),
    }
