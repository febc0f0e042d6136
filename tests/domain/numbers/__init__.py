"""`bot.domain.numbers`."""
