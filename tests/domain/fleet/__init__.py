"""`bot.domain.fleet`."""
