"""Imported text, as feeds by day or as its unreadable lines."""

import csv
import io
import json
import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.imports.files import MOST_LINES
from bot.domain.imports.numbers import MOST_DAYS, MOST_TEXT, ImportedNumbers, read_numbers
from bot.domain.imports.rows import Mistake, Problem
from tests.domain.build import TODAY

DAY: Final = TODAY - timedelta(days=2)
Days = dict[date, dict[str, str]]


def numbers(text: str) -> ImportedNumbers:
    """Read a text; numbers without a day are from the day before yesterday."""
    return read_numbers(text, day=DAY, today=TODAY)


def days(text: str) -> Days:
    read = numbers(text)
    assert read.problems == ()
    return {each.day: {item.label: str(item.value) for item in each.feed.items} for each in read.days}


def problems(text: str) -> list[tuple[int, Mistake, str]]:
    read = numbers(text)
    assert read.days == ()
    return [(each.line, each.mistake, each.text) for each in read.problems]


TWO: Final = {"3.5.5": "0.78", "3.6.4": "99.22"}


@pytest.mark.parametrize(
    "text",
    [
        "version,percentage\n3.5.5,0.78\n3.6.4,99.22\n",
        "\ufeffVersion;Share (%)\r\n3.5.5;0,78\r\n3.6.4;99,22\r\n",
        "占比\t用户数\t基础库版本\n0.78%\t17\t3.5.5\n99.22%\t2162\t3.6.4",
        "基础库版本\t用户占比\n3.5.5\t0.78%\n\n3.6.4\t99.22%",
        "基础库最低版本设置\n基础库版本\n用户占比\n3.5.5\n0.78%\n3.6.4\n99.22%",
        "3.5.5　０．７８％\nv3.6.4  99.22 %",
        "3.5.5 0,78 %\n3.6.4 99,22 %",
        "3.5.5  12345  0.78%\n3.6.4  1570267  99.22%",
        '"3.5.5","0.78"\n"3.6.4","99.22"',
        "3.5.5 | 0.78\n3.6.4 | 99.22",
        '3.5.5,"0,78%"\n3.6.4,"99,22%"',
        "3.5.5  12,345  0,78%\n3.6.4  1,570,267  99,22%",
        "3.5.5,0.78%\n3.6.4 99,22%",
        ",version,percentage\n0,3.5.5,0.78\n1,3.6.4,99.22",
        "   version  percentage\n0    3.5.5        0.78\n10   3.6.4       99.22",
        "0,3.5.5,0.78\n1,3.6.4,99.22",
        '[{"version": "3.5.5", "percentage": 0.78}, {"version": "3.6.4", "percentage": "99.22%"}]',
        '{"versions": [{"version": "3.5.5", "share_percent": 0.78}, {"version": "3.6.4", "share_percent": 99.22}]}',
        (
            '{"now_version": "", "uv_info": {"items": [{"version":"3.5.5","percentage":0.78},'
            '{"version":"3.6.4","percentage":99.22}]}}'
        ),
    ],
)
def test_one_day(text: str) -> None:
    assert days(text) == {DAY: TWO}


@pytest.mark.parametrize(
    "text",
    [
        "date,version,percentage\n2026-11-20,3.5.5,1\n2026-11-20,3.6.4,99\n2026/11/21,3.5.5,2\n20261121,3.6.4,98",
        "2026-11-20\n3.5.5 1%\n3.6.4 99%\n数据日期：2026年11月21日\n3.5.5 2%\n3.6.4 98%",
        (
            '[{"date":"2026-11-20","items":[{"version":"3.5.5","percentage":1},{"version":"3.6.4","percentage":99}]},'
            '{"date":"2026-11-21","items":[{"version":"3.5.5","percentage":2},{"version":"3.6.4","percentage":98}]}]'
        ),
        "3.5.5,1,2026-11-20 08:00\n3.6.4,99,2026-11-20\n3.5.5,2,2026-11-21\n3.6.4,98,2026-11-21",
    ],
)
def test_several_days(text: str) -> None:
    assert days(text) == {
        date(2026, 11, 20): {"3.5.5": "1", "3.6.4": "99"},
        date(2026, 11, 21): {"3.5.5": "2", "3.6.4": "98"},
    }


@pytest.mark.parametrize(
    "text",
    [
        "version,percentage\n3.5.5,10%\n3.15.1,90%\n3.16.0,0%",
        "3.5.5,10%\n3.15.1, 90 %\n3.16.0,0%",
        "date,version,percentage\n{day},3.5.5,10%\n{day},3.15.1,90%\n{day},3.16.0,0%",
        "3.5.5,10%,{day}\n3.15.1,90%,{day}\n3.16.0,0%,{day}",
    ],
)
def test_whole_percents_in_a_comma_table(text: str) -> None:
    assert days(text.format(day=DAY)) == {DAY: {"3.5.5": "10", "3.15.1": "90", "3.16.0": "0"}}


