"""Label programs, and keep who lets Baselib set their minimums."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.access import SYSTEM, AuditAction, AuditEntry, Viewpoint
from bot.domain.decisions.decision import Decision, State
from bot.domain.fleet.row import Asked, Page
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import (
    PAGE,
    MerchantChoice,
    OptIn,
    Program,
    ProgramList,
    check_reserved,
    folded,
    read_alias,
    read_tag,
    with_tags,
)
from bot.errors import AliasTaken, AllOfWeChatFixed, NoProgram, SettingOff
from bot.ports.decisions import Decisions
from bot.ports.people import AuditLog
from bot.ports.programs import ChannelPrograms, Labels, OptIns, ProgramLabels
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class LabelProgram:
    """`/baselib programs alias|unalias|tag|untag`. Doing it twice changes nothing."""

    visible: VisiblePrograms
    labels: ProgramLabels
    audit: AuditLog

    async def alias(self, seen: Viewpoint, name: str, alias: str, *, by: str, now: datetime) -> Program:
        """Give the program called `name` an alias; returns it as it is called then.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `VisiblePrograms.named`.
            AllOfWeChatFixed: it is no program that can be labelled.
            BadLabel: `alias` cannot be one, or means something else in commands.
            AliasTaken: another program has this alias, appid or nickname.
        """
        alias = read_alias(alias)
        check_reserved(alias)
        program = await self.visible.managed(seen, name)
        everything = Viewpoint.everything(seen.team_id)  # an alias is unique, also among unseen programs
        if await self.visible.is_taken(everything, alias, besides=program.appid):
            raise AliasTaken(alias=alias)
        await self._put(seen.team_id, program, Labels(alias, program.tags), by, now)
        return replace(program, alias=alias)

    async def unalias(self, seen: Viewpoint, name: str, *, by: str, now: datetime) -> Program:
        """Remove the alias; one from the settings or from the provider's list shows again.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `VisiblePrograms.named`.
        """
        program = await self.visible.managed(seen, name)
        await self._put(seen.team_id, program, Labels(tags=program.tags), by, now)
        return await self.visible.find(seen, program.appid) or program

    async def tag(self, seen: Viewpoint, words: Sequence[str], *, by: str, now: datetime) -> Program:
        """Add tags.

        Args:
            words: the program's name, which may be several, and the tags: see `VisiblePrograms.named_first`.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: no program is called like the first words.
            BadLabel: a tag cannot be one, or they would be too many.
        """
        program, tags = await self._read(seen, words)
        return await self._tagged(seen.team_id, program, with_tags(program.tags, tags), by, now)

    async def untag(self, seen: Viewpoint, words: Sequence[str], *, by: str, now: datetime) -> Program:
        """Remove tags; missing ones are no error. Args and errors as `tag`."""
        program, tags = await self._read(seen, words)
        left = tuple(tag for tag in program.tags if tag not in tags)
        return await self._tagged(seen.team_id, program, left, by, now)

    async def _read(self, seen: Viewpoint, words: Sequence[str]) -> tuple[Program, list[str]]:
        program, rest = await self.visible.named_first(seen, words)
        if program.is_all_of_wechat:
            raise AllOfWeChatFixed
        return program, [read_tag(tag) for word in rest for tag in word.replace("，", ",").split(",") if tag]

    async def _tagged(self, team_id: str, program: Program, tags: tuple[str, ...], by: str, now: datetime) -> Program:
        kept = await self.labels.get(team_id, program.appid)
        await self._put(team_id, program, Labels(kept.alias, tags), by, now)
        return replace(program, tags=tags)

    async def _put(self, team_id: str, program: Program, labels: Labels, by: str, now: datetime) -> None:
        """Keep the labels and their entry in the audit log, or neither."""
        before = _values(await self.labels.get(team_id, program.appid))
        change = AuditEntry(team_id, now, by, AuditAction.LABELS, program.appid, before, _values(labels))
        async with self.audit.recording(change):
            if not await self.labels.put(team_id, program.appid, labels):
                raise AliasTaken(alias=labels.alias)


def _values(labels: Labels) -> dict[str, object]:
    return {"alias": labels.alias, "tags": list(labels.tags)}


@dataclass(frozen=True)
class ListPrograms:
    """`/baselib programs [text]`, and its pages."""

    visible: VisiblePrograms
    channel_programs: ChannelPrograms

    async def __call__(self, seen: Viewpoint, *, text: str = "", page: int = 0, tag: str = "") -> ProgramList:
        """Return a page of the programs.

        Args:
            text: what they match; all when it is empty.
            page: from 0; the last page when it is beyond.
            tag: only the programs with this tag; empty for all.

        Raises:
            NoProgram: there is none at all.
        """
        chosen = await self.channel_programs.get(seen.team_id, seen.channel_id) or ""
        asked, programs = Asked(seen, folded(tag.removeprefix("#")) if tag else None), self.visible.programs
        total = await programs.count(asked)
        if not total and not await self.visible.count(seen):
            raise NoProgram(count=0)
        page = max(page, 0)
        shown = await programs.found(asked, text, Page(page * PAGE, PAGE))
        is_last = len(shown) < PAGE and (page == 0 or len(shown) > 0)
        # Each look for a text goes through all names: what is on the last page need not be counted.
        found = page * PAGE + len(shown) if is_last else await programs.count(asked, text) if text else total
        if page > (last := max(0, (found - 1) // PAGE)):
            page, shown = last, await programs.found(asked, text, Page(last * PAGE, PAGE))
        suggestion = "" if found or not text else await self.visible.closest(asked, text)
        return ProgramList(shown, page, found, total, text, suggestion, chosen)


_NEWEST: Final = 20
"""Decisions of a workspace."""


class _Moved(Exception):
    """It is another one by now."""


@dataclass(frozen=True)
class KeepOptIn:
    """An admin and a merchant may choose at the same moment: neither undoes what the other chose."""

    opt_ins: OptIns
    audit: AuditLog
    decisions: Decisions

    async def __call__(
        self, team_id: str, appid: Visible, before: OptIn, after: OptIn, *, by: str, now: datetime
    ) -> bool:
        """Keep it with its entry, or neither: False where it is not as before any more.

        The cards that it changes are behind then.

        Raises:
            StorageUnavailable: nothing is kept.
        """
        entry = AuditEntry(team_id, now, by, AuditAction.OPT_IN, appid, _opt_in_values(before), _opt_in_values(after))
        cards = await self.cards(team_id, appid)
        with suppress(_Moved):
            async with self.audit.recording(entry):
                for decision in cards:
                    await self.decisions.touch(team_id, decision.id)
                if not await self.opt_ins.put(team_id, appid, after, instead_of=before):
                    raise _Moved
            return True
        return False

    async def cards(self, team_id: str, appid: Visible) -> Sequence[Decision]:
        """Return the decisions whose cards have a button to set the program, or to roll it back, while it may be set.

        Of those that could be rolled back it is the newest; it, and those whose setting was given up before the call,
        are found among the workspace's newest.
        """
        newest = [each for each in await self.decisions.of_team(team_id, limit=_NEWEST) if each.appid == appid]
        back = [each for each in newest if each.may_roll_back][:1]
        again = [each for each in newest if each.state is State.APPROVED]
        found = [await self.decisions.open_for(team_id, appid), *back, *again]
        return list({each.id: each for each in found if each and each.card_ts}.values())

    async def merchant_chose(self, team_id: str, appid: Visible, choice: MerchantChoice, *, now: datetime) -> None:
        """Keep what a merchant's admin chose on Baselib's page. To decline also turns it off."""
        while True:
            before = await self.opt_ins.get(team_id, appid)
            after = OptIn(before.on and choice is not MerchantChoice.DECLINED, choice)
            if before == after or await self(team_id, appid, before, after, by=SYSTEM, now=now):
                return


def _opt_in_values(opt_in: OptIn) -> dict[str, object]:
    return {"on": opt_in.on, "merchant": str(opt_in.merchant)}


@dataclass(frozen=True)
class MaySet:
    """The operator, an admin of the workspace and the merchant: each of them can say no."""

    visible: VisiblePrograms
    opt_ins: OptIns
    allowed: bool
    """Whether the operator's settings allow it."""

    async def among(self, team_id: str, appids: Collection[str]) -> frozenset[Visible]:
        """Those of these programs whose minimum all of them let Baselib set now."""
        if not self.allowed or not appids:
            return frozenset()
        programs = await self.visible.among(Viewpoint.everything(team_id), appids)
        there = [program.appid for program in programs if program.has_minimum]
        opt_ins = await self.opt_ins.some(team_id, there)
        return frozenset(appid for appid in there if appid in opt_ins and opt_ins[appid].allows)

    async def every(self, team_id: str) -> frozenset[Visible]:
        """Return the programs of a workspace whose minimum may be set."""
        if not self.allowed:
            return frozenset()
        return await self.among(team_id, await self.opt_ins.allowing(team_id))

    async def check(self, team_id: str, appids: Collection[str], name: str, *, many: bool) -> frozenset[str]:
        """Those of these programs whose minimum may be set.

        Args:
            name: of the program, or of the many.

        Raises:
            SettingOff: none; for one, with the reason.
        """
        if may := await self.among(team_id, appids):
            return may
        because = "fleet" if self.allowed else "setting"
        if self.allowed and not many:
            program = next(iter(await self.visible.among(Viewpoint.everything(team_id), appids)), None)
            opt_in = await self.opt_ins.get(team_id, program.appid) if program else OptIn()
            because = "merchant" if opt_in.merchant is MerchantChoice.DECLINED else "workspace"
        raise SettingOff(because=because, program=name)
