"""views.*: triggers valid once and briefly, stacks, hashes, Home tabs."""

from typing import Any

import pytest

from tests.tools.sandbox.slack.driving import ALICE, BOT_TOKEN, Driver, config, in_process, manifest, plain, section
from tools.sandbox.slack import Timing


def modal(text: str = "Hello", **more: Any) -> dict[str, Any]:
    """A modal."""
    return {"type": "modal", "title": plain("Baselib"), "blocks": [section(text)], **more}


def trigger(slack: Driver, view_id: str | None = None) -> str:
    """A fresh trigger of Alice's."""
    return slack.workspace.triggers.issue(ALICE, view_id)


async def test_trigger_is_good_once(slack: Driver) -> None:
    """A trigger opens one view."""
    trigger_id = trigger(slack)
    assert (await slack.call("views.open", trigger_id=trigger_id, view=modal()))["ok"] is True
    assert (await slack.call("views.open", trigger_id=trigger_id, view=modal()))["error"] == "exchanged_trigger_id"
    assert (await slack.call("views.open", trigger_id="1.2.3", view=modal()))["error"] == "invalid_trigger_id"


async def test_refused_view_leaves_the_trigger(slack: Driver) -> None:
    """A view that is refused does not use up the trigger."""
    trigger_id = trigger(slack)
    refused = await slack.call("views.open", trigger_id=trigger_id, view=modal(title=plain("x" * 25)))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"][0] == (
        "[ERROR] failed to match all allowed schemas [json-pointer:/view]"
    )
    assert (await slack.call("views.open", trigger_id=trigger_id, view=modal()))["ok"] is True


async def test_trigger_expires() -> None:
    """A trigger is good for its time only."""
    async with in_process(timing=Timing(trigger=0.0)) as slack:
        late = await slack.call("views.open", trigger_id=trigger(slack), view=modal())
    assert late["error"] == "expired_trigger_id"


async def test_update_with_hash(slack: Driver) -> None:
    """A stale hash is a conflict; the present one is not, and changes."""
    opened = (await slack.call("views.open", trigger_id=trigger(slack), view=modal()))["view"]
    updated = await slack.call("views.update", view_id=opened["id"], hash=opened["hash"], view=modal("Two"))
    assert updated["view"]["hash"] != opened["hash"]
    stale = await slack.call("views.update", view_id=opened["id"], hash=opened["hash"], view=modal("Three"))
    assert stale["error"] == "hash_conflict"
    assert (await slack.call("views.update", view_id="V0", view=modal()))["error"] == "not_found"
    both = await slack.call("views.update", view_id="V0", external_id="x", view=modal())
    assert both["error"] == "invalid_arguments"


async def test_three_modals(slack: Driver) -> None:
    """A fourth is refused; closing shows the one below."""
    view = (await slack.call("views.open", trigger_id=trigger(slack), view=modal("1")))["view"]
    for text in ("2", "3"):
        on = view["id"]
        view = (await slack.call("views.push", trigger_id=trigger(slack, on), view=modal(text)))["view"]
        assert view["previous_view_id"] == on
    fourth = await slack.call("views.push", trigger_id=trigger(slack, view["id"]), view=modal("4"))
    assert fourth["error"] == "push_limit_reached"
    await slack.control("view/close", user=ALICE, view_id=view["id"])
    shown = (await slack.http.get("/sandbox/views", params={"user": ALICE})).json()["modal"]
    assert shown["id"] == on
    assert (await slack.call("views.push", trigger_id=trigger(slack), view=modal()))["error"] == "not_found"


async def test_home(slack: Driver) -> None:
    """A tab is one person's; a stale hash is a conflict."""
    home = {"type": "home", "blocks": [section()]}
    first = (await slack.call("views.publish", user_id=ALICE, view=home))["view"]
    await slack.call("views.publish", user_id=ALICE, view=home, hash=first["hash"])
    assert (await slack.call("views.publish", user_id=ALICE, view=home, hash=first["hash"]))["error"] == "hash_conflict"
    assert (await slack.call("views.publish", user_id="U0UNKNOWN", view=home))["error"] == "invalid_arguments"
    assert (await slack.call("views.publish", user_id=ALICE, view=modal()))["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"private_metadata": "x" * 3000, "blocks": [section("界" * 3000)] * 40}, "view_too_large"),
        ({"external_id": "subscriptions"}, "duplicate_external_id"),
    ],
)
async def test_other_refusals(slack: Driver, change: dict[str, Any], error: str) -> None:
    """Too large, or with another view's external id."""
    home = {"type": "home", "blocks": [section()], "external_id": "subscriptions"}
    await slack.call("views.publish", user_id=ALICE, view=home)
    assert (await slack.call("views.open", trigger_id=trigger(slack), view=modal(**change)))["error"] == error


async def test_home_tab_has_to_be_enabled() -> None:
    """Without the Home tab in the manifest there is none."""
    home = {"type": "home", "blocks": [section()]}
    async with in_process(manifest=manifest(home_tab=False)) as slack:
        assert (await slack.call("views.publish", user_id=ALICE, view=home))["error"] == "not_enabled"


def test_token_is_not_shown() -> None:
    """The configuration does not print its secrets."""
    assert BOT_TOKEN not in repr(config())
