"""`bot.domain.programs`."""
