"""What the house is told from outside: read once from the environment, refused when it is odd.

Two settings: `embedded` (the default: SQLite and keys in the instance folder, made when missing)
and `production` (nothing is made up: what is missing stops the start).
"""

from web.config.settings import Config
from web.config.told import ConfigError

__all__ = ["Config", "ConfigError"]
