"""Everything about a channel's digest that a person can ask for."""

from dataclasses import dataclass

from bot.usecases.allow_change import AllowChange
from bot.usecases.end_digest import EndDigest
from bot.usecases.mend_digest import MendDigest
from bot.usecases.pause_digest import PauseDigest
from bot.usecases.preview_digest import PreviewDigest
from bot.usecases.send_digest_now import SendDigestNow
from bot.usecases.show_digest import ShowDigest
from bot.usecases.show_history import ShowHistory
from bot.usecases.subscribe import Subscribe


@dataclass(frozen=True)
class Digesting:
    """Order, show, change, try out, send and end digests."""

    subscribe: Subscribe
    show: ShowDigest
    show_history: ShowHistory
    allow_change: AllowChange
    pause: PauseDigest
    preview: PreviewDigest
    send_now: SendDigestNow
    mend: MendDigest
    end: EndDigest
