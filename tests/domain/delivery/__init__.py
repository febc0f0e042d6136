"""`bot.domain.delivery`."""
