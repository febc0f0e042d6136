"""The root of the error tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, Self, dataclass_transform

Param = str | int


@dataclass_transform(eq_default=False, kw_only_default=True)
class BotError(Exception):
    """An error that a person reads as one sentence.

    Each class below is a dataclass: its annotated attributes are the error's data, given by keyword.
    """

    key: ClassVar[str] = "unexpected"
    """Names the sentence in the catalogs: `error-<key>`."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclass(cls, eq=False, kw_only=True, repr=False)

    def __new__(cls, *_args: object, **_attributes: object) -> Self:
        if cls is BotError:
            raise TypeError("raise a subclass of BotError")
        return super().__new__(cls)

    @property
    def params(self) -> Mapping[str, Param]:
        """What fills the sentence: every attribute that is set, by name."""
        carried = {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]
        return {name: value for name, value in carried.items() if isinstance(value, Param)}

    @property
    def identity(self) -> str:
        """The key with Slack's or WeChat's code, if any: it distinguishes one failure from another."""
        return f"{self.key} {self.params.get('code', '')}".strip()

    @property
    def errcode(self) -> int | None:
        """WeChat's errcode; None when WeChat gave none."""
        return None

    @classmethod
    def of(cls, params: Mapping[str, object]) -> Self:
        """Return the error that carries these attributes."""
        return cls(**params)

    def again(self) -> Self:
        """Return the same error to raise once more, without the traceback of the first time."""
        return type(self)(**{each.name: getattr(self, each.name) for each in fields(self)})  # type: ignore[arg-type]

    def __str__(self) -> str:
        details = " ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.key} {details}".strip()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self.params)})"


class Unexpected(BotError):
    """A bug: the log has the traceback under the id of the request."""

    key = "unexpected"
    request: str | None = None


def error_of(key: str, params: Mapping[str, object]) -> BotError:
    """Return the error again that was stored by its key; `Unexpected` where this version cannot make it."""
    try:
        return kind_of(key).of(params)
    except TypeError:  # another version stored something else
        return Unexpected()


def kind_of(key: str) -> type[BotError]:
    """Return the class whose sentence has this key."""
    return next((kind for kind in _kinds(BotError) if vars(kind).get("key") == key), Unexpected)


def _kinds(kind: type[BotError]) -> Iterator[type[BotError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


class WeChatAnswered(BotError):
    """WeChat answered with an errcode. https://developers.weixin.qq.com/doc/oplatform/developers/errCode/."""

    code: int
    errmsg: str = ""
    """WeChat's wording, without the rid."""
    rid: str = ""
    """WeChat's id of the request."""

    @property
    def errcode(self) -> int | None:
        return self.code
