"""The daily sweep, one snapshot of every program, and the sync of program lists."""
