"""`bot.scan.output`."""
