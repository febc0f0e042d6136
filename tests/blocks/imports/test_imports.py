"""The form for importing numbers, and what it says of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from bot.blocks.imports import (
    ImportForm,
    MeaningChoice,
    import_view,
    imported_view,
    importing_view,
    is_checked,
    problem_lines,
    read_import_view,
)
from bot.blocks.kit.elements import View
from bot.blocks.kit.forms import error_view
from bot.domain.imports.numbers import Import
from bot.domain.imports.rows import Mistake, Problem
from bot.domain.numbers.snapshot import Snapshot, Users
from bot.domain.programs import imported_program
from bot.errors import StorageUnavailable
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.forms import as_shown
from tests.blocks.golden import assert_builder
from tests.blocks.samples import REPORTS
from tests.domain.build import TODAY

EN: Final = texts_for("en")
FORM: Final = ImportForm("news", "3.5.5 0.78%\n3.6.4 99.22%", TODAY)
NEWS: Final = imported_program("news")
READ: Final = REPORTS["shares"].snapshot
OPEN: Final = REPORTS["undetermined"].snapshot


def _import(*snapshots: Snapshot, is_new: bool = True, replaced: int = 0, from_wechat: int = 0) -> Import:
    """Of the last days before `TODAY`."""
    kept = tuple(
        replace(each, appid=NEWS.appid, imported_by="U0ALICE", day=TODAY - timedelta(days=len(snapshots) - number))
        for number, each in enumerate(snapshots, 1)
    )
    days = [TODAY - timedelta(days=back) for back in range(1, 9)]
    return Import(NEWS, is_new, kept, tuple(days[:replaced]), tuple(days[:from_wechat]))


ONE: Final = _import(READ)
VIEWS: Final[dict[str, Callable[[Texts], View]]] = {
    "empty": lambda t: import_view(ImportForm(), t),
    "checked": lambda t: import_view(FORM, t, checked=ONE),
    "checked-nothing": lambda t: import_view(FORM, t, checked=_import(from_wechat=2)),
    "importing": importing_view,
    "imported": lambda t: imported_view(ONE, t),
    "imported-much": lambda t: imported_view(
        _import(OPEN, replace(READ, users=Users(TODAY, other=12_000)), is_new=False, replaced=1, from_wechat=5), t
    ),
    "failed": lambda t: error_view(importing_view(t), StorageUnavailable(reason="full"), t),
}


def submitted(view: View) -> dict[str, Any]:
    """The form as a person sends it who changed nothing."""
    return {**view, **as_shown(view)}


def test_form() -> None:
    """Each step of the modal, as Slack takes it."""
    assert_builder("import", VIEWS, full="checked")


def test_what_was_checked_is_imported() -> None:
    """The check belongs to its values, whatever line ends Slack returns."""
    shown = submitted(import_view(FORM, EN, checked=ONE))
    changed = replace(FORM, choice=MeaningChoice.BELOW)

    assert read_import_view(shown) == FORM
    assert is_checked(shown, replace(FORM, text=" 3.5.5 0.78%\r\n\r\n3.6.4 99.22%\r\n"))
    assert not is_checked(shown, changed)
    assert not is_checked(submitted(import_view(FORM, EN)), FORM)
    assert not is_checked(submitted(import_view(FORM, EN, checked=_import(from_wechat=1))), FORM)


def test_problems() -> None:
    """The first with their lines, and the numbers of the others; every mistake has its sentence."""
    problems = [Problem(number, mistake, "x") for number, mistake in enumerate(Mistake)]
    gaps = [Problem(2 * number, Mistake.TWICE, "x") for number in range(60)]
    for locale in LOCALES:
        t = texts_for(locale)
        first, second, *_, last = problem_lines(problems, t, most=3)

        assert first == t("import-mistake-empty", text="x")
        assert second == t("import-line", line=1, sentence=t("import-mistake-too-long", text="x"))
        assert last == t("import-more-problems", count=len(problems) - 3, lines=f"3–{len(problems) - 1}")
        assert problem_lines([*problems[:4], *problems[6:]], t, most=3)[-1].count("3, 6–") == 1
        assert problem_lines(gaps, t)[-1] == t(
            "import-more-problems", count=50, lines=", ".join(map(str, range(20, 120, 2)))
        )
        assert "100, …" in problem_lines(gaps, t, most=1)[-1]
        assert len(problem_lines(problems[:3], t, most=3)) == 3
