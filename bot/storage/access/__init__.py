"""Roles and permissions, and the audit log."""
