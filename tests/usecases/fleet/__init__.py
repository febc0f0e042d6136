"""`bot.usecases.fleet`."""
