"""The database itself, beyond the ports' contracts."""
