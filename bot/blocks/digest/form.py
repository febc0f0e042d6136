"""The form of a channel's digest: content, time and language, with a preview of the next runs."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.digest.buttons import digest_control
from bot.blocks.digest.scope_text import scope_text
from bot.blocks.digest.zone_options import zone_option
from bot.blocks.kit import limits
from bot.blocks.kit.controls import DIGEST_FORM, DIGEST_SCHEDULE_VIEW, DIGEST_TEST
from bot.blocks.kit.elements import Element, actions, button, hinted, input_block, option, plain, section
from bot.blocks.kit.message import Block, View
from bot.blocks.kit.modal import form_view
from bot.blocks.kit.names import bold
from bot.blocks.programs.picker import program_options
from bot.domain.delivery.schedule import Slot
from bot.domain.digest.parse_schedule import WEEKDAYS
from bot.domain.digest.parse_scope import FLEET, GLANCE, TAG, scope_word
from bot.domain.digest.subscription import Part, Subscription
from bot.domain.programs.program import Program
from bot.i18n import LOCALES, Texts

ABOUT: Final = "about"
PROGRAMS: Final = "programs"
RHYTHM: Final = "rhythm"
WEEKDAY: Final = "weekday"
TIME: Final = "time"
ZONE: Final = "zone"
LANGUAGE: Final = "language"
PARTS: Final = "parts"
ONLY_CHANGES: Final = "only-changes"
"""Names of the inputs, as `block_id`; three are also the parts named by BadSchedule."""
EACH: Final = "each"
"""The choice of `ABOUT` for programs one by one; the others are scopes of `bot.domain.digest.parse_scope`."""
PREVIEW: Final = "preview"
WEEKLY: Final = "weekly"
MONTHLY: Final = "monthly"
NEW: Final = "new"
"""`Control.choice` of the form of a new digest."""
RUNS: Final = 3


def schedule_view(
    subscription: Subscription, t: Texts, programs: Sequence[Program], runs: Sequence[Slot] | None, *, origin: str = ""
) -> View:
    """The form, filled with the current subscription.

    Args:
        subscription: the subscription to fill in.
        t: the person's language.
        programs: the programs to choose from.
        runs: the next slots of the form's schedule; None while that is incomplete.
        origin: `NEW` for a new digest, `HOME` when opened on a Home tab.
    """
    control = digest_control(subscription, channel=True, choice=origin)
    blocks = [
        _about(subscription, t, programs),
        *_programs(subscription, t, programs),
        *_when(subscription, t),
        _preview(subscription, t, runs),
        *_how(subscription, t),
        actions(button(t("form-test"), DIGEST_TEST, control)),
    ]
    return form_view(DIGEST_SCHEDULE_VIEW, control, blocks, t, title=t("schedule-title"), submit=t("schedule-save"))


def _about(subscription: Subscription, t: Texts, programs: Sequence[Program]) -> Block:
    """The scope select. Tags beyond its limit need the command; the subscription's own is always included."""
    tags = sorted({f"{TAG}{tag}" for program in programs for tag in program.tags})
    words = list(dict.fromkeys(["", GLANCE, FLEET, scope_word(subscription), *tags]))[: limits.OPTIONS]
    choices = [option(scope_text(word, t), word or EACH) for word in words]
    return _input(
        ABOUT, t("form-about"), _select(choices, words.index(scope_word(subscription))), hint=t("form-about-hint")
    )


def _programs(subscription: Subscription, t: Texts, programs: Sequence[Program]) -> list[Block]:
    """The programs select; beyond a hundred it searches as one types."""
    if not programs:
        return []
    chosen = program_options([program for program in programs if program.appid in subscription.appids])
    element: Element = {"placeholder": plain(t("form-programs-all"), limits.PLACEHOLDER)}
    if len(programs) > limits.OPTIONS:
        element |= {"type": "multi_external_select", "min_query_length": 0}
    else:
        element |= {"type": "multi_static_select", "options": program_options(programs)}
    if chosen:
        element["initial_options"] = chosen
    return [_input(PROGRAMS, t("form-programs"), element, hint=t("form-programs-hint"), optional=True)]


def _when(subscription: Subscription, t: Texts) -> list[Block]:
    schedule = subscription.schedule
    rhythms = [option(t("form-weekly"), WEEKLY), option(t("form-monthly"), MONTHLY)]
    days = [option(t.weekday(number), word) for number, word in enumerate(WEEKDAYS)]
    zone = {"type": "external_select", "initial_option": zone_option(schedule.zone), "min_query_length": 0}
    weekdays = {"type": "checkboxes", "options": days, "initial_options": [days[day] for day in schedule.weekdays]}
    return [
        _input(RHYTHM, t("form-rhythm"), _select(rhythms, int(schedule.monthly)), moves_runs=True),
        _input(WEEKDAY, t("form-weekdays"), weekdays, moves_runs=True),
        _input(
            TIME,
            t("schedule-time"),
            {"type": "timepicker", "initial_time": t.clock_time(schedule.at)},
            moves_runs=True,
        ),
        _input(ZONE, t("schedule-zone"), zone, hint=t("form-zone-hint"), moves_runs=True),
    ]


def _how(subscription: Subscription, t: Texts) -> list[Block]:
    languages = [option(t(f"language-{locale}"), locale) for locale in LOCALES]
    language = LOCALES.index(subscription.locale) if subscription.locale in LOCALES else 0
    parts = [option(t(f"part-{part}"), part.value) for part in Part]
    kept = [choice for part, choice in zip(Part, parts, strict=True) if part in subscription.parts]
    only = option(t("form-only-changes"), ONLY_CHANGES, t("form-only-changes-hint"))
    return [
        _input(LANGUAGE, t("schedule-language"), _select(languages, language)),
        _input(PARTS, t("form-parts"), _checkboxes(parts, kept), hint=t("form-parts-hint"), optional=True),
        _input(ONLY_CHANGES, t("form-quiet"), _checkboxes([only], [only] * subscription.only_changes), optional=True),
    ]


def _preview(subscription: Subscription, t: Texts, runs: Sequence[Slot] | None) -> Block:
    zone = subscription.schedule.zone
    lines = [
        f"• {t('form-run', local=t.moment(run.due_at, zone), utc=t.moment(run.due_at, 'UTC'))}" for run in runs or ()
    ]
    unknown = t("form-next-runs-unknown") if runs is None else ""
    paused = t("form-paused", day=t.day(subscription.paused_until)) if subscription.paused_until else ""
    return {**section(bold(t("form-next-runs")), unknown, *lines, paused), "block_id": PREVIEW}


def _select(options: list[Element], chosen: int) -> Element:
    return {"type": "static_select", "options": options, "initial_option": options[chosen]}


def _checkboxes(options: list[Element], chosen: list[Element]) -> Element:
    """Checkboxes; Slack refuses an empty list of initial options."""
    return {"type": "checkboxes", "options": options, **({"initial_options": chosen} if chosen else {})}


def _input(
    name: str, label: str, element: Element, *, hint: str = "", optional: bool = False, moves_runs: bool = False
) -> Block:
    named = {**element, "action_id": DIGEST_FORM if moves_runs else name}
    block: Block = {**input_block(name, label, named), "optional": optional}
    if moves_runs:
        block["dispatch_action"] = True
    return hinted(block, hint)
