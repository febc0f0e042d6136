"""Answers that a command, a button and a form share, a module for each feature."""
