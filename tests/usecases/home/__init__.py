"""`bot.usecases.home`."""
