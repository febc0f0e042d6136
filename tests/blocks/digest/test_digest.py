"""What a digest holds and offers."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.blocks.digest.digest import digest_message
from bot.blocks.kit import controls
from bot.blocks.kit.elements import Message
from bot.domain.digest.digest import Digest, digest_section
from bot.domain.digest.subscription import Part
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.i18n import texts_for
from tests.blocks.checks import action_ids, block_of, mrkdwn_texts
from tests.blocks.samples import DAY, DIGESTS, NOW, REPORTS, SHARES, SUBSCRIPTION, section_of, snapshot
from tests.domain.build import Rows
from tests.domain.decisions.build import PROPOSED

T = texts_for("en")


def _text(message: Message) -> str:
    return "\n".join(mrkdwn_texts(message.blocks))


def test_one_program_is_opened_from_the_row_of_buttons() -> None:
    """Beside the one that changes the subscription; both are quiet, and what the digest says to do comes first."""
    message = digest_message(DIGESTS["one-program"], T)

    assert action_ids(message) == [controls.DECISION_PROPOSE, controls.REPORT_OPEN, controls.DIGEST_CHANGE]
    assert ["style" in each for each in message.blocks[-1]["elements"]] == [True, False, False]


@pytest.mark.parametrize(
    "digest",
    [
        replace(DIGESTS["one-program"], decisions=(PROPOSED,)),
        replace(DIGESTS["one-program"], sections=(section_of(REPORTS["safe-is-minimum"]),)),
        DIGESTS["stale"],
    ],
    ids=["under way", "nothing to raise", "old numbers"],
)
def test_nothing_is_offered_to_propose(digest: Digest) -> None:
    """Where that is being decided, or is not what to do."""
    assert controls.DECISION_PROPOSE not in action_ids(digest_message(digest, T))


def test_each_of_several_programs_has_its_own_button() -> None:
    """Its label tells them apart for screen readers."""
    message = digest_message(DIGESTS["two-programs"], T)

    labels = [block["accessory"]["accessibility_label"] for block in message.blocks if "accessory" in block]

    assert labels == ["Open breakdown of shop", "Open breakdown of news"]
    assert controls.REPORT_OPEN not in action_ids(message)


def test_a_chart_needs_three_points() -> None:
    """Two weeks are no trend."""
    two, three = (
        digest_message(Digest(SUBSCRIPTION, (section_of(REPORTS["shares"], weeks),), due_at=NOW), T)
        for weeks in ([1], [1, 2])
    )

    assert "data_visualization" not in [block["type"] for block in two.blocks]
    chart = block_of(three, "data_visualization")["chart"]
    assert chart["axis_config"]["categories"] == ["9 Nov", "16 Nov", "23 Nov"]
    assert all(len(line["data"]) == 3 for line in chart["series"])


def test_a_quiet_week_is_short() -> None:
    """Three lines under a title, without chart and table; nothing to do is no news."""
    kept = REPORTS["safe-is-minimum"]
    earlier = [replace(kept.snapshot, day=kept.snapshot.day - timedelta(weeks=weeks)) for weeks in (3, 2, 1)]
    message = digest_message(Digest(SUBSCRIPTION, (digest_section(kept, earlier),), due_at=NOW), T)

    assert message.text == "shop: nothing to do this week"
    assert message.blocks[0]["text"]["text"] == message.text
    assert [block["type"] for block in message.blocks] == ["header", "context", "section", "actions"]


@pytest.mark.parametrize(
    ("case", "title"),
    [
        ("first-one", "shop: Raise the minimum to 2.33.0: 0.82% of users are cut off."),
        ("one-program", "shop: 3.17.3 withdrawn"),
        ("undetermined", "shop: the numbers need attention"),
        ("unread", "shop could not be read"),
        ("many-programs", "10 programs need attention"),
    ],
)
def test_the_event_is_title_and_notification(case: str, title: str) -> None:
    """Both say what happened, not that this is a digest."""
    message = digest_message(DIGESTS[case], T)

    assert message.text == message.blocks[0]["text"]["text"] == title


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["shop"], "shop: 3.17.3 withdrawn"),
        (["shop", "cafe"], "shop: 3.17.3 withdrawn, and cafe changed, too"),
        (["shop", "cafe", "tea"], "shop: 3.17.3 withdrawn, and cafe and tea changed, too"),
        (["shop", *"abcd"], "shop: 3.17.3 withdrawn, and 4 more programs changed"),
        (["shop", "m" * 40, "n" * 40, "o" * 40], "shop: 3.17.3 withdrawn, and 3 more programs changed"),
    ],
)
def test_a_title_names_the_others_that_changed(names: list[str], title: str) -> None:
    """As far as Slack's header has room; more than three are counted."""
    (part,) = DIGESTS["one-program"].sections
    sections = [
        replace(part, report=replace(part.report, program=Program(Visible(f"wx{at}"), alias)))
        for at, alias in enumerate(names)
    ]
    message = digest_message(Digest(SUBSCRIPTION, tuple(sections), due_at=NOW), T)

    assert message.text == message.blocks[0]["text"]["text"] == title


