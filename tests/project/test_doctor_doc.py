"""docs/doctor.md has a section for each check, and in it every finding with its status; what to do, doctor says itself.

`UPDATE_GOLDEN=1` writes the lists anew.
"""

import os
import re
from typing import Final

import pytest

from bot.domain.doctor.findings import Check, Finding, Found, Status
from bot.export.doctor_json import diagnosis_json
from bot.i18n import texts_for
from tests.project.repository import ROOT

_DOC: Final = ROOT / "docs" / "doctor.md"
_T: Final = texts_for("en")


def _list(check: Check) -> str:
    """The findings of a check, by status, the worst last."""
    found = [each for each in Found if each.check is check]
    by_status = {status: [f"`{each}`" for each in found if each.status == status] for status in Status}
    return "Finds " + "; ".join(f"{status}: {', '.join(names)}" for status, names in by_status.items() if names) + "."


def _written(text: str) -> str:
    """The page with every list as it should be."""
    sections = re.split(r"(?m)^(?=## )", text)
    return "".join([_section(section) for section in sections])


def _section(section: str) -> str:
    name = section.partition("\n")[0].removeprefix("## ")
    if name not in set(Check):
        return section
    before = section.partition("\nFinds ")[0]
    end = "\n" if Check(name) is not list(Check)[-1] else ""
    return f"{before}\n{_list(Check(name))}\n{end}"


def test_every_finding_is_explained() -> None:
    """The lists are what the code finds."""
    text = _DOC.read_text("utf-8")
    if os.environ.get("UPDATE_GOLDEN") == "1":
        text = _written(text)
        _DOC.write_text(text, "utf-8")

    assert text == _written(text)
    assert [name for name in re.findall(r"(?m)^## (.+)$", text) if name in set(Check)] == list(Check)


def test_every_key_of_its_json_is_explained() -> None:
    """In a table, in the order in which they come."""
    finding = Finding.of(Found.DATABASE_LOCKED)
    told = diagnosis_json([finding], _T)
    text = _DOC.read_text("utf-8")
    section = text.partition("## As JSON\n")[2].partition("\n## ")[0]
    rows = re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|", section)

    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(told["findings"][0])
    assert all(f"`{key}`" in section for key in told)


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
