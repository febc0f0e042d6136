"""`python -m bench.kit.child MODULE FUNCTION JSON`: run a measurement in this process, and print its JSON."""

import json
import sys
from importlib import import_module

import uvloop

from bot.logs import configure_logging

if __name__ == "__main__":
    module, function, arguments = sys.argv[1:]
    configure_logging(level="WARNING", log_format="console", secrets=())
    print(json.dumps(uvloop.run(getattr(import_module(module), function)(*json.loads(arguments)))))
