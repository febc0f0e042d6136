"""In whose turn the numbers of a workspace change."""


def turn_of(team_id: str) -> str:
    """The name under which who changes snapshots, users, or what is kept of the newest ones waits for others who do."""
    return f"numbers {team_id}"
