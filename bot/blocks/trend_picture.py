"""A trend as a picture."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from bot.blocks.kit import limits
from bot.blocks.kit.elements import mrkdwn
from bot.blocks.kit.names import both_names
from bot.blocks.report.frame import marked, what_is_marked
from bot.blocks.trend import LIMIT
from bot.domain.programs import Program
from bot.domain.trend import ChartFile, ChartLine, Line, LineChart, TrendAnswer
from bot.i18n import Texts, texts_for
from bot.i18n.caveats import clean, clip

_IN_LATIN: Final = "en"
_ODD_IN_A_FILE_NAME: Final = re.compile(r"[^\w-]+")
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One line, in the reader's language. Fractions."""

    label: str
    now: str
    shares: tuple[Decimal | None, ...]
    """One for each day; None where there is nothing to draw."""
    dashed: bool = False

    @property
    def known(self) -> list[Decimal]:
        return [share for share in self.shares if share is not None]


def trend_picture(answer: TrendAnswer, t: Texts) -> ChartFile:
    """Return the lines of a trend of at least one day, with the public line dashed.

    The file's texts have every name in full, whatever the fonts leave of it in the picture.
    """
    program, drawn = answer.report.program, _drawn(answer, t)
    who, first, last = both_names(program), t.day(answer.days[0]), t.day(answer.days[-1])
    name = f"{_in_a_file_name(program)}-trend-{answer.days[-1].isoformat()}.png"
    ends = (
        t("picture-alt-line", line=line.label, first=t.fraction(line.known[0]), last=t.fraction(line.known[-1]))
        for line in drawn
        if line.known
    )
    alt_text = t("picture-alt", program=who, first=first, last=last, lines=t("picture-alt-comma").join(ends))
    chart, *instead = _charts(answer, t)
    return ChartFile(
        name=name,
        chart=chart,
        instead=tuple(instead),
        alt_text=clip(alt_text, limits.ALT_TEXT),
        comment=mrkdwn(t("picture-comment", name=name, program=who, day=last))["text"],
    )


def _charts(answer: TrendAnswer, t: Texts) -> Iterable[LineChart]:
    """Return the chart, and those that need fewer characters: a shorter title, then English, which every font has."""
    program = answer.report.program
    titles = [title for title in (both_names(program), clean(program.alias), program.appid) if title]
    return dict.fromkeys(_chart(answer, title, texts) for texts, title in product((t, texts_for(_IN_LATIN)), titles))


def _chart(answer: TrendAnswer, title: str, t: Texts) -> LineChart:
    spoilt = marked(answer.days, answer.report)
    return LineChart(
        title=title,
        subtitle=_subtitle(answer, t),
        x_label=t("chart-x"),
        y_label=t("chart-y"),
        days=answer.days,
        day_names=tuple(
            t("break-marked", day=t.day_in_year(day)) if place in spoilt else t.day_in_year(day)
            for place, day in enumerate(answer.days)
        ),
        lines=(
            *(
                ChartLine(
                    t("picture-line", line=line.label, share=line.now),
                    tuple(None if share is None else float(share * _HUNDRED) for share in line.shares),
                    line.dashed,
                )
                for line in _drawn(answer, t)
            ),
            ChartLine(
                t("picture-target", limit=t.exact(LIMIT)), (float(LIMIT * _HUNDRED),) * len(answer.days), target=True
            ),
        ),
    )


def _drawn(answer: TrendAnswer, t: Texts) -> list[_Drawn]:
    requested = bool(answer.requested)
    lines = [
        _Drawn(line.version.text, t.bounds(line.now), _from_beginning(line, requested=requested))
        for line in answer.lines
    ]
    companion = answer.companion
    known = [loss.low for loss in companion.losses if loss is not None] if companion else []
    if companion and known:
        shares = tuple(None if loss is None else loss.low for loss in companion.losses)
        label = t("picture-public", version=companion.version.text)
        lines.append(_Drawn(label, t.fraction(known[-1]), shares, dashed=True))
    return lines


def _from_beginning(line: Line, *, requested: bool) -> tuple[Decimal | None, ...]:
    """No line before the release nor, unless asked for, during the roll-out: it would squeeze all others together."""
    begins = line.begins(requested=requested)
    later = line.losses[begins:]
    return (*[None] * begins, *(None if loss is None else loss.low for loss in later))


def _subtitle(answer: TrendAnswer, t: Texts) -> str:
    subtitle = t("picture-subtitle", day=t.day(answer.days[-1]))
    if answer.companion is not None and answer.public is not None:
        subtitle = t("picture-subtitle-public", subtitle=subtitle, public=t.day(answer.public.day))
    mark = what_is_marked(answer.days, answer.report, t)
    return t("picture-subtitle-marked", subtitle=subtitle, mark=mark) if mark else subtitle


def _in_a_file_name(program: Program) -> str:
    """Return the alias in letters, digits and hyphens, else the AppID."""
    return _ODD_IN_A_FILE_NAME.sub("-", program.alias).strip("-") or program.appid
