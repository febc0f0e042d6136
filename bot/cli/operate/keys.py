"""`baselib keys`: the keys with which secrets in the database are encrypted."""

from cryptography.fernet import Fernet

from bot.cli.kit.settings import completed, configured, open_database
from bot.cli.output import print_error, print_text
from bot.i18n import Texts
from bot.storage.maintenance import rotation
from bot.storage.maintenance.vault import Vault


def new(texts: Texts) -> None:
    """Generate a key."""
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
        rotated = await rotation.rotate(database, vault, forget=forget)
    print_text(texts("cli-keys-rotated", count=rotated.resealed))
    if rotated.forgotten:
        print_text(texts("cli-keys-forgotten", count=rotated.forgotten))
