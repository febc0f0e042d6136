"""What to write instead of an API, or around it, and where WeChat documents it."""

from collections.abc import Iterator
from typing import Final

from bot.blocks.kit.elements import code_block, page_link
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.domain.can.guard import guard
from bot.domain.can.use import CanAnswer, Need
from bot.i18n import Texts

_LINKS: Final = 8
"""Links in a line: more would not fit into an element."""


def warnings(answer: CanAnswer, t: Texts) -> Iterator[str]:
    """What counting users does not show: APIs on their way out, and systems and renderers that lack them."""
    for need in answer.needs:
        if need.feature.deprecated:
            yield f"⚠️ {_deprecated(need, answer, t)}"
    lacking = [need.feature.name for need in answer.needs if need.lacks_harmony]
    if lacking:
        yield f"⚠️ {t('can-lacks-harmony', names=t.listing(lacking), count=len(lacking))}"


def code(answer: CanAnswer) -> list[Block]:
    """Two lines to paste for each API that the current minimum does not guarantee, or that another replaces."""
    guards = [
        guard(need.feature.name, need.minimum.text if need.minimum else "", need.feature.instead)
        for need in answer.needs
        if need.feature.instead or not answer.is_guaranteed(need)
    ]
    lines = [line for lines in guards if lines for line in ("", *lines)]
    return [code_block(*lines[1:])] if lines else []


def pages(answer: CanAnswer, t: Texts) -> tuple[str, list[str]]:
    """A line with WeChat's pages, and the links in it; nothing where no page is known."""
    needs = [each for need in answer.needs for each in (need, *need.instead)]
    named = {need.page: need.feature.name for need in reversed(needs) if need.page}
    links = [page_link(page, named[page]) for page in reversed(named)][:_LINKS]
    return (t("can-pages", count=len(links), pages=" · ".join(links)), links) if links else ("", [])


def _deprecated(need: Need, answer: CanAnswer, t: Texts) -> str:
    feature = need.feature
    since = feature.deprecated_since
    sentence = (
        t("can-deprecated-since", name=feature.name, version=since.text)
        if since
        else t("can-deprecated", name=feature.name)
    )
    return t("sentences", first=sentence, second=_instead(need, answer, t)) if feature.instead else sentence


def _instead(need: Need, answer: CanAnswer, t: Texts) -> str:
    """What to use, and who has it."""
    names = t.listing(need.feature.instead)
    needed = max((each.minimum for each in need.instead if each.minimum), default=None)
    if needed is None:
        return t("can-instead", names=names)
    coverage, program = answer.coverage(needed), answer.program
    if coverage is None or program is None:
        return t("can-instead-needs", names=names, version=needed.text)
    if program.is_all_of_wechat:
        return t("can-instead-all", names=names, version=needed.text, coverage=t.bounds(coverage))
    shown = t.bounds(coverage)
    return t("can-instead-users", names=names, version=needed.text, coverage=shown, program=name(program))
