"""`bot.domain.platform`."""
