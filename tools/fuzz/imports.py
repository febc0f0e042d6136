"""Numbers that people import: tables, pages and JSON, changed; then read, and shown with every problem."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final

from bot.blocks.imports import problem_lines
from bot.domain.imports.numbers import read_numbers
from bot.i18n import texts_for
from tools.fuzz.mutate import mutated_text, sometimes
from tools.fuzz.subject import Outcome

TODAY: Final = date(2026, 11, 24)
CORPUS: Final[Sequence[str]] = (
    "version,percentage\n3.5.5,10%\n3.15.1,90%\n",
    ",date,version,percentage\n0,2026-11-20,3.5.5,3.3333333333333335\n1,2026-11-20,3.6.4,9.26764305807E-7\n",
    "\ufeffVersion;Share (%)\r\n3.5.5;0,78\r\n3.6.4;99,22\r\n",
    "占比\t用户数\t基础库版本\n0.78%\t17\t3.5.5\n99.22%\t2,162\t3.6.4",
    "基础库最低版本设置\n数据日期：2026年11月20日\n基础库版本\n用户占比\n3.5.5\n０．７８％\n3.6.4\n<0.01%",
    '"3.5.5","0.78","2026/11/20"\n"初始值","1e-7","20261121"',
    '[{"date":"2026-11-20","items":[{"version":"3.5.5","percentage":1},{"version":"3.6.4","percentage":"99 %"}]}]',
    '{"now_version":"","uv_info":{"items":[{"version":"3.5.5","percentage":9.26764305807E-7}]}}',
)


class Imports:
    """The readers; they are pure, so there is nothing to open."""

    canaries: Sequence[str] = ()

    def make(self, rng: Random) -> str:
        """A text of the corpus, changed once or more, sometimes many times over."""
        text = rng.choice(CORPUS)
        for _ in range(rng.randint(1, 3)):
            text = mutated_text(text, rng)
        return text * (rng.randint(2, 50) if sometimes(rng, 50) else 1)

    async def take(self, given: str) -> Outcome:
        """Read it, and say what is wrong with it."""
        read = read_numbers(given, day=TODAY, today=TODAY)
        lines = [line for locale in ("en", "zh-CN") for line in problem_lines(read.problems, texts_for(locale))]
        return Outcome(f"{read.days}\n{lines}")
