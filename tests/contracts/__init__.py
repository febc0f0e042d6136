"""What every server of a port promises, held against the fake, SQLite and PostgreSQL alike."""
