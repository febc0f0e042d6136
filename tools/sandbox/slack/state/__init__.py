"""The state of the sandbox's workspace."""
