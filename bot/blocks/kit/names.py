"""The names of programs and people, and the words for whom a version cuts off."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message, actions, button, context, mention, message, section
from bot.domain.access import SYSTEM, TERMINAL
from bot.domain.delivery import DeliveryReason
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Headcount, Users, about
from bot.domain.programs import Program
from bot.domain.what_if import one_in
from bot.i18n import Texts
from bot.i18n.caveats import clean


def name(program: Program | str) -> str:
    """Return the short name, on one line; of a program of which only the AppID is known, that."""
    return clean(program if isinstance(program, str) else program.name)


def names_of(appids: Iterable[str], known: Iterable[Program]) -> list[str]:
    """Return the names of the known programs, the AppIDs of all others."""
    names: dict[str, str] = {program.appid: name(program) for program in known}
    return [names.get(appid) or code(appid) for appid in appids]


def both_names(program: Program) -> str:
    """Return the alias and the nickname, if both exist."""
    return " · ".join(clean(part) for part in (program.alias, program.nickname) if part) or name(program)


def title(program: Program) -> str:
    """Both names in bold, for a line of its own."""
    return bold(both_names(program))


def bold(text: str) -> str:
    """Return a whole line in bold; within a Chinese sentence Slack does not recognise bold text."""
    return f"*{text.replace('*', '∗')}*"


def code(text: str) -> str:
    """Text from outside in a fixed-width font; empty stays empty."""
    cleaned = clean(text).replace("`", "ˋ")
    return f"`{cleaned}`" if cleaned else ""


def who(by: str, t: Texts) -> str:
    """Return a person in Slack, one at the command line, or Baselib itself."""
    if by == SYSTEM:
        return t("audit-system")
    if by.startswith(TERMINAL):
        return t("who-terminal", name=clean(by.removeprefix(TERMINAL)))
    return mention(by)


def person(by: str) -> str:
    """Return the user whom `who` mentions; empty when it mentions none."""
    return "" if by == SYSTEM or by.startswith(TERMINAL) else by


_MOST_USED: Final = (
    ("report", controls.HELP_REPORT),
    ("what-if", controls.HELP_WHAT_IF),
    ("can", controls.HELP_CAN),
    ("trend", controls.HELP_TREND),
    ("digest", controls.HELP_DIGEST),
)
"""The keys of a line and of its button (`help-first-...`, `button-help-...`), and the button's name."""
_LINES: Final = 8
"""Commands in a section, so that none exceeds what Slack takes."""
_QUOTED: Final = 60


def help_message(t: Texts) -> Message:
    """Five lines with a button each."""
    title, intro = t("help-title"), t("help-intro")
    return message(
        t("named", program=title, sentence=intro),
        [
            section(bold(intro)),
            *(
                section(
                    t(f"help-first-{name}"),
                    accessory=button(t(f"button-help-{name}"), action_id, Control(), style="primary" * (not place)),
                )
                for place, (name, action_id) in enumerate(_MOST_USED)
            ),
            actions(button(t("button-help-all"), controls.HELP_ALL, Control())),
            context(t("help-try")),
        ],
    )


def commands_message(commands: Sequence[tuple[str, str]], t: Texts) -> Message:
    """One line per subcommand.

    Args:
        commands: each subcommand's usage (`/baselib raise <version> [program]`) and name; `help-<name>` is its
            sentence.
    """
    title = t("help-title")
    lines = [f"• `{t.usage(usage)}`  {t(f'help-{name}')}" for usage, name in commands]
    parts = [section(*lines[start : start + _LINES]) for start in range(0, len(lines), _LINES)]
    return message(title, [section(bold(title)), *parts, context(t("help-programs-named"))])


def read_as(answer: Message, command: str, left: Sequence[str], t: Texts) -> Message:
    """Return an answer that says as which command the question was read, and which of its words were not understood."""
    known = {"command": command, "left": t("list-comma").join(clean(each, _QUOTED) for each in left)}
    note = t("read-as-without" if left else "read-as", **known)
    return replace(answer, blocks=[*answer.blocks, context(note)])


def cuts_off(
    key: str, loss: Bounds, users: Users | None, t: Texts, *, limit: Decimal | None = None, **params: str
) -> str:
    """Return the sentence of a key, with the loss in percent and in people, or as one user in N if not counted.

    Args:
        key: with variants `none`, `users` and `about`.
        loss: users below the minimum.
        users: those of the program.
        limit: a loss named beside it, which it must not seem to hit.
    """
    if not loss.high:
        return t(f"{key}.none", **params)
    if users is None and (count := one_in(loss)):
        return t(f"{key}.about", count=count, loss=t.bounds(loss, target=limit), **params)
    return with_users(key, loss, users, t, limit, **params)


def with_users(
    key: str, loss: Bounds, users: Users | None, t: Texts, limit: Decimal | None = None, /, **params: str
) -> str:
    """Return the sentence of a key, with the loss in percent, and by its variant `users` in people where known."""
    filled = {**params, "loss": t.bounds(loss, target=limit)}
    if users is None or not loss.high:
        return t(key, **filled)
    people, everyone = users.among(loss), _about(users.total)
    almost_all = people.low < users.total and _about(people.low) == everyone
    of_all = t("users-almost-all" if almost_all else "users-about", people=people_text(people, t), all=everyone)
    return t(f"{key}.users", users=of_all, **filled)


def people_text(people: Headcount, t: Texts) -> str:
    """Return a number of people with two significant digits: "4,200", "4,200 to 5,100"."""
    low, high = _about(people.low), _about(people.high)
    return low if low == high else t("bounds", low=low, high=high)


def _about(people: int) -> str:
    return f"{about(people):,}"


def reason_sentence(reason: DeliveryReason, t: Texts) -> str:
    sentence = t(f"delivery-reason-{reason.key}")
    return t("delivery-reason-with-code", reason=sentence, code=str(reason.code)) if reason.code else sentence
