"""What an import keeps."""

from dataclasses import dataclass
from datetime import date

from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.users import Users
from bot.domain.programs.program import Program


@dataclass(frozen=True)
class Import:
    """The numbers of one import."""

    program: Program
    is_new: bool
    """Whether the import creates the program."""
    snapshots: tuple[Snapshot, ...]
    """Oldest first; empty when WeChat itself was read on every day."""
    replaced: tuple[date, ...]
    """Days of numbers that were imported before, and are replaced."""
    from_wechat: tuple[date, ...]
    """Days that keep what was read from WeChat."""
    users_left_out: bool = False
    """Whether the person brought a number of users that is WeChat's to tell."""

    @property
    def users(self) -> Users | None:
        """Those that the person brought; they may be of a later day than the snapshots."""
        return self.snapshots[-1].users if self.snapshots else None
