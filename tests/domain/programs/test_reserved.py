"""Words that cannot become the name of a program."""

import pytest

from bot.domain.programs.labels import FLEET_WORDS
from bot.domain.programs.reserved import check_reserved, is_reserved
from bot.errors import BadLabel
from handlers.commands.decisions import READY
from handlers.commands.registry import subcommands


def test_all_that_commands_understand() -> None:
    """Every command in both languages, and what can stand where a program does."""
    commands = {word for name, command in subcommands().items() for word in (name, *command.chinese)}

    assert [word for word in (*commands, *READY, *FLEET_WORDS, "wechat", "微信") if not is_reserved(word)] == []


@pytest.mark.parametrize("name", ["Report", "ＨＥＬＰ", "3.8.5", "v3.8", "wx.request", "#food", "--on", "—on"])
def test_reserved(name: str) -> None:
    """In any case and width: also versions, APIs, tags and options."""
    with pytest.raises(BadLabel) as refused:
        check_reserved(name)
    assert refused.value.params["kind"] == "reserved"


@pytest.mark.parametrize("name", ["shop", "report-2", "99", "wx2", "360", "报告厅", "wxs.food"])
def test_free(name: str) -> None:
    """Anything else."""
    check_reserved(name)
