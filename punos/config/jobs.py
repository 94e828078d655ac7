"""Jobs and timers of the worker process, deferred through PostgreSQL."""

from procrastinate import App


def on_app_ready(app: App) -> None:
    """Register the tasks of every context."""
