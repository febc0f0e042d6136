"""The answer of `can` as JSON."""

from dataclasses import dataclass
from typing import Final

from bot.domain.can.features import Source
from bot.domain.can.use import CanAnswer, Need, guard_of
from bot.domain.numbers.public import Clients
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.export.report_json import ORIGIN
from bot.export.schema import (
    DAY,
    EMPTIED,
    FLAG,
    PROGRAM,
    RANGE,
    TEXT,
    VERSION,
    Schema,
    field,
    files_only,
    many,
    maybe,
)


@dataclass(frozen=True)
class _Needed:
    """A base library, and the answer that says who has it."""

    version: Version | None
    answer: CanAnswer


@dataclass(frozen=True)
class _Api(_Needed):
    need: Need


def _apis(answer: CanAnswer, needs: tuple[Need, ...]) -> list[_Api]:
    return [_Api(need.minimum, answer, need) for need in needs]


_CLIENTS: Final = Schema[Clients](
    "Clients",
    android=field(maybe(TEXT), lambda clients: clients.android),
    ios=field(maybe(TEXT), lambda clients: clients.ios),
)
_TOGETHER: Final = Schema[_Needed](
    "Together",
    needs=field(maybe(VERSION), lambda needed: needed.version),
    coverage_percent=field(maybe(RANGE), lambda needed: needed.answer.coverage(needed.version)),
    loss_percent=field(maybe(RANGE), lambda needed: needed.answer.loss(needed.version)),
    clients=field(maybe(_CLIENTS), lambda needed: needed.answer.clients(needed.version)),
)
_INSTEAD: Final = Schema[_Api](
    "Instead",
    name=field(TEXT, lambda api: api.need.feature.name),
    **_TOGETHER.only("needs"),
    **files_only(_TOGETHER.only("coverage_percent", "loss_percent", "clients")),
)
_PART: Final = Schema[Need](
    "Part",
    name=field(TEXT, lambda part: part.feature.name),
    needs=field(maybe(VERSION), lambda part: part.minimum),
)
_API: Final = Schema[_Api](
    "Api",
    name=field(TEXT, lambda api: api.need.feature.name),
    **_TOGETHER.only("needs", "coverage_percent", "loss_percent"),
    **files_only(_TOGETHER.only("clients")),
    minimum_is_that_of=field(maybe(TEXT), lambda api: api.need.owner.name if api.need.owner else None, in_tools=False),
    plugin_minimum=field(maybe(VERSION), lambda api: api.need.feature.plugin_minimum, in_tools=False),
    deprecated=field(FLAG, lambda api: api.need.feature.deprecated),
    deprecated_since=field(maybe(VERSION), lambda api: api.need.feature.deprecated_since, in_tools=False),
    emptied=field(maybe(EMPTIED), lambda api: api.need.feature.emptied),
    instead=field(many(TEXT), lambda api: api.need.feature.instead),
    instead_need=field(many(_INSTEAD), lambda api: _apis(api.answer, api.need.instead)),
    harmony_os_lacks_it=field(FLAG, lambda api: api.need.lacks_harmony),
    only_renderer=field(maybe(TEXT), lambda api: api.need.renderer),
    already_guaranteed=field(maybe(FLAG), lambda api: api.answer.is_guaranteed(api.need)),
    guard=field(
        many(TEXT),
        lambda api: guard_of(api.need),
    ),
    page=field(maybe(TEXT), lambda api: api.need.page or None),
    need_more=field(many(_PART), lambda api: api.need.later, in_tools=False),
)
_SOURCE: Final = Schema[Source](
    "Source",
    package=field(TEXT, lambda source: source.package),
    version=field(TEXT, lambda source: source.version),
    newest=field(maybe(VERSION), lambda source: source.newest),
)


def _report_of(answer: CanAnswer) -> Report | None:
    return answer.report


def _program_of(answer: CanAnswer) -> Program | None:
    return answer.report.program if answer.report else answer.program


_ORIGIN: Final = ORIGIN.of(_report_of, always=False) | {"program": field(maybe(PROGRAM), _program_of)}
CAN: Final = Schema[CanAnswer](
    "Can",
    **_ORIGIN,
    unread_because=field(maybe(TEXT), lambda answer: answer.failure.key if answer.failure else None),
    platform=field(TEXT, lambda answer: answer.platform),
    sources=field(many(_SOURCE), lambda answer: [each for each in (answer.source, answer.components) if each]),
    newer_base_library=field(maybe(VERSION), lambda answer: answer.behind),
    clients_as_of=field(maybe(DAY), lambda answer: answer.public.day if answer.public else None),
    apis=field(many(_API), lambda answer: _apis(answer, answer.needs)),
    undocumented=field(many(TEXT), lambda answer: [need.feature.name for need in answer.undocumented]),
    already_guaranteed=field(maybe(FLAG), lambda answer: answer.guaranteed),
    all=field(_TOGETHER, lambda answer: _Needed(answer.highest, answer)),
)

can_json: Final = CAN.dump
