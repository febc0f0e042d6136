"""`bot.domain.can`."""
