"""What every implementation of a port promises, for the fake, SQLite and PostgreSQL alike."""
