"""Alerts: conditions, their state, and the messages when they come true."""
