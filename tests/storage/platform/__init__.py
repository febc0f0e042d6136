"""`bot.storage.platform`."""
