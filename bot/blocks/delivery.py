"""Why a message was not delivered."""

from bot.domain.delivery import DeliveryReason
from bot.i18n import Texts


def reason_sentence(reason: DeliveryReason, t: Texts) -> str:
    sentence = t(f"delivery-reason-{reason.key}")
    return t("delivery-reason-with-code", reason=sentence, code=str(reason.code)) if reason.code else sentence
