"""Alerts: conditions, their state, and the messages when they are met."""
