"""Alert rules, dashboard and docs/monitoring.md use existing metrics, labels, parts and fields."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import promql_parser as promql
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.metrics.busy import busy_metrics
from tests.project.repository import ROOT

RULES: Final = ROOT / "docs" / "deploy" / "alerts.yaml"
DASHBOARD: Final = ROOT / "docs" / "deploy" / "dashboard.json"
PAGE: Final = ROOT / "docs" / "monitoring.md"
_PROMETHEUS_OWN: Final = {"up"}
_TARGET_LABELS: Final = {"job", "instance"}
"""Prometheus itself puts them on everything that it scrapes."""
_NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)


def rules() -> list[dict[str, Any]]:
    """All alerts."""
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    """Those that show something."""
    return [panel for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"] if panel["type"] != "row"]


def queries() -> Iterator[tuple[str, str, str]]:
    """Place, query, and text with its labels."""
    for rule in rules():
        yield rule["alert"], rule["expr"], json.dumps(rule["annotations"])
    for panel in panels():
        for target in panel["targets"]:
            expression = target["expr"].replace("$__rate_interval", "5m")
            yield f"{panel['title']} {target['refId']}", expression, target["legendFormat"]


QUERIES: Final = list(queries())


def parts(expression: promql.Expr) -> Iterator[promql.Expr]:
    """An expression and everything in it."""
    yield expression
    for name in ("expr", "lhs", "rhs", "vector_selector", "param"):
        if isinstance(inner := getattr(expression, name, None), promql.Expr):
            yield from parts(inner)
    for argument in getattr(expression, "args", None) or ():
        yield from parts(argument)


@pytest.fixture(scope="module")
def exported() -> Mapping[str, set[str]]:
    """By sample name its labels, in a process where everything happened."""
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(busy_metrics(_NOW)):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


@pytest.mark.parametrize(("expression", "text"), [query[1:] for query in QUERIES], ids=[query[0] for query in QUERIES])
def test_a_query_asks_for_what_there_is(expression: str, text: str, exported: Mapping[str, set[str]]) -> None:
    """Prometheus can read it, and the bot has each metric and label in it."""
    parsed = list(parts(promql.parse(expression)))
    selectors = [part for part in parsed if isinstance(part, promql.VectorSelector)]
    labels: set[str] = set()
    for selector in selectors:
        assert selector.name in exported.keys() | _PROMETHEUS_OWN
        own = exported.get(str(selector.name), set()) | _TARGET_LABELS
        assert {matcher.name for matcher in selector.matchers.matchers} <= own
        labels |= own
    grouped = {
        label
        for part in parsed
        if isinstance(part, promql.AggregateExpr) and part.modifier
        for label in part.modifier.labels
    }
    named = set(re.findall(r"\{\{ ?\$labels\.(\w+) ?\}\}|\{\{(\w+)\}\}", text))

    assert selectors
    assert grouped <= labels
    assert {label for pair in named for label in pair if label} <= (grouped or labels)


def test_every_metric_of_ours_is_looked_at(exported: Mapping[str, set[str]]) -> None:
    """A metric in no panel and no rule need not exist."""
    expressions = " ".join(expression for _, expression, _ in QUERIES)
    families = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in exported if name.startswith("baselib_")}

    assert {family for family in families if family not in expressions} == set()


def test_every_alert_is_explained() -> None:
    """Under a heading of its name, to which it leads itself."""
    headings = set(re.findall(r"^### (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))

    assert headings == {rule["alert"] for rule in rules()}
    for rule in rules():
        assert rule["annotations"]["runbook"] == f"docs/monitoring.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in {"warning", "critical"}


def test_the_dashboard_can_be_imported() -> None:
    """It asks for the Prometheus, and panels and targets have ids, places and names."""
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    places = [tuple(panel["gridPos"][side] for side in "xy") for panel in board["panels"]]

    assert [variable["type"] for variable in board["templating"]["list"]] == ["datasource"]
    assert {panel["datasource"]["uid"] for panel in panels()} == {"${datasource}"}
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"]) == len(set(places))
    assert all(0 < panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in board["panels"])
