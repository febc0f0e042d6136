"""What the workspace sends to the app: commands, interactions, events."""
