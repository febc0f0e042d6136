"""`bot.usecases.digest`."""
