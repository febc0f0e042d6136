"""Versions, distributions and snapshots: what WeChat's numbers mean."""
