"""Shared parts of the command line."""
