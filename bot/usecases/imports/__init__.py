"""Numbers that people import, for programs that WeChat does not let in."""
