"""Promises of `bot.ports.programs.ChannelPrograms`."""

from tests.contracts.conftest import Stores


async def test_remembers_the_choice_of_a_channel(stores: Stores) -> None:
    """A channel's program is what was chosen there."""
    await stores.channel_programs.put("T1", "C1", "wx1")
    await stores.channel_programs.put("T1", "C2", "wx2")

    assert await stores.channel_programs.get("T1", "C1") == "wx1"


async def test_a_later_choice_replaces_the_earlier_one(stores: Stores) -> None:
    """A channel means one program at a time."""
    await stores.channel_programs.put("T1", "C1", "wx1")
    await stores.channel_programs.put("T1", "C1", "wx2")

    assert await stores.channel_programs.get("T1", "C1") == "wx2"


async def test_a_channel_without_a_choice_has_none(stores: Stores) -> None:
    """None, even if a channel of that name in another workspace has one."""
    await stores.channel_programs.put("T2", "C1", "wx1")

    assert await stores.channel_programs.get("T1", "C1") is None


async def test_the_channels_that_chose_a_program(stores: Stores) -> None:
    """Those with that choice now, in this workspace."""
    for channel_id in ("C3", "C1", "C2"):
        await stores.channel_programs.put("T1", channel_id, "wx1")
    await stores.channel_programs.put("T1", "C2", "wx2")
    await stores.channel_programs.put("T2", "C4", "wx1")

    assert await stores.channel_programs.channels_of("T1", "wx1") == ["C1", "C3"]
    assert await stores.channel_programs.channels_of("T1", "wx3") == []
