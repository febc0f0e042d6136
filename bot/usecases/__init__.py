"""What the bot does, one verb a file. Slash commands, buttons and the scheduler call the same ones."""
