"""The bot as a process against the sandbox's processes, over real sockets."""
