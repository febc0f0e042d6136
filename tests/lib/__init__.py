"""`bot.lib`."""
