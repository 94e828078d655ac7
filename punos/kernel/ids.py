"""Identifiers: opaque, and ordered by time so that indexes stay compact."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A fresh UUIDv7. It tells when a row was made and nothing about whom it concerns."""
    return uuid_utils.compat.uuid7()
