"""`bot.domain.report`."""
