"""`bot.usecases.delivery`."""
