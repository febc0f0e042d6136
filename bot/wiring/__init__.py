"""The composition root, in parts; `bot/app.py` puts them together. Here, and nowhere else, settings become objects."""
