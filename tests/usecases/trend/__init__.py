"""`bot.usecases.trend`."""
