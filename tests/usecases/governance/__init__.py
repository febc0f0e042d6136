"""`bot.usecases.governance`."""
