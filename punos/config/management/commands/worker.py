"""`worker`: runs the jobs and timers until stopped."""

from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app


class Command(BaseCommand):
    help = "Run jobs and timers (sealing the journal, escalating what nobody answered). Ctrl-C stops after the job."

    def handle(self, *args: Any, **options: Any) -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            worker.run_worker(install_signal_handlers=True, concurrency=2)
