"""`bot.storage.programs`."""
