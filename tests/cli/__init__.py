"""`bot.cli`."""
