"""How memory, answers about a fleet, the database and the sweep grow with the number of programs."""
