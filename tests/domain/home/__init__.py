"""`bot.domain.home`."""
