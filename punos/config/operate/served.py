"""What each web worker loads: the application, after tying the worker to the server process that started it.

Without the tie, a server process killed outright would leave workers holding the port.
"""

import signal

from punos.config.operate.children import die_with_parent

die_with_parent(signal.SIGKILL)

from punos.config.wsgi import application  # noqa: E402 (only after the tie)

__all__ = ["application"]
