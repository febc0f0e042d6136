"""`bot.usecases.doctor`."""
