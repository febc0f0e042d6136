"""Baselib: answers in Slack who is lost when a WeChat Mini Program raises its minimum base library."""
