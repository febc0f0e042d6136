"""Imported numbers."""
