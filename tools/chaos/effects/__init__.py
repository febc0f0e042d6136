"""Proof of setting minimums: the bot as processes, stopped and cut at any moment, while people press buttons.

The bot is started from a folder and looked at from outside: what reaches WeChat, what WeChat shows, what its tables
say. So one harness judges any version of it since 1.0.0.
"""
