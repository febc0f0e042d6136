"""`bot.usecases.programs`."""
