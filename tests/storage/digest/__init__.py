"""`bot.storage.digest`."""
