"""What a question says; the command that it is read as takes what it uses, and the rest is left."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

MANY: Final = frozenset({"fleet", "programs"})
"""The commands about many programs."""


@dataclass(frozen=True, slots=True)
class Value:
    """Something in a text beside words for commands."""

    kind: str
    """Its group of `GRAMMAR`, `api` or `fleet`; of a time `ago`, `today`, `span`, or `last`, which may be either."""
    text: str
    days: int = 0
    """How many days ago, or how many days long."""


@dataclass
class Said:
    """What a text says."""

    program: str
    today: date
    """In China."""
    values: list[Value] = field(default_factory=list)
    """Those that no command has taken yet."""
    lists: list[str] = field(default_factory=list)
    """Keys of `MEANT`, and names of commands, in order."""
    understood: int = 0
    """Words; Chinese ones that are unknown are single characters."""
    unknown: int = 0
    asks: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether it says what it is about, and more words are understood than not."""
        if self.has("version", "api", "share"):
            return True
        about = bool(self.lists or self.program) or self.has("ago", "last", "tag")
        return about and self.understood + bool(self.program) > self.unknown

    @property
    def meant(self) -> list[str]:
        """The names of the commands that its words ask for."""
        return [key.split()[0] for key in self.lists]

    @property
    def about_many(self) -> bool:
        """Whether it asks about many programs."""
        return not self.program and (self.has("tag") or not MANY.isdisjoint(self.meant))

    def has(self, *kinds: str) -> bool:
        """Whether a value of these kinds is left."""
        return any(value.kind in kinds for value in self.values)

    def take(self, *kinds: str, most: int | None = None) -> list[Value]:
        """The first values of these kinds, which are then used."""
        taken = [value for value in self.values if value.kind in kinds][:most]
        self.values = [value for value in self.values if value not in taken]
        return taken

    def words(self, kind: str, most: int | None = None) -> list[str]:
        """The first values of a kind as typed, which are then used."""
        return [value.text for value in self.take(kind, most=most)]

    def about(self) -> list[str]:
        """The program's name; where all words are commands, what is not understood may be one."""
        self.take("program")
        name = [self.program] if self.program or self.asks else self.words("unknown", 1)
        return " ".join(name).split()

    def on(self, *kinds: str) -> list[str]:
        """The option for the first day of these kinds."""
        days = [self.today - timedelta(days=time.days) for time in self.take(*kinds, most=1)]
        return ["--on", days[0].isoformat()] if days else []
