"""Agents, over the SDK's own client."""
