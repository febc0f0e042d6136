"""`bot.scan.rules`."""
