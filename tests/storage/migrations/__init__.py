"""`bot.storage.migrations`."""
