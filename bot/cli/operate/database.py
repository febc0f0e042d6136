"""`baselib db` and `baselib forget`: the operator's work on the database."""

from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet

from bot.cli.kit.cores import completed, configured, open_database
from bot.cli.output import confirm, print_error, print_text
from bot.errors import UnknownWorkspace
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.lib.version import installed_version
from bot.storage.maintenance.backup import back_up
from bot.storage.maintenance.backup import restore as restore_backup
from bot.storage.maintenance.erase import forget, kept_of
from bot.storage.maintenance.vault import Vault
from bot.storage.maintenance.vault import rotate as rotate_keys


async def upgrade(texts: Texts) -> None:
    async with open_database(configured()) as database:
        await database.migrate()
    print_text(texts("cli-db-upgraded"))


async def backup(texts: Texts, *, file: Path, force: bool) -> None:
    """Write everything into a file."""
    async with open_database(configured()) as database:
        now = await SystemClock().now()
        made = await back_up(database, file, version=installed_version(), now=now, force=force)
    print_text(texts("cli-db-backed-up", rows=made.rows, file=str(file), revision=made.header.revision))


async def restore(texts: Texts, *, file: Path, yes: bool) -> None:
    """Read everything from a file."""
    async with open_database(configured()) as database:
        restored = await restore_backup(database, file, replace=yes)
    made = f"{restored.header.made_at:%Y-%m-%d %H:%M}"
    print_text(texts("cli-db-restored", rows=restored.rows, made=made))


async def forget_workspace(texts: Texts, *, team: str, yes: bool) -> int:
    """Erase a workspace, and look whether it is gone."""
    settings = configured()
    listed = {program.appid for program in settings.wechat_programs}
    async with open_database(settings) as database:
        await database.check()
        kept = await kept_of(database, team)
        if not kept:
            raise UnknownWorkspace(team=team)
        if not yes:
            _show(texts("cli-forget-kept", team=team), kept)
            confirm(texts("cli-forget-sure"))
        _show(texts("cli-forget-erased", team=team), await forget(database, team, listed=listed))
        left = await kept_of(database, team)
    if left:
        _show(texts("cli-forget-left", team=team), left)
        return 1
    print_text(texts("cli-forget-proved", team=team))
    return 0


def _show(head: str, rows: Mapping[str, int]) -> None:
    print_text(head)
    for name, count in rows.items():
        print_text(f"  {name}  {count}")


def new(texts: Texts) -> None:
    # The line alone on standard output, so that it can be appended to a file.
    print_text(f"BASELIB_ENCRYPTION_KEYS={Fernet.generate_key().decode()}")
    print_error(texts("cli-keys-made"))


async def rotate(texts: Texts, *, forget: bool) -> None:
    """Encrypt everything with the first key."""
    settings = configured()
    missing = [] if settings.baselib_encryption_keys else ["BASELIB_ENCRYPTION_KEYS"]
    vault = Vault(completed(settings, missing, texts).baselib_encryption_keys)
    async with open_database(settings) as database:
        await database.check()
        rotated = await rotate_keys(database, vault, forget=forget)
    print_text(texts("cli-keys-rotated", count=rotated.resealed))
    if rotated.forgotten:
        print_text(texts("cli-keys-forgotten", count=rotated.forgotten))
