"""As much of Prometheus as our alert rules need: what was scraped, and what a query makes of it.

https://prometheus.io/docs/prometheus/latest/querying/functions/. Unlike Prometheus's, an increase is not stretched to
the ends of its window.
"""

import math
import operator
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import Final

import promql_parser as promql

Labels = frozenset[tuple[str, str]]
Vector = Mapping[Labels, float]
Value = Vector | float

_STALE: Final = timedelta(minutes=5)
"""A sample that is older is not seen any more."""
_SUMS: Final[Mapping[str, Callable[[list[float]], float]]] = {"sum": math.fsum, "min": min, "max": max}
_ARITHMETIC: Final[Mapping[str, Callable[[float, float], float]]] = {"*": operator.mul, "/": operator.truediv}
_COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    "==": operator.eq,
    "!=": operator.ne,
}


class Prometheus:
    """Scrapes pages, and answers queries for the last scrape's moment."""

    def __init__(self, **target: str) -> None:
        self._target = frozenset(target.items())
        self._series: dict[str, _Series] = {}
        """As pages write them."""
        self._found: dict[str, list[_Series]] = {}
        """What a selector selects, until there is another series."""
        self._now = timedelta(0)

    def scrape(self, at: timedelta, page: str | None, **instead: float) -> None:
        """Keep what a page says; None for a process that does not answer.

        Args:
            instead: values in place of what the page says.
        """
        self._now = at
        self._keep("up", float(page is not None), instead)
        for line in (page or "").splitlines():
            if not line.startswith("#"):
                series, _, value = line.rpartition(" ")
                self._keep(series, float(value), instead)

    def ask(self, query: str) -> Vector:
        """What a query finds; empty when it finds nothing."""
        found = self._value(_parsed(query), self._now)
        assert not isinstance(found, float)
        return found

    def _keep(self, written: str, value: float, instead: Mapping[str, float]) -> None:
        series = self._series.get(written)
        if series is None:
            name, labels = _read(written)
            series = self._series[written] = _Series(name, labels | self._target)
            self._found.clear()
        series.at.append(self._now)
        series.values.append(instead.get(series.name, value))

    def _value(self, query: promql.Expr, now: timedelta) -> Value:
        match query:
            case promql.NumberLiteral():
                return query.val
            case promql.ParenExpr():
                return self._value(query.expr, now)
            case promql.VectorSelector():
                seen = self._seen(query, now, _STALE)
                return {labels: samples[-1] for labels, samples in seen}
            case promql.AggregateExpr():
                by = query.modifier.labels if query.modifier else ()
                return _summed(_SUMS[str(query.op)], self._vector(query.expr, now), by)
            case promql.Call():
                return self._called(query, now)
            case promql.BinaryExpr():
                return _both(str(query.op), self._value(query.lhs, now), self._value(query.rhs, now))
        raise NotImplementedError(type(query))

    def _vector(self, query: promql.Expr, now: timedelta) -> Vector:
        found = self._value(query, now)
        assert not isinstance(found, float)
        return found

    def _called(self, call: promql.Call, now: timedelta) -> Vector:
        if call.func.name == "histogram_quantile":
            share = self._value(call.args[0], now)
            assert isinstance(share, float)
            return dict(_quantiles(share, self._vector(call.args[1], now)))
        (window,) = call.args
        assert isinstance(window, promql.MatrixSelector)
        within = {
            name: samples for name, samples in self._seen(window.vector_selector, now, window.range) if samples[1:]
        }
        match call.func.name:
            case "changes":
                return {name: float(_changes(samples)) for name, samples in within.items()}
            case "increase":
                return {name: _increase(samples) for name, samples in within.items()}
            case "rate":
                return {name: _increase(samples) / window.range.total_seconds() for name, samples in within.items()}
        raise NotImplementedError(call.func.name)

    def _seen(
        self, selector: promql.VectorSelector, now: timedelta, window: timedelta
    ) -> Iterator[tuple[Labels, list[float]]]:
        until = now - (selector.offset or timedelta(0))
        for series in self._selected(selector):
            first = bisect_right(series.at, until - window)
            if values := series.values[first : bisect_right(series.at, until)]:
                yield series.labels, values

    def _selected(self, selector: promql.VectorSelector) -> list["_Series"]:
        asked = str(selector)
        if asked not in self._found:
            matchers = selector.matchers.matchers
            self._found[asked] = [
                series
                for series in self._series.values()
                if series.name == selector.name and all(_matches(each, dict(series.labels)) for each in matchers)
            ]
        return self._found[asked]


@dataclass(frozen=True)
class _Series:
    name: str
    labels: Labels
    at: list[timedelta] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


@cache
def _parsed(query: str) -> promql.Expr:
    return promql.parse(query)


@cache
def _read(series: str) -> tuple[str, Labels]:
    """Name and labels; no value of ours has a quote."""
    return series.partition("{")[0], frozenset(re.findall(r'(\w+)="([^"]*)"', series))


def _matches(matcher: promql.Matcher, labels: Mapping[str, str]) -> bool:
    value = labels.get(matcher.name, "")
    if matcher.op == promql.MatchOp.Equal:
        return value == matcher.value
    if matcher.op == promql.MatchOp.NotEqual:
        return value != matcher.value
    assert matcher.op == promql.MatchOp.Re
    return re.fullmatch(matcher.value, value) is not None


def _summed(how: Callable[[list[float]], float], vector: Vector, by: Iterable[str]) -> Vector:
    groups: dict[Labels, list[float]] = {}
    for labels, value in vector.items():
        groups.setdefault(_only(labels, tuple(by)), []).append(value)
    return {labels: how(values) for labels, values in groups.items()}


@cache
def _only(labels: Labels, names: tuple[str, ...]) -> Labels:
    return frozenset(pair for pair in labels if pair[0] in names)


def _both(op: str, left: Value, right: Value) -> Value:
    if isinstance(left, float):
        assert isinstance(right, float)
        return _ARITHMETIC[op](left, right)
    if isinstance(right, float):
        return {labels: value for labels, value in left.items() if _COMPARISONS[op](value, right)}
    match op:
        case "or":
            return {**right, **left}
        case "unless":
            return {labels: value for labels, value in left.items() if labels not in right}
    return {
        labels: _ARITHMETIC[op](left[labels], right[labels]) for labels in left.keys() & right.keys() if right[labels]
    }


def _increase(samples: list[float]) -> float:
    """Of a counter, that begins anew with its process."""
    return sum(after - before if after >= before else after for before, after in pairwise(samples))


def _changes(samples: list[float]) -> int:
    return sum(before != after for before, after in pairwise(samples))


def _quantiles(share: float, buckets: Vector) -> Iterator[tuple[Labels, float]]:
    """The upper edge of the share's bucket: Prometheus would interpolate."""
    histograms: dict[Labels, dict[float, float]] = {}
    for labels, count in buckets.items():
        edge = float(dict(labels)["le"])
        histograms.setdefault(frozenset(pair for pair in labels if pair[0] != "le"), {})[edge] = count
    for labels, counts in histograms.items():
        if total := counts[math.inf]:
            yield labels, next(edge for edge in sorted(counts) if counts[edge] >= share * total)
