"""docs/doctor.md has a section for each check, each key of its JSON, and nothing that leads nowhere."""

import re
from typing import Final

import pytest

from bot.blocks.doctor import explained
from bot.domain.doctor.findings import Check, Finding, Found
from bot.export.doctor_json import diagnosis_json
from bot.i18n import texts_for
from tests.project.repository import ROOT

_DOC: Final = ROOT / "docs" / "doctor.md"
_T: Final = texts_for("en")


def test_every_check_has_a_section() -> None:
    """In the order in which they run, each with a sentence."""
    sections = dict(re.findall(r"(?m)^## (.+)\n\n(.+)$", _DOC.read_text("utf-8")))

    assert [name for name in sections if name in set(Check)] == list(Check)


def test_every_key_of_its_json_is_explained() -> None:
    """In a table, in the order in which they come."""
    finding = Finding.of(Found.DATABASE_LOCKED)
    document = diagnosis_json(explained([finding], _T))
    text = _DOC.read_text("utf-8")
    section = text.partition("## As JSON\n")[2].partition("\n## ")[0]
    rows = re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|", section)

    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(document["findings"][0])
    assert all(f"`{key}`" in section for key in document)


@pytest.mark.parametrize("check", Check)
def test_every_link_leads_somewhere(check: Check) -> None:
    """Its file exists and has a heading of that name, spelled as its anchor is."""
    file, _, anchor = check.page.partition("#")
    headings = re.findall(r"(?m)^#+ (.+)$", (ROOT / file).read_text("utf-8"))

    assert anchor in [re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings]


def test_every_check_ends_well_or_is_only_a_note() -> None:
    """There is a good outcome for each, but for what cannot be asked."""
    for check in Check:
        statuses = {found.status for found in Found if found.check is check}
        assert "ok" in statuses or check is Check.SLASH_COMMAND
