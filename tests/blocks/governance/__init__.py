"""`bot.blocks.governance`."""
