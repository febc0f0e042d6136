"""The findings of `baselib doctor` as JSON, without secrets; shapes are anonymous."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.domain.doctor import Detail, Finding, Numbers, Shape, healthy, shape_in

Json = dict[str, Any]


def diagnosis_json(explained: Sequence[tuple[Finding, str, str]]) -> Json:
    """All findings, each with its sentence and its advice, and the shape of WeChat's answer if there was one."""
    findings = [finding for finding, _, _ in explained]
    shape = shape_in(findings)
    return {
        "healthy": healthy(findings),
        "findings": [_finding(*each) for each in explained],
        "shape": shape_json(shape) if shape else None,
    }


def shape_json(shape: Shape) -> Json:
    """Return a shape. Numbers as sent become texts with all their digits."""
    reading = shape.reading
    return {
        "fields": {path: list(kinds) for path, kinds in shape.fields.items()},
        "undocumented": list(shape.unknown),
        "numbers": _numbers(shape.numbers) if shape.numbers else None,
        "meaning": reading.meaning if reading else None,
        "scale": reading.scale if reading else None,
        "because": reading.reason if reading else None,
    }


def _finding(finding: Finding, sentence: str, advice: str) -> Json:
    return {
        "check": finding.check,
        "status": finding.status,
        "found": finding.name,
        "details": {name: _detail(value) for name, value in finding.details.items()},
        "says": sentence,
        "advice": advice or None,
        "error": str(finding.error) if finding.error else None,
        "because": finding.because,
        "page": finding.check.page,
    }


def _detail(value: Detail) -> str | int | list[str]:
    """Return a value of a finding; time spans in seconds."""
    match value:
        case timedelta():
            return round(value.total_seconds())
        case tuple():
            return list(value)
        case _:
            return value


def _numbers(numbers: Numbers) -> Json:
    return {
        "items": numbers.items,
        "labels_that_are_no_versions": numbers.other_labels,
        "first_version": numbers.first or None,
        "last_version": numbers.last or None,
        "order_of_versions": numbers.version_order,
        "order_of_values_by_version": numbers.value_order,
        "distinct_values": numbers.distinct,
        "zeros": numbers.zeros,
        "sum": str(numbers.total),
        "lowest": str(numbers.lowest),
        "highest": str(numbers.highest),
        "minimum": numbers.minimum,
    }
