"""The breakdown of one program."""
