"""Engines, connections and what the two databases spell differently."""
