"""`bot.domain.trend`."""
