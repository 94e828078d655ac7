"""Counts the statements of each page, in this process: ``python -m tests.load.web_parts.counting`` with JSON on stdin.

In: ``{page: {"session": …, "csrf": …, "method": …, "path": …, "fields": …}}``. Out: the statements of the second
time each page is asked for (the first fills caches), sorted into data, who acts, and transaction.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def count(page: dict[str, Any]) -> dict[str, Any]:
    """Ask twice and list what the second time asked of the database."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = page["session"]
    browser.cookies[settings.CSRF_COOKIE_NAME] = page["csrf"]
    statements: list[str] = []
    status = 0
    for fields in page["fields"]:
        with CaptureQueriesContext(connection) as captured:
            answer = browser.post(page["path"], fields) if page["method"] == "POST" else browser.get(page["path"])
            status = answer.status_code
        statements = [str(query["sql"]) for query in captured.captured_queries]
    sorted_out: dict[str, list[str]] = {"data": [], "actor": [], "transaction": []}
    for statement in statements:
        kind = ("transaction" if statement.startswith(TRANSACTION)
                else "actor" if statement.startswith(("SELECT set_config", "SELECT coalesce(current_setting"))
                or " set_config(" in statement.split(" FROM ")[0] else "data")
        sorted_out[kind].append(statement)
    return {"status": status, **sorted_out}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "punos.config.settings")
    import django

    django.setup()
    print(json.dumps({name: count(page) for name, page in json.load(sys.stdin).items()}))  # noqa: T201
