"""`bot.wechat.tokens`."""
