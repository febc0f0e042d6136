"""`bot.storage.maintenance`."""
