"""`bot.domain.alerts`."""