def test_every_version_in_words_is_in_the_table() -> None:
    """New, withdrawn, recommended, set and waited for."""
    message = digest_message(DIGESTS["one-program"], T)
    words = "\n".join(mrkdwn_texts([block for block in message.blocks if block["type"] == "section"]))
    named = set(re.findall(r"\d+\.\d+\.\d+", words))
    rows = {row[0]["text"].split(" ")[0] for row in block_of(message, "data_table")["rows"][1:]}

    assert named
    assert named <= rows


def test_a_run_of_withdrawn_versions_is_one_row() -> None:
    """Five that cost the same say nothing apart."""
    kept = REPORTS["shares"]
    then: Rows = {**SHARES, **{f"3.16.{patch}": "0" for patch in range(5)}}
    earlier = snapshot(then, day=DAY - timedelta(weeks=1), minimum="2.10.0")
    message = digest_message(Digest(SUBSCRIPTION, (digest_section(kept, [earlier]),), due_at=NOW), T)
    rows = [row[0]["text"] for row in block_of(message, "data_table")["rows"]]

    assert [row for row in rows if row.startswith("3.16")] == ["3.16.0–3.16.4"]


def test_only_a_late_one_says_so() -> None:
    """With the moment at which it was due."""
    on_time = Digest(SUBSCRIPTION, (section_of(REPORTS["shares"]),), due_at=NOW)
    late = Digest(SUBSCRIPTION, on_time.sections, due_at=NOW - timedelta(hours=2), late=True)

    assert "Late" not in _text(digest_message(on_time, T))
    assert "Late: it was due Mon 23 Nov 2026, 07:05 (Asia/Shanghai)." in _text(digest_message(late, T))


def test_every_program_is_named() -> None:
    """In full, in a line, as unreadable, or counted."""
    digest = DIGESTS["many-programs"]

    message = _text(digest_message(digest, T))

    for part in digest.sections:
        assert part.report.program.name in message
    assert "mall0, mall1, mall2, mall3, mall4 and 2 more: WeChat is busy." in message
    assert "31 more programs do not fit." in message


@pytest.mark.parametrize(
    ("parts", "table", "chart", "named"),
    [
        (frozenset({Part.MOVEMENT}), True, False, False),
        (frozenset({Part.CHART}), False, True, False),
        (frozenset({Part.VERSIONS}), False, False, True),
        (frozenset[Part](), False, False, False),
    ],
)
def test_parts_that_are_left_out(parts: frozenset[Part], table: bool, chart: bool, named: bool) -> None:  # noqa: FBT001
    """What the order does not want is not there; the headline always is."""
    whole = DIGESTS["one-program"]
    message = digest_message(replace(whole, subscription=replace(whole.subscription, parts=parts)), texts_for("en"))
    kinds = [block["type"] for block in message.blocks]

    assert ("data_table" in kinds, "data_visualization" in kinds) == (table, chart)
    assert ("3.17.4" in str(message.blocks[2])) == named
    assert message.text == digest_message(whole, texts_for("en")).text


def test_a_sign_of_life_says_so() -> None:
    """A digest that comes although nothing changed tells since when."""
    message = digest_message(replace(DIGESTS["one-program"], unchanged_since=date(2026, 10, 26)), texts_for("en"))

    assert "26 Oct 2026" in str(message.blocks[1])
