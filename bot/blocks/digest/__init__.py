"""Subscriptions and their digests."""
