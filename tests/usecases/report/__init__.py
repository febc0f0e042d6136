"""`bot.usecases.report`."""
