"""What tools return: each model names all that may leave, and its JSON Schema is the tool's output schema."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict

ROWS: Final = 20
"""The most rows of a result; a cursor leads to the next ones."""


class Result(BaseModel):
    """Fields that are not declared do not leave."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Named(Result):
    """A program."""

    appid: str
    alias: str | None
    nickname: str | None


class Range(Result):
    """A percentage, uncertain between its ends."""

    low: float
    high: float


class Origin(Result):
    """Where numbers come from, and how old they are."""

    program: Named
    as_of: str | None
    day: str
    taken_at: str
    stale_because: str | None
    meaning: str
    evidence: str
    suspicions: list[str]
    minimum: str | None
    loss_at_minimum_percent: Range | None


class AtVersion(Result):
    """What a version as the minimum costs."""

    version: str
    loss_percent: Range | None


class Listed(Result):
    """One version of a breakdown."""

    version: str
    share_percent: float
    coverage_percent: Range
    loss_percent: Range
    is_minimum: bool


class Breakdown(Origin):
    """The result of `get_breakdown`."""

    safe_minimum_99: str | None
    safe_minimum_99_loss_percent: Range | None
    next_minimum: AtVersion | None
    unreported_percent: float | None
    versions: list[Listed]
    more_versions: int


class Target(Result):
    """When coverage reaches a target."""

    target_percent: float
    arrival: str
    day: str | None
    earliest: str | None
    latest: str | None


class Record(Result):
    """How far earlier forecasts were off."""

    compared: int
    within_range: int
    median_error_points: float


class Foreseen(Result):
    """Forecasts for a version."""

    made_on: str
    targets: list[Target]
    record: Record | None


class CostOfMinimum(Origin):
    """The result of `cost_of_minimum`."""

    version: str
    listed: bool
    already_guaranteed: bool
    loss_percent: Range
    loss_percent_week_ago: Range | None
    loss_percent_four_weeks_ago: Range | None
    next_lower: AtVersion | None
    next_higher: AtVersion | None
    foreseen: Foreseen | None
    acknowledge_loss_percent: float


class Kept(Result):
    """What a version keeps."""

    version: str
    coverage_percent: Range | None


class HighestMinimum(Origin):
    """The result of `highest_minimum`."""

    target_percent: float
    version: str | None
    coverage_percent: Range | None
    next_higher: Kept | None


class Line(Result):
    """Coverage of a version over the days."""

    version: str
    now_percent: Range
    since_week_points: float | None
    since_four_weeks_points: float | None
    coverage_percent: list[float]


class Awaited(Target):
    """When a version is safe."""

    version: str


class Trend(Origin):
    """The result of `get_trend`."""

    days: list[str]
    lines: list[Line]
    forecasts: list[Awaited]


class Clients(Result):
    """The WeChat versions that bring a base library."""

    android: str | None
    ios: str | None


class Instead(Result):
    """What replaces a deprecated API."""

    name: str
    needs: str | None


class Api(Result):
    """One API."""

    name: str
    needs: str | None
    coverage_percent: Range | None
    loss_percent: Range | None
    deprecated: bool
    instead: list[str]
    instead_need: list[Instead]
    harmony_os_lacks_it: bool
    only_renderer: str | None
    already_guaranteed: bool | None
    guard: list[str]
    page: str | None


class Together(Result):
    """All APIs together."""

    needs: str | None
    coverage_percent: Range | None
    loss_percent: Range | None
    clients: Clients | None


class CanUse(Result):
    """The result of `can_use`."""

    program: Named | None
    day: str | None = None
    taken_at: str | None = None
    minimum: str | None = None
    stale_because: str | None = None
    unread_because: str | None
    platform: str
    apis: list[Api]
    undocumented: list[str]
    already_guaranteed: bool | None
    all: Together


class Found(Named):
    """A program that was found."""

    tags: list[str]
    readable: bool
    restricted: bool


class Programs(Result):
    """The result of `find_programs`."""

    programs: list[Found]
    count: int
    next_cursor: str | None


class FleetRow(Named):
    """What a minimum costs one program."""

    verdict: str
    minimum: str | None
    loss_percent: Range | None


class FleetCost(Result):
    """The result of `fleet_cost`."""

    version: str
    tag: str | None
    count: int
    verdicts: dict[str, int]
    programs: list[FleetRow]
    next_cursor: str | None


class Explained(Result):
    """The result of `explain_error`."""

    errcode: int
    known: bool
    meaning: str
    what_to_do: str


class Needed(Result):
    """The minimum that source code needs."""

    minimum: str | None
    by_program: str | None
    by_plugin: str | None


class Place(Result):
    """A place in source code."""

    file: str
    line: int
    column: int
    guarded: bool


class Used(Result):
    """An API that source code uses."""

    name: str
    minimum: str | None
    severity: str
    deprecated: bool
    instead: list[str]
    uses: list[Place]


class Scanned(Result):
    """The result of `scan_requirements`."""

    to_run: Needed
    to_work_whole: Needed
    platform: str
    files: int
    minimum: str | None
    already_guaranteed: bool | None
    loss_percent: Range | None
    apis: list[Used]
    more_apis: int
    unjudged: int


class Proposed(Result):
    """The result of `propose_minimum`."""

    number: int
    program: Named
    version: str
    loss_percent: Range
    channel: str
    posted: bool
    votes_needed: int


def schema_of(model: type[BaseModel], describe: dict[str, str]) -> dict[str, Any]:
    """A model's JSON Schema: without pydantic's titles and our docstrings, with a description where there is one."""
    schema = model.model_json_schema(mode="serialization" if issubclass(model, Result) else "validation")
    _tidy(schema, describe)
    return schema


def _tidy(node: Any, describe: dict[str, str]) -> None:
    if isinstance(node, list):
        for each in node:
            _tidy(each, describe)
        return
    if not isinstance(node, dict):
        return
    for key in ("title", "description"):
        if isinstance(node.get(key), str):
            del node[key]
    for name, of in node.get("properties", {}).items():
        _tidy(of, describe)
        if name in describe:
            of["description"] = describe[name]
    for key, inner in node.items():
        if key != "properties":
            _tidy(inner, describe)
