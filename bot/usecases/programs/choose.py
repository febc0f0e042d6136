"""Choose a channel's program, list programs, and give them aliases and tags."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.access import AuditAction, AuditEntry, Viewpoint
from bot.domain.fleet_row import Asked, Page
from bot.domain.programs import (
    ALL_OF_WECHAT,
    PAGE,
    Program,
    ProgramList,
    check_reserved,
    folded,
    read_alias,
    read_tag,
    with_tags,
)
from bot.errors import AliasTaken, AllOfWeChatFixed, NoProgram
from bot.ports.programs import Labels
from bot.usecases.app import ReadingApp


async def choose_program(app: ReadingApp, seen: Viewpoint, name: str) -> Program:
    """Find a program.

    The program named, else the channel's, else the only one, else all of WeChat.

    Args:
        name: alias, appid or unique start of a nickname, or `wechat`; may be empty.

    Raises:
        NoProgram: none is configured, or several are and none is named or chosen.
        UnknownProgram, AmbiguousProgram, ProgramRestricted: the name fits none, or several.
    """
    if name:
        return await app.visible.named(seen, name)
    if program := await program_of_channel(app, seen):
        return program
    first_two = await app.visible.search(seen, "", limit=2)
    if len(first_two) == 1:
        return first_two[0]
    if not first_two and app.visible.all_of_wechat:
        return ALL_OF_WECHAT
    raise NoProgram(count=await app.visible.count(seen))


async def program_of_channel(app: ReadingApp, seen: Viewpoint) -> Program | None:
    """Return the program that the channel means, if one was chosen for it and exists there."""
    chosen = await app.kept.channel_programs.get(seen.team_id, seen.channel_id)
    return await app.visible.find(seen, chosen) if chosen else None


async def use_program(app: ReadingApp, seen: Viewpoint, name: str, *, by: str, now: datetime) -> Program:
    """Remember the choice and return the program.

    `/baselib use <program>`.

    Args:
        name: as typed.

    Raises:
        NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted: see `VisiblePrograms.named`.
    """
    team_id, channel_id = seen.team_id, seen.channel_id
    program = await app.visible.named(seen, name)
    before = await app.kept.channel_programs.get(team_id, channel_id)
    if before == program.appid:
        return program
    was = {"appid": before} if before else {}
    change = AuditEntry(team_id, now, by, AuditAction.CHANNEL_PROGRAM, channel_id, was, {"appid": program.appid})
    async with app.kept.audit.recording(change):
        await app.kept.channel_programs.put(team_id, channel_id, program.appid)
    return program


async def list_programs(
    app: ReadingApp, seen: Viewpoint, *, text: str = "", page: int = 0, tag: str = ""
) -> ProgramList:
    """Return a page of the programs.

    `/baselib programs [text]`, and its pages.

    Args:
        text: what they match; all when it is empty.
        page: from 0; the last page when it is beyond.
        tag: only the programs with this tag; empty for all.

    Raises:
        NoProgram: there is none at all.
    """
    chosen = await app.kept.channel_programs.get(seen.team_id, seen.channel_id) or ""
    asked, programs = Asked(seen, folded(tag.removeprefix("#")) if tag else None), app.visible.programs
    total = await programs.count(asked)
    if not total and not await app.visible.count(seen):
        raise NoProgram(count=0)
    page = max(page, 0)
    shown = await programs.found(asked, text, Page(page * PAGE, PAGE))
    is_last = len(shown) < PAGE and (page == 0 or len(shown) > 0)
    # Each look for a text goes through all names: what is on the last page need not be counted.
    found = page * PAGE + len(shown) if is_last else await programs.count(asked, text) if text else total
    if page > (last := max(0, (found - 1) // PAGE)):
        page, shown = last, await programs.found(asked, text, Page(last * PAGE, PAGE))
    suggestion = "" if found or not text else await app.visible.closest(asked, text)
    return ProgramList(shown, page, found, total, text, suggestion, chosen)


# `/baselib programs alias|unalias|tag|untag`: done twice, each changes nothing.


async def set_alias(app: ReadingApp, seen: Viewpoint, name: str, alias: str, *, by: str, now: datetime) -> Program:
    """Give the program called `name` an alias; returns it as it is called then.

    Raises:
        NoProgram, UnknownProgram, AmbiguousProgram: see `VisiblePrograms.named`.
        AllOfWeChatFixed: it is no program that can be labelled.
        BadLabel: `alias` cannot be one, or means something else in commands.
        AliasTaken: another program has this alias, appid or nickname.
    """
    alias = read_alias(alias)
    check_reserved(alias)
    program = await app.visible.managed(seen, name)
    everything = Viewpoint.everything(seen.team_id)  # an alias is unique, also among unseen programs
    if await app.visible.is_taken(everything, alias, besides=program.appid):
        raise AliasTaken(alias=alias)
    await _put(app, seen.team_id, program, Labels(alias, program.tags), by=by, now=now)
    return replace(program, alias=alias)


async def remove_alias(app: ReadingApp, seen: Viewpoint, name: str, *, by: str, now: datetime) -> Program:
    """Remove the alias; one from the settings or from the provider's list shows again.

    Raises:
        NoProgram, UnknownProgram, AmbiguousProgram: see `VisiblePrograms.named`.
    """
    program = await app.visible.managed(seen, name)
    await _put(app, seen.team_id, program, Labels(tags=program.tags), by=by, now=now)
    return await app.visible.find(seen, program.appid) or program


async def add_tags(app: ReadingApp, seen: Viewpoint, words: Sequence[str], *, by: str, now: datetime) -> Program:
    """Add tags.

    Args:
        words: the program's name, which may be several, and the tags: see `VisiblePrograms.named_first`.

    Raises:
        NoProgram, UnknownProgram, AmbiguousProgram: no program is called like the first words.
        BadLabel: a tag cannot be one, or they would be too many.
    """
    program, tags = await _read(app, seen, words)
    return await _tagged(app, seen.team_id, program, with_tags(program.tags, tags), by=by, now=now)


async def remove_tags(app: ReadingApp, seen: Viewpoint, words: Sequence[str], *, by: str, now: datetime) -> Program:
    """Remove tags; missing ones are no error. Args and errors as `add_tags`."""
    program, tags = await _read(app, seen, words)
    left = tuple(tag for tag in program.tags if tag not in tags)
    return await _tagged(app, seen.team_id, program, left, by=by, now=now)


async def _read(app: ReadingApp, seen: Viewpoint, words: Sequence[str]) -> tuple[Program, list[str]]:
    program, rest = await app.visible.named_first(seen, words)
    if program.is_all_of_wechat:
        raise AllOfWeChatFixed
    return program, [read_tag(tag) for word in rest for tag in word.replace("，", ",").split(",") if tag]


async def _tagged(
    app: ReadingApp, team_id: str, program: Program, tags: tuple[str, ...], *, by: str, now: datetime
) -> Program:
    kept = await app.kept.labels.get(team_id, program.appid)
    await _put(app, team_id, program, Labels(kept.alias, tags), by=by, now=now)
    return replace(program, tags=tags)


async def _put(app: ReadingApp, team_id: str, program: Program, labels: Labels, *, by: str, now: datetime) -> None:
    """Keep the labels and their entry in the audit log, or neither."""
    before = _values(await app.kept.labels.get(team_id, program.appid))
    change = AuditEntry(team_id, now, by, AuditAction.LABELS, program.appid, before, _values(labels))
    async with app.kept.audit.recording(change):
        if not await app.kept.labels.put(team_id, program.appid, labels):
            raise AliasTaken(alias=labels.alias)


def _values(labels: Labels) -> dict[str, object]:
    return {"alias": labels.alias, "tags": list(labels.tags)}
