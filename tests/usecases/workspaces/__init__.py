"""`bot.usecases.workspaces`."""
