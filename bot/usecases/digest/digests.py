"""The use cases of a channel's digest, together."""

from dataclasses import dataclass

from bot.usecases.access.allow_change import AllowChange
from bot.usecases.digest.end import EndDigest
from bot.usecases.digest.pause import PauseDigest
from bot.usecases.digest.preview import PreviewDigest
from bot.usecases.digest.recover import RecoverDigest
from bot.usecases.digest.send_now import SendDigestNow
from bot.usecases.digest.show import ShowDigest, ShowHistory
from bot.usecases.digest.subscribe import Subscribe


@dataclass(frozen=True)
class DigestUseCases:
    """Subscribe, show, change, try out, send and end digests."""

    subscribe: Subscribe
    show: ShowDigest
    show_history: ShowHistory
    allow_change: AllowChange
    pause: PauseDigest
    preview: PreviewDigest
    send_now: SendDigestNow
    recover: RecoverDigest
    end: EndDigest
