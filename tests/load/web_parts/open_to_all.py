"""The same settings with a database role that row-level security does not bind: only to measure what it costs."""

from punos.config.settings import *  # noqa: F403
from punos.config.settings import DATABASES
from tests.load.web_parts.databases import OPEN_ROLE

DATABASES["default"]["USER"] = OPEN_ROLE
