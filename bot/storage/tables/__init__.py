"""The tables, a file for each part."""
