"""`python -m bot ...` is `baselib ...`."""

from bot.cli.main import main

if __name__ == "__main__":
    main()
