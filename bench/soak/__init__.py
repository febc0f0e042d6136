"""Many commands for a long time, with Slack and WeChat failing all the while: is anything lost, does anything grow?"""
