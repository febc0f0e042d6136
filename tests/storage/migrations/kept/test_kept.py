"""An installation of release 1.0.0, brought up to date, answers as that release did, but for what is listed.

`1_0_0_*.jsonl.gz` are its backups, one of each engine, made by `make.py`. `1_0_0_answers.json` has what that release
answered from them, and is never written again. `differences.json` lists each value that is answered otherwise on
purpose: `UPDATE_DIFFERENCES=1` writes it anew. Read its diff.
"""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import time_machine
from sqlalchemy import Connection, create_engine, text

from bot.storage.engine.database import Database
from bot.storage.engine.revisions import upgrade_to
from bot.storage.maintenance.backup import read_backup
from bot.storage.tables.schema import tables_in
from bot.wiring.routines import judge_again
from tests.command_line import baselib, local_wechat, set_clock
from tests.logging_state import kept_logging
from tests.storage.everything import Contents, contents
from tests.storage.migrations.kept.answers import answered, commands, in_slack
from tests.storage.migrations.kept.installation import ASKED_AT, opened, settings

HERE: Final = Path(__file__).parent
KEPT: Final = HERE / "1_0_0_answers.json"
DIFFERENCES: Final = HERE / "differences.json"
MOST: Final = 4_000
UPDATE: Final = os.environ.get("UPDATE_DIFFERENCES") == "1"
Answers = dict[str, Any]
Differences = dict[str, dict[str, list[Any]]]
"""By question and path, what was answered and what is; None: nothing."""


def load(connection: Connection, backup: Path) -> None:
    """Put its rows into empty tables of its revision."""
    kept = read_backup(backup)
    upgrade_to(connection, kept.header.revision)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))  # which times without a zone mean
    for table, rows in kept.batches(tables_in(connection), size=kept.rows):
        connection.execute(table.insert(), rows)


@pytest.fixture
def before(empty_url: str) -> Contents:
    """The database of the release; what is in it."""
    engine = create_engine(empty_url.replace("postgresql", "postgresql+psycopg", 1))
    with engine.begin() as connection:
        load(connection, HERE / f"1_0_0_{connection.dialect.name}.jsonl.gz")
        rows = contents(connection)
    engine.dispose()
    return rows


@pytest.fixture
def wechat(before: Contents, empty_url: str, bare_environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a platform that the installation could ask, which is up to date."""
    del before, bare_environment
    with time_machine.travel(ASKED_AT), local_wechat() as url, kept_logging():
        set_clock(url, set=ASKED_AT.isoformat())
        for name, value in settings(empty_url, f"{url}/sandbox/clock").items():
            monkeypatch.setenv(name.upper(), value)
        monkeypatch.setenv("WECHAT_API_URL", url)
        assert baselib("db", "upgrade").exit_code == 0
        yield url


@pytest.fixture
def answers(wechat: str, empty_url: str) -> Answers:
    """What it answers now, once its numbers are judged again, as in the minutes after an update."""

    async def asked_in_slack() -> Answers:
        async with opened(empty_url, f"{wechat}/sandbox/clock") as (core, fakes, usecases):
            await judge_again(core)(now=ASKED_AT)
            return await in_slack(usecases, fakes)

    answers = asyncio.run(asked_in_slack())
    return {command: answered(command) for command in commands()} | answers


def test_the_answers_are_the_same(answers: Answers) -> None:
    """All that was said is said, but for the differences on purpose; there may be more."""
    if UPDATE and not KEPT.exists():  # once, at a release
        KEPT.write_text(_lines(answers), encoding="utf-8")
    found = found_in(json.loads(KEPT.read_text("utf-8")), answers)
    if UPDATE:
        DIFFERENCES.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    assert found == json.loads(DIFFERENCES.read_text("utf-8"))


def test_no_question_about_a_program_waits(wechat: str, empty_url: str) -> None:
    """What it rests on is judged at once, its own numbers and the public ones: later it is answered the same."""

    async def judge() -> None:
        async with opened(empty_url, f"{wechat}/sandbox/clock") as (core, _, _):
            await judge_again(core)(now=ASKED_AT)

    asked = [each for each in commands() if each.split()[0] in ("report", "raise", "trend", "cover")][::7]
    at_once = {each: answered(each) for each in asked}
    asyncio.run(judge())

    assert {each: answered(each) for each in asked} == at_once


async def test_no_row_is_lost(before: Contents, empty_url: str) -> None:
    database = Database(empty_url)
    await database.migrate()
    async with database.reading() as connection:
        after = await connection.run_sync(contents)
    await database.close()

    assert {table for table in before.keys() & after.keys() if len(after[table]) < len(before[table])} == set()
    assert sum(map(len, before.values())) > MOST


def test_differences_are_found() -> None:
    was = {"a": {"one": [1, {"two": 2}], "three": 3}, "b": ["x", "y"], "c": 1, "d": {"e": 1}}
    now = {"a": {"one": [1, {"two": 5}], "three": 3, "more": 4}, "b": ["x"], "c": 1, "d": {}, "f": 1}

    assert found_in(was, now) == {"a": {"one.1.two": [2, 5]}, "b": {"": [["x", "y"], ["x"]]}, "d": {"e": [1, None]}}
    assert found_in(was, was) == {}


def found_in(was: Answers, now: Answers) -> Differences:
    every = {question: dict(_differences(answer, now.get(question))) for question, answer in was.items()}
    return {question: found for question, found in every.items() if found}


def _differences(was: Any, now: Any, *path: str) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(was, dict) and isinstance(now, dict):
        for name, value in was.items():
            yield from _differences(value, now.get(name), *path, name)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for number, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _differences(one, other, *path, str(number))
    elif was != now:
        yield ".".join(path), [was, now]


def _lines(answers: Answers) -> str:
    lines = (f"{json.dumps(name, ensure_ascii=False)}:{_compact(each)}" for name, each in answers.items())
    return "{" + ",\n".join(lines) + "}\n"


def _compact(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
