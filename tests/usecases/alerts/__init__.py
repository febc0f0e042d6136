"""`bot.usecases.alerts`."""
