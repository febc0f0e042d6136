"""Installations as the code of release 1.0.0 left them, and their answers."""
