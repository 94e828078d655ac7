"""THE place for permissions: grants, decisions, row-level security, and the one question each page asks.

Others import: ``access.action.action``, ``access.queries``, ``access.routing.page``, ``access.permissions``,
``access.purposes`` and, in migrations, ``access.rls``. Only ``punos.sharing`` imports ``access.actions``.
"""
