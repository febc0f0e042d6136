"""The programs on a Home tab."""

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, context, header, option, overflow, searching_select, section
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name, title
from bot.blocks.kit.quoting import error_sentence
from bot.blocks.programs.page import status_text
from bot.blocks.programs.picker import program_option
from bot.blocks.report.report_text import headline, suspicious
from bot.blocks.trend.trend import moved
from bot.domain.home.preferences import MOST_FOLLOWED
from bot.domain.home.tab import Followed, HomeTab
from bot.domain.programs.program import Program
from bot.i18n import Texts


def program_blocks(home: HomeTab, t: Texts) -> list[Block]:
    """Each program with its minimum, loss, safe minimum and movement, and the select to choose them."""
    if not home.programs:
        return [header(t("home-programs")), section(t("home-no-programs"))]
    chosen = set(home.preferences.followed)
    title_key = "home-programs" if chosen & {each.program.appid for each in home.followed} else "home-programs-first"
    shown = [_program(each, t, home.zone, followed=each.program.appid in chosen) for each in home.followed]
    others = home.others
    more = t("home-more-programs", count=others) if others else ""
    return [
        header(t(title_key)),
        *shown,
        *([context(more)] if more else []),
        section(t("home-follow", count=MOST_FOLLOWED), accessory=_follow(home, t)),
    ]


def _program(each: Followed, t: Texts, zone: str, *, followed: bool) -> Block:
    report, movement = each.report, each.movement
    lines = [
        " · ".join(part for part in (title(each.program), status_text(each.program, t)) if part),
        headline(report, t) if report else t("home-unread"),
        moved(movement, t) if movement else "",
        *(suspicious(report, t) if report else []),
        f"⚠️ {error_sentence(each.read_failure, t, zone)}" if each.read_failure else "",
        t("home-as-of", day=t.day(report.snapshot.day)) if report else "",
    ]
    return section(*lines, accessory=_menu(each.program, t, followed=followed))


def _menu(program: Program, t: Texts, *, followed: bool) -> Element:
    choices = {
        controls.BREAKDOWN: t("home-program-report"),
        **(
            {controls.UNFOLLOW: t("home-program-unfollow")} if followed else {controls.FOLLOW: t("home-program-follow")}
        ),
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
