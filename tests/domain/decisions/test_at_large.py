"""What a proposal says of all of WeChat's users."""

from bot.domain.decisions.evidence import at_large
from tests.domain.build import TODAY, public_snapshot_of, v


def test_only_of_sound_public_numbers() -> None:
    """A list that lacks a tenth of the users tells nothing of them; it still names the clients."""
    whole = public_snapshot_of({"3.9.0": "90", "3.8.0": "10"})
    cut = public_snapshot_of({"3.9.0": "80", "3.8.0": "10"}, clients={"8.0.60": "3.9.0"})
    loss, _ = at_large(whole, v("3.9.0"))
    none, clients = at_large(cut, v("3.9.0"))

    assert loss
    assert (loss.day, str(loss.loss.high)) == (TODAY, "0.1")
    assert none is None
    assert clients
    assert at_large(None, v("3.9.0")) == (None, None)
