"""`bot.storage.numbers`."""
