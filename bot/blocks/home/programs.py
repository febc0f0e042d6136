"""The programs on a Home tab, a line each."""

from bot.blocks.decisions.sentences import said_set_sentence
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Block,
    Element,
    context,
    header,
    option,
    overflow,
    paragraph,
    searching_select,
    section,
)
from bot.blocks.kit.names import name, title
from bot.blocks.kit.quoting import error_sentence
from bot.blocks.programs.page import program_option, status_text
from bot.blocks.report.frame import Frame, public_lines, shown_date
from bot.blocks.report.recommendation_text import advice_brief, headline
from bot.domain.home.preferences import MOST_FOLLOWED
from bot.domain.home.tab import Followed, HomeTab
from bot.domain.programs.program import Program
from bot.domain.report.caveats import Key
from bot.domain.report.report import Report
from bot.i18n import Texts


def program_blocks(home: HomeTab, t: Texts) -> list[Block]:
    """Each program with its minimum and what is possible, and the select to choose them."""
    if not home.programs:
        return [header(t("home-programs")), section(t("home-no-programs"))]
    chosen = set(home.preferences.followed)
    title_key = "home-programs" if chosen & {each.program.appid for each in home.followed} else "home-programs-first"
    shown = [_program(each, home, t, followed=each.program.appid in chosen) for each in home.followed]
    others = home.others
    more = t("home-more-programs", count=others) if others else ""
    return [
        header(t(title_key)),
        *paragraph(*public_lines(home.public, t)),
        *shown,
        *([context(*filter(None, (_as_of(home, t), more, t("home-wechat"))))]),
        section(t("home-follow", count=MOST_FOLLOWED), accessory=_follow(home, t)),
    ]


def _as_of(home: HomeTab, t: Texts) -> str:
    read = [each.report for each in home.followed if each.report]
    newest = max(read, key=lambda report: report.snapshot.day, default=None)
    return t("home-as-of", day=shown_date(newest, t)) if newest else ""


def _program(each: Followed, home: HomeTab, t: Texts, *, followed: bool) -> Block:
    report, but = each.report, [Key.STALE] if each.read_failure else []
    lines = [
        " · ".join(part for part in (title(each.program), status_text(each.program, t), _line(report, t)) if part),
        said_set_sentence(each.said, t) if each.said else "",
        *(Frame(report, t, home.zone, said=home.public, but=but).lines() if report else []),
        f"⚠️ {error_sentence(each.read_failure, t, home.zone)}" if each.read_failure else "",
    ]
    deletable = each.program.is_imported and home.access is not None
    people = [each.said.word.by] if each.said else []
    return section(*lines, users=people, accessory=_menu(each.program, t, followed=followed, deletable=deletable))


def _line(report: Report | None, t: Texts) -> str:
    """The minimum, what is possible and what that cuts off."""
    if report is None:
        return t("home-unread")
    return headline(report, t) if report.losses is None else advice_brief(report, t)


def _menu(program: Program, t: Texts, *, followed: bool, deletable: bool) -> Element:
    choices = {
        controls.BREAKDOWN: t("home-program-report"),
        **(
            {controls.UNFOLLOW: t("home-program-unfollow")} if followed else {controls.FOLLOW: t("home-program-follow")}
        ),
        **({controls.DELETE: t("home-program-delete")} if deletable else {}),
    }
    options = [option(text, Control(appid=program.appid, choice=choice).encode()) for choice, text in choices.items()]
    return overflow(controls.HOME_PROGRAM, options)


def _follow(home: HomeTab, t: Texts) -> Element:
    element = searching_select(t("home-follow-pick"), controls.HOME_FOLLOW, several=True)
    element["max_selected_items"] = MOST_FOLLOWED
    chosen = [each.program for each in home.followed if each.program.appid in home.preferences.followed]
    return {**element, "initial_options": [program_option(program) for program in chosen]} if chosen else element


def report_sent(program: Program, t: Texts) -> str:
    """Says that the breakdown was sent as a direct message."""
    return t("home-report-sent", program=name(program))