def test_the_head_says_what_separates() -> None:
    assert days("version,percentage\n3.5.5 beta 2,10%\n3.6.4,90%") == {DAY: {"3.5.5 beta 2": "10", "3.6.4": "90"}}


def test_numbers_of_any_length() -> None:
    """As computers write them: rounded where no double has more digits, and the smallest are not nothing."""
    kept = {"3.5.5": "9.26764305807E-7", "3.6.4": "3.33333333333333", "3.8.5": "0.3", "3.9.0": "96.3666666666667"}
    rows = {"3.5.5": "9.26764305807e-07", "3.6.4": "3.3333333333333335", "3.8.5": "3e-1", "3.9.0": "96.36666666666667"}

    assert days("\n".join(f"{label},{value}" for label, value in rows.items())) == {DAY: kept}
    assert days(json.dumps([{"version": label, "percentage": float(value)} for label, value in rows.items()])) == {
        DAY: kept
    }


@pytest.mark.parametrize(
    ("number", "mistake"),
    [("1E+999999999", Mistake.NOT_A_PERCENTAGE), ("1E-999", None), ("1E-99999999999999999999", Mistake.NOT_JSON)],
)
def test_numbers_beyond_all_measure(number: str, mistake: Mistake | None) -> None:
    read = numbers(f'[{{"version": "3.5.5", "percentage": {number}}}]')

    assert [each.mistake for each in read.problems] == ([] if mistake is None else [mistake])


def test_labels_that_are_no_versions() -> None:
    """They are kept like WeChat's; a share known only to be small counts as unreported."""
    assert days("3.6.4\t99%\n初始值\t0.5%\n2.10.3 timeline\t<0.01%") == {
        DAY: {"3.6.4": "99", "初始值": "0.5", "2.10.3 timeline": "0"}
    }


def test_percent_signs_settle_the_scale() -> None:
    assert [day.signed for day in numbers("3.5.5 0.3%\n3.6.4 0.5%").days] == [True]
    assert [day.signed for day in numbers("3.5.5 0.3%\n3.6.4 0.5").days] == [False]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(0, Mistake.EMPTY, "")]),
        ("hello\nworld", [(0, Mistake.EMPTY, "")]),
        ("初始值 100%", [(0, Mistake.EMPTY, "")]),
        ("version,percentage\n3.5.5,abc\n,3\n3.6.4,", [(2, Mistake.NOT_A_PERCENTAGE, "abc")]),
        ("3.5.5,1\n3.6.4,12345", [(2, Mistake.NOT_A_PERCENTAGE, "12345")]),
        ("3.5.5\n3.6.4\n99%", [(1, Mistake.NO_PERCENTAGE, "3.5.5")]),
        ("99%\n3.6.4 1%", [(1, Mistake.NO_VERSION, "99%")]),
        ("version,percentage,date\n3.5.5,1,soon", [(2, Mistake.NOT_A_DAY, "soon")]),
        ("11/25/2026\n3.5.5 1%", [(1, Mistake.NOT_A_DAY, "11/25/2026")]),
        ("2026-02-30\n3.5.5 1%", [(1, Mistake.NOT_A_DAY, "2026-02-30")]),
        ("3.5.5,1,2027-01-01", [(1, Mistake.TO_COME, "2027-01-01")]),
        ("3.5.5,1\n3.5.5,1.0\n3.5.5,2", [(3, Mistake.TWICE, "3.5.5")]),
        ('[{"version": "3.5.5"}]', [(1, Mistake.NO_PERCENTAGE, "3.5.5")]),
        ('[{"version": "3.5.5", "percentage": "many"}]', [(1, Mistake.NOT_A_PERCENTAGE, "many")]),
        ('{"date": "soon", "items": [{"version": "3.5.5", "percentage": 1}]}', [(1, Mistake.NOT_A_DAY, "soon")]),
        ('[{"version": "3.5.5",\n', [(2, Mistake.NOT_JSON, "Expecting property name enclosed in double quotes")]),
        ("[1, 2]", [(0, Mistake.EMPTY, "")]),
        ("PK\x03\x04\0", [(0, Mistake.NOT_TEXT, "")]),
        ("3" * (MOST_TEXT + 1), [(0, Mistake.TOO_LONG, "")]),
    ],
)
def test_lines_that_cannot_be_read(text: str, found: list[tuple[int, Mistake, str]]) -> None:
    assert problems(text)[: len(found)] == found


