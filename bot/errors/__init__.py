"""Everything that can go wrong, branched by who must act.

BotError
├── Unexpected       a bug
├── UserError        the requester can correct it in the next message
├── OperatorError    the operator must change something
└── TemporaryError   nothing to do: the same request works later

Each carries data, not text: `key` names the sentence in the catalogs (`error-<key>`), and its attributes fill it.
An attribute never holds a secret.
"""

from bot.errors.agents import *
from bot.errors.base import *
from bot.errors.decisions import *
from bot.errors.operator import *
from bot.errors.temporary import *
from bot.errors.user import *
