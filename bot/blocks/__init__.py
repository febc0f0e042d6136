"""Builders: a domain value in, Block Kit out. Pure; every sentence comes from the catalogs."""
