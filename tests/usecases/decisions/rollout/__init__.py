"""Setting the programs of fleets."""
