"""Baselib sets minimums at WeChat and is killed at any moment."""
