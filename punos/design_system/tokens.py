"""The token that makes one drawn form recognisable when it is sent twice (see ``once``)."""

from __future__ import annotations

import secrets

TOKEN_FIELD = "_once"


def new_token() -> str:
    """A token for one drawn form."""
    return secrets.token_urlsafe(12)
