"""`bot.domain.sweep`."""