def test_a_chosen_day_to_come() -> None:
    tomorrow = TODAY + timedelta(days=1)
    read = read_numbers("3.5.5 1%\n3.6.4 99%", day=tomorrow, today=TODAY)

    assert read.days == ()
    assert read.problems == [Problem(0, Mistake.TO_COME, tomorrow.isoformat())]
    assert read_numbers("3.5.5 1%\n3.6.4 99%", day=TODAY, today=TODAY).problems == ()


def test_every_problem_of_a_table() -> None:
    assert problems("date,version,percentage\n,3.5.5,abc\n,,3\n,3.6.4,\n2026-11-20\n,,\nsoon,3.7.0,1") == [
        (2, Mistake.NOT_A_PERCENTAGE, "abc"),
        (3, Mistake.NO_VERSION, "3"),
        (4, Mistake.NO_PERCENTAGE, "3.6.4"),
        (5, Mistake.NO_PERCENTAGE, "2026-11-20"),
        (7, Mistake.NOT_A_DAY, "soon"),
    ]


@pytest.mark.parametrize(
    "part",
    [
        '"\n',
        "1\n",
        ",\n",
        "3.5.5,1\n",
        "x\n",
        "2026-11-20\n",
        " 1",
        "1,",
        "1,1",
        " 1,1",
        "3.5.5 1%\n",
        '{"version":"x"},',
    ],
)
def test_four_times_as_much_takes_four_times_the_work(part: str) -> None:
    """Or less: a line has a limit of cells. Counted in calls, not in seconds."""

    def work(times: int) -> int:
        calls = 0

        def count(_frame: object, event: str, _arg: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        text = f"[{part * times}1]" if part.startswith("{") else part * times
        numbers(text)  # so that nothing is remembered only the second time
        sys.setprofile(count)
        try:
            numbers(text)
        finally:
            sys.setprofile(None)
        return calls

    assert work(2000) <= 4.2 * work(500)


@pytest.mark.parametrize("text", ['"\n' * (MOST_LINES + 1), "\ufdfa" * (MOST_TEXT // 4)])
def test_more_than_anyone_has(text: str) -> None:
    assert problems(text) == [(0, Mistake.TOO_LONG, "")]


def test_a_huge_cell() -> None:
    line = f'3.5.5,"{"1" * 200_000}'

    assert problems(line) == [(1, Mistake.NO_PERCENTAGE, line)]


def test_too_many_days() -> None:
    lines = [f"3.5.5,100,{(TODAY - timedelta(days=back)).isoformat()}" for back in range(MOST_DAYS + 1)]
    assert problems("\n".join(lines)) == [(0, Mistake.TOO_MANY_DAYS, "401")]


def test_deep_json() -> None:
    assert problems("[" * 5_000 + "]" * 5_000)[0][1] in (Mistake.NOT_JSON, Mistake.EMPTY)
    assert problems('{"items":' * 20 + "[]" + "}" * 20) == [(0, Mistake.EMPTY, "")]


_SHARES = st.decimals("0", "100", places=4, allow_nan=False)
_TABLE = st.dictionaries(
    st.dates(TODAY - timedelta(days=60), TODAY),
    st.dictionaries(
        st.tuples(*[st.integers(1, 30)] * 3).map(lambda parts: ".".join(map(str, parts))), _SHARES, min_size=1
    ),
    min_size=1,
    max_size=5,
)


@given(_TABLE)
def test_what_is_written_is_read(table: dict[date, dict[str, Decimal]]) -> None:
    rows = [(day.isoformat(), label, value) for day, shares in table.items() for label, value in shares.items()]
    sheet = io.StringIO()
    csv.writer(sheet).writerows([("date", "version", "percentage"), *rows])
    listed = json.dumps([{"date": day, "version": label, "percentage": str(value)} for day, label, value in rows])

    expected = {day: dict(shares) for day, shares in table.items()}
    for text in (sheet.getvalue(), listed):
        read = numbers(text)
        assert {each.day: {item.label: item.value for item in each.feed.items} for each in read.days} == expected


@given(st.text(st.sampled_from('0123456789.,%;\t|<\n -/年月日[]{}":版本占比version\r\u2028\x00'), max_size=200))
def test_whatever_is_pasted(text: str) -> None:
    """Any text is read or refused line by line; numbers stay between none and all users."""
    read = numbers(text)

    assert bool(read.days) != bool(read.problems)
    assert all(0 <= problem.line <= len(text) + 1 for problem in read.problems)
    assert all(0 <= item.value <= 101 for day in read.days for item in day.feed.items)
    assert all(day.day <= TODAY for day in read.days)
