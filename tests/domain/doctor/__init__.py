"""`bot.domain.doctor`."""
