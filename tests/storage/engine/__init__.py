"""`bot.storage.engine`."""
