"""The composition root, in parts, put together by `bot/app.py`. Only here settings become objects."""
