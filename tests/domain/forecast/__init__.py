"""`bot.domain.forecast`."""
