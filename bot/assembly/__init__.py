"""Build the use cases from ports and options, in the same way for the bot, its command line and tests."""

from bot.assembly.assemble import assemble
from bot.assembly.ports import Options, Ports, ReadingPorts, Repositories
from bot.assembly.reading import assemble_reading

__all__ = ["Options", "Ports", "ReadingPorts", "Repositories", "assemble", "assemble_reading"]
