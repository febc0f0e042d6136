"""Which programs exist for a viewpoint, as conditions: a restricted one is in no row of any other channel's answer."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Text, case, func, select, type_coerce

from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.asked import Asked
from bot.domain.numbers.visible import IMPORTED, Visible
from bot.domain.programs.program import Program
from bot.storage.engine.dialect import one_of, place_of
from bot.storage.tables.access import PROGRAM_RESTRICTIONS
from bot.storage.tables.programs import KNOWN_PROGRAMS

Value = str | BindParameter[str]
"""A value, or where that of a statement that is made once belongs."""
_KNOWN = KNOWN_PROGRAMS.c
_RESTRICTIONS = PROGRAM_RESTRICTIONS.c
imported = func.substr(_KNOWN.appid, 1, len(IMPORTED)) == IMPORTED
"""The condition that people import a program's numbers."""


def seen_from(seen: Viewpoint) -> Sequence[ColumnElement[bool]]:
    """The conditions of rows of `KNOWN_PROGRAMS`; see `VisiblePrograms`."""
    return seen_in(seen.team_id, None if seen.unlimited else seen.channel_id)


def seen_in(team_id: Value, channel_id: Value | None) -> Sequence[ColumnElement[bool]]:
    """The same from a channel; from None every program is seen."""
    mine = _KNOWN.team_id == team_id
    if channel_id is None:
        return (mine,)
    here = func.max(case((_RESTRICTIONS.channel_id == channel_id, 1), else_=0))
    elsewhere = select(_RESTRICTIONS.appid).where(_RESTRICTIONS.team_id == team_id)
    return mine, _KNOWN.appid.not_in(elsewhere.group_by(_RESTRICTIONS.appid).having(here == 0))


def tagged(tag: str) -> ColumnElement[bool]:
    """The condition that a program has a tag (folded)."""
    return place_of(json.dumps(tag), type_coerce(_KNOWN.tags, Text)) > 0


def programs_of(asked: Asked) -> Sequence[ColumnElement[bool]]:
    """The conditions that rows of `KNOWN_PROGRAMS` are asked about."""
    tag = () if asked.tag is None else (tagged(asked.tag),)
    return *seen_from(asked.seen), *tag, *((one_of(_KNOWN.appid, asked.appids),) if asked.appids else ())


def programs(team_id: Value) -> Select[*tuple[Any, ...]]:
    """The columns of programs (`program_in`); the caller says of which."""
    restricted = select(_RESTRICTIONS.appid).where(_RESTRICTIONS.team_id == team_id)
    return select(
        _KNOWN.appid,
        _KNOWN.alias,
        _KNOWN.nickname,
        _KNOWN.tags,
        _KNOWN.standing,
        _KNOWN.appid.in_(restricted).label("restricted"),
    )


def program_in(row: Any) -> Program:
    """The program in a row of `programs`."""
    return Program(Visible(row.appid), row.alias, row.nickname, row.tags, row.standing, bool(row.restricted))
