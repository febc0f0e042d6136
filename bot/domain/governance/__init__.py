"""Governance of a workspace: roles and restrictions, shown and changed."""
