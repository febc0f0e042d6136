"""What the bot does. Commands, buttons, the command line and the scheduler share them."""
