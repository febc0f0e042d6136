"""`bot.blocks.programs`."""
