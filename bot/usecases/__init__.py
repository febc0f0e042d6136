"""What the bot does, one verb a file. Commands, buttons, the command line and the scheduler call the same ones."""
