"""`bot.usecases.platform`."""
