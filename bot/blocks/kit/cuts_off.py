"""How many users a minimum cuts off: in percent, and in people where their number is known."""

from decimal import Decimal

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.users import Headcount, Users, about
from bot.domain.what_if.cost import one_in
from bot.i18n import Texts


def cuts_off(
    key: str, loss: Bounds, users: Users | None, t: Texts, *, limit: Decimal | None = None, **params: str
) -> str:
    """The sentence of a key, with the loss in percent and in people, or as one user in N where nobody counted them.

    Args:
        key: with variants `none`, `users` and `about`.
        loss: users below the minimum.
        users: those of the program.
        limit: a loss named beside it, which it must not seem to hit.
    """
    if not loss.high:
        return t(f"{key}.none", **params)
    if users is None and (count := one_in(loss)):
        return t(f"{key}.about", count=count, loss=t.bounds(loss, target=limit), **params)
    return with_users(key, loss, users, t, limit, **params)


def with_users(
    key: str, loss: Bounds, users: Users | None, t: Texts, limit: Decimal | None = None, /, **params: str
) -> str:
    """The sentence of a key, with the loss in percent, and by its variant `users` in people where they are known."""
    filled = {**params, "loss": t.bounds(loss, target=limit)}
    if users is None or not loss.high:
        return t(key, **filled)
    people, everyone = users.among(loss), _about(users.total)
    almost_all = people.low < users.total and _about(people.low) == everyone
    of_all = t("users-almost-all" if almost_all else "users-about", people=people_text(people, t), all=everyone)
    return t(f"{key}.users", users=of_all, **filled)


def people_text(people: Headcount, t: Texts) -> str:
    """A number of people with two significant digits: "4,200", "4,200 to 5,100"."""
    low, high = _about(people.low), _about(people.high)
    return low if low == high else t("bounds", low=low, high=high)


def _about(people: int) -> str:
    return f"{about(people):,}"
