"""`bot.domain.digest`."""
