"""Whether a program's users have the base library that some APIs need."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.access import Viewpoint
from bot.domain.can.features import Platform, is_packed, unpack
from bot.domain.can.use import (
    MOST,
    CanAnswer,
    CanQuestion,
    Mentioned,
    Need,
    found,
    is_humped,
    mentioned,
    minimums,
    need_alone,
    platform_of,
    read_can,
    search,
)
from bot.domain.programs import Program
from bot.domain.report import (
    Report,
)
from bot.errors import (
    AmbiguousProgram,
    NoProgram,
    OperatorError,
    TemporaryError,
    TooManyFeatures,
    UnknownFeature,
    UnknownProgram,
)
from bot.usecases.app import ReadingApp
from bot.usecases.programs.choose import choose_program
from bot.usecases.report.report_on import report_on


async def sort_out(app: ReadingApp, seen: Viewpoint, words: Sequence[str], *, game: bool = False) -> CanQuestion:
    """Return the APIs among the words, as typed, and the program's name.

    Args:
        words: one at least.
        game: whether the mini games' table was asked for.

    Raises:
        StaleControl: a control carries words that the tables no longer know.
    """
    tables = await app.tables()
    if words and is_packed(words[0]):
        names, in_games = unpack(words[0], tables.names_by_code)
        return CanQuestion(names, " ".join(words[1:]), game=in_games)
    typed = read_can(words, tables.knows, game=game)
    if not typed.program and len(typed.names) > 1 and await _is_program(app, seen, typed.names[-1]):
        return replace(typed, names=typed.names[:-1], program=typed.names[-1])  # a program called `map`
    return typed


async def find_features(app: ReadingApp, typed: CanQuestion) -> CanQuestion:
    """Complete the API names.

    Raises:
        UnknownFeature: the first name that neither table has.
        TooManyFeatures: more than one answer has room for.
    """
    return found(await app.tables(), typed)


async def find_known_features(app: ReadingApp, typed: CanQuestion) -> tuple[CanQuestion, tuple[UnknownFeature, ...]]:
    """Complete the API names that a table has; the others, unless all are unknown, come as errors.

    Raises:
        UnknownFeature: no table has any of them.
        TooManyFeatures: more than one answer has room for.
    """
    names, unknown = list[str](), list[UnknownFeature]()
    for name in typed.names:
        try:
            names += (await find_features(app, replace(typed, names=(name,)))).names
        except UnknownFeature as error:
            unknown.append(error)
    if not names and unknown:
        raise unknown[0]
    return await find_features(app, replace(typed, names=tuple(names))), tuple(unknown)


async def suggest_features(
    app: ReadingApp, typed: CanQuestion, error: UnknownFeature
) -> Sequence[tuple[str, CanQuestion]]:
    """Return the names that an error suggests, each with the question that uses it.

    None when another name is unknown, too: the question would fail again.
    """
    unknown, suggested = error.name, error.suggestion
    questions = []
    words = typed.program.split()
    if unknown in words:
        words.remove(unknown)
        typed = replace(typed, names=(*typed.names, unknown), program=" ".join(words))
    for name in filter(None, suggested.split(", ")):
        corrected = tuple(name if each == unknown else each for each in typed.names)
        try:
            questions.append((name, await find_features(app, replace(typed, names=corrected))))
        except (UnknownFeature, TooManyFeatures):
            return ()
    return questions


async def program_asked(app: ReadingApp, seen: Viewpoint, question: CanQuestion) -> Program | None:
    """Return the program meant; None when none is set up.

    Raises:
        NoProgram, UnknownProgram, AmbiguousProgram: it is not clear which one is meant.
        UnknownFeature: a word of the program's name looks more like an API, or stands before a program's name.
    """
    try:
        return await choose_program(app, seen, question.program)
    except NoProgram as error:
        if error.count == 0:
            return None
        raise
    except UnknownProgram:
        words = question.program.split()
        for word in words:
            await _check_spelling(app, question, word)
        if await _ends_with_program(app, seen, words):
            await find_features(app, replace(question, names=(words[0],)))
        raise


async def can_use(
    app: ReadingApp,
    team_id: str,
    question: CanQuestion,
    program: Program | None,
    *,
    now: datetime,
    day: date | None = None,
) -> CanAnswer:
    """Return what the APIs need, and which of the program's users have it.

    `/baselib can <api>... [program]`: the words are sorted, the APIs and the program found, then it is answered.

    Args:
        question: see `find_features`.
        program: whose users; None for the minimums alone.
        day: of a kept snapshot; None for the newest numbers.

    Raises:
        FeatureElsewhere: an API that the table of the program's platform does not have.
        StaleControl: nothing is kept of that day.
    """
    answer = minimums(await app.tables(), question.names, platform_of(program, game=question.game))
    answer = replace(answer, program=program, public=await app.kept.public_snapshots.latest())
    if program is None:
        return answer
    try:
        return replace(answer, report=await _report(app, team_id, program, now, day))
    except (OperatorError, TemporaryError) as error:
        return replace(answer, failure=error)


async def needs_of(app: ReadingApp, question: CanQuestion) -> Sequence[Need]:
    """Return what the APIs of a question need, by the table that it means, else by the other."""
    tables = await app.tables()
    platforms = sorted(Platform, key=lambda each: (each is Platform.MINI_GAME) is not question.game)
    every = ((tables.of(each), tables.of(each).get(name)) for name in question.names for each in platforms)
    needs: dict[str, Need] = {}
    for features, feature in every:
        if feature:
            needs.setdefault(feature.name, need_alone(features, feature))
    return list(needs.values())


async def features_in(app: ReadingApp, text: str) -> Mentioned:
    """Return the APIs and components that a message names."""
    return await asyncio.to_thread(mentioned, text, await app.tables(), most=MOST)


async def all_in_games(app: ReadingApp, question: CanQuestion) -> bool:
    """Whether the mini games' table has all of them."""
    games = (await app.tables()).of(Platform.MINI_GAME)
    return all(games.get(name) for name in question.names)


