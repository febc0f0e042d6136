"""A soak: many commands for a long time while Slack and WeChat fail. Is anything lost, does anything grow?"""
