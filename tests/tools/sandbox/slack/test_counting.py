"""What the sandbox counts for tests of delivery."""

from tests.tools.sandbox.slack.driving import MEMBER, Driver
from tools.sandbox.faults import Fault


async def arrived(slack: Driver) -> dict[str, int]:
    """The counts by id."""
    counts: dict[str, int] = (await slack.http.get("/sandbox/deliveries")).json()["arrived"]
    return counts


async def post(slack: Driver, delivery_id: str) -> dict[str, object]:
    """Post with an id in the metadata."""
    return await slack.call("chat.postMessage", channel=MEMBER, text="x", metadata=_metadata(delivery_id))


async def test_messages_are_counted_by_the_id_in_their_metadata(slack: Driver) -> None:
    """Every accepted message counts, even with a lost answer; refused and plain ones do not."""
    await post(slack, "one")
    await post(slack, "two")
    slack.workspace.faults.arm(Fault("accepted_without_answer", "chat.postMessage", 1))
    await slack.raw("chat.postMessage", channel=MEMBER, text="x", metadata=_metadata("two"))
    slack.workspace.faults.arm(Fault("is_archived", "chat.postMessage", 1))
    await post(slack, "one")
    await slack.call("chat.postMessage", channel=MEMBER, text="x")

    assert await arrived(slack) == {"one": 1, "two": 2}


async def test_a_deleted_message_stays_counted(slack: Driver) -> None:
    """A person saw it."""
    posted = await post(slack, "one")
    await slack.call("chat.delete", channel=MEMBER, ts=posted["ts"])

    assert await arrived(slack) == {"one": 1}


def _metadata(delivery_id: str) -> dict[str, object]:
    return {"event_type": "baselib_delivery", "event_payload": {"id": delivery_id}}
