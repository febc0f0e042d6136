"""All programs of an installation at a glance."""
