"""`bot.domain.access`."""
