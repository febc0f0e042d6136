"""`python -m bot ...` is `baselib ...`."""

from bot.cli.entry import main

if __name__ == "__main__":
    main()
