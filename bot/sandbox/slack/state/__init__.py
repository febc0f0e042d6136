"""What the sandbox's workspace holds."""
