"""How a workspace is governed: roles and restrictions shown and changed."""
