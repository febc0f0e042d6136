"""`bot.storage.access`."""
