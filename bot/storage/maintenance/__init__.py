"""What operators do to a whole database: backups, keys, erasure, checks."""
