"""`bot.usecases.sweep`."""