async def search_features(app: ReadingApp, text: str, *, limit: int) -> Sequence[tuple[Need, Platform]]:
    """At most `limit` APIs that match a typed text, with the platform whose table has them."""
    return await asyncio.to_thread(search, await app.tables(), text, limit)


async def _report(app: ReadingApp, team_id: str, program: Program, now: datetime, day: date | None) -> Report:
    if day is not None:
        return await app.read_report.kept(team_id, program, day)
    return await app.read_report(team_id, program, now=now)


async def _is_program(app: ReadingApp, seen: Viewpoint, name: str) -> bool:
    return await app.visible.is_taken(seen, name)


async def _ends_with_program(app: ReadingApp, seen: Viewpoint, words: Sequence[str]) -> bool:
    """Whether some words after the first one name a program: the first is then meant as an API."""
    for start in range(1, len(words)):
        try:
            await choose_program(app, seen, " ".join(words[start:]))
        except UnknownProgram:
            continue
        except AmbiguousProgram:
            pass
        return True
    return False


async def _check_spelling(app: ReadingApp, question: CanQuestion, word: str) -> None:
    """Raise UnknownFeature when a word of the program's name is nearly an API, or the last part of one."""
    try:
        await find_features(app, replace(question, names=(word,)))
    except UnknownFeature as error:
        if error.suggestion and (is_humped(word) or word.casefold() in error.suggestion.casefold()):
            raise


async def can_at(
    app: ReadingApp, team_id: str, question: CanQuestion, program: Program | None, day: date | None, *, now: datetime
) -> CanAnswer:
    """Return what APIs need, and who of the newest report's users has them; with a day, who had them on that day.

    Raises:
        DayToCome, NothingKept: there is no report for the day.
        FeatureElsewhere: see `can_use`.
    """
    if day is None or program is None:
        return await can_use(app, team_id, question, program, now=now)
    report = await report_on(app, team_id, program, day, now=now)
    answer = await can_use(app, team_id, question, program, now=now, day=report.snapshot.day)
    return replace(answer, report=report)
