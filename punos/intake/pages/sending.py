"""One sending of a form, as the id of what it makes: the same words again are the same contact, other words another.

A page carries the id it was drawn with. Whoever goes back meets that page again, with that id; what she has written
there since is a new contact of its own, also when the first one arrived.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.http import HttpRequest

ID_FIELD = "contact"
NOT_WORDS = (ID_FIELD, "csrfmiddlewaretoken")


def sending_id(request: HttpRequest) -> UUID | None:
    """The drawn id joined with what was written: a UUIDv7 of the time of the drawn one. None without a drawn id."""
    try:
        drawn = UUID(request.POST.get(ID_FIELD, ""))
    except ValueError:
        return None
    whole = hashlib.sha256(drawn.bytes)
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_WORDS and not name.startswith("_"):
            for part in (name, *(value.replace("\r\n", "\n").strip() for value in values)):
                coded = part.encode("utf-8", "surrogatepass")
                whole.update(len(coded).to_bytes(8, "big") + coded)
    made = bytearray(drawn.bytes[:6] + whole.digest()[:10])
    made[6], made[8] = made[6] & 0x0F | 0x70, made[8] & 0x3F | 0x80
    return UUID(bytes=bytes(made))
