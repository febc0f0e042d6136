"""The database: SQLite for one process, PostgreSQL for several replicas, the same code for both."""
