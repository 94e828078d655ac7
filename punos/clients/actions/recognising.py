"""From what a person tells about herself to her record, without telling anybody whether she was known."""

from __future__ import annotations

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.clients.actions import refusals
from punos.clients.events import ClientCreated
from punos.clients.models import NAME, PHONE, SHORT, Client, IdentityCode
from punos.clients.queries.naming import merged_into
from punos.clients.rules import duplicates, names
from punos.clients.rules.identity_code import CodeKind
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.kernel.sorting import finnish_sort_key

LINES = {"phone": PHONE, "email": SHORT, "street": SHORT, "postal_code": 10, "city": NAME, "municipality": 3,
          "mother_tongue": 8, "service_language": 8, "interpreter": 8}


class Particulars(TypedDict, total=False):
    """What somebody tells about a person, as ``recognise`` takes it: for the actions of others that call it within."""

    identity_code: str | None
    given_names: str
    call_name: str
    family_name: str
    phone: str


@action
def recognise(*, identity_code: str | None = None, temporary: bool = False, given_names: str = "",
              family_name: str = "", call_name: str = "", birth_date: date | None = None, phone: str = "",
              email: str = "", street: str = "", postal_code: str = "", city: str = "", municipality: str = "",
              mother_tongue: str = "", service_language: str = "fi", interpreter: str = "", by: Actor) -> UUID:
    """The id of the person these particulars tell about: found, or made now. The caller cannot tell which.

    Found only by a code that names her, together with names that fit: a code alone, typed wrong or guessed, never
    leads to a stranger. Names that do not fit make a new person whose disputed code is shown as a suspected
    duplicate to those who may know both. Without a code she is always new. What is on record already is never
    overwritten here. Both ways do the same work, so that neither answer nor time tells more; the id says nothing
    about its age. From now on she has her whole time until she is forgotten (``forget``); nobody forgets her while
    this transaction lasts. Refused beside ``identity_code``, ``given_names``, ``call_name``, ``family_name``,
    ``birth_date`` and the contact fields when they cannot be what they say.
    """
    kind = (CodeKind.TEMPORARY if temporary else CodeKind.OFFICIAL) if identity_code else CodeKind.NONE
    code = refusals.checked_code(identity_code or "", kind)
    given, called, family = refusals.checked_names(given_names, call_name, family_name)
    if not (given or family):
        raise Refused(_("Kirjoita ainakin etunimi tai sukunimi."), field="family_name", code="required")
    told = {field: refusals.checked_text(text, field, LINES[field]) for field, text in (
        ("phone", phone), ("email", email), ("street", street), ("postal_code", postal_code), ("city", city),
        ("municipality", municipality), ("mother_tongue", mother_tongue), ("service_language", service_language),
        ("interpreter", interpreter))}
    person = Client(given_names=given, call_name=called, family_name=family, created_at=clock.now(),
                    birth_date=refusals.checked_birth_date(birth_date, code), **told)
    set_search_columns(person)
    with session.purpose_of(Purpose.RECOGNITION):
        found = _found_or_made(person, code, kind, by)
        audit.record("clients.recognise", by=by, client=found, code_kind=kind.value)
    return found


def set_search_columns(person: Client) -> None:
    """The columns computed from the names: the Finnish sort key and the words a search may begin with."""
    person.sort_key = finnish_sort_key(person.family_name, names.called(person.given_names, person.call_name))
    words = names.words_of(person.family_name, person.given_names)
    plain = [folded for word in words if (folded := names.folded(word)) not in words]
    person.search_words = " " + " ".join(words) + " | " + " ".join(plain)


def _found_or_made(person: Client, code: str, kind: CodeKind, by: Actor) -> UUID:
    """The same statements on both ways; the record of a person already known is taken back with its savepoint."""
    holders = holders_of(code)
    known = next((holder for holder in holders if duplicates.names_fit(
        person.given_names, person.family_name, holder.given_names, holder.family_name)), None)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            IdentityCode.objects.create(client=person, code=code, kind=kind, valid_from=clock.today(),
                                        disputed=bool(holders))
            if known:
                raise _KnownAlready
    except _KnownAlready:
        assert known is not None
    except IntegrityError:  # somebody recorded the same code in between: hers is the person
        return _found_or_made(person, code, kind, by)
    found = known.pk if known else person.pk
    # Told of now: also a lock that the night's forgetting waits for. No row: it was forgotten a moment ago.
    if not Client.objects.filter(pk=found).update(told_at=clock.now()):
        return _found_or_made(person, code, kind, by)
    if known is None:
        events.publish(ClientCreated(client=person.pk, by=by))
    return merged_into(found)


class _KnownAlready(Exception):
    """Takes the savepoint back."""


def holders_of(code: str) -> list[Client]:
    """Whose code this is now, whose it was before it changed, for whom it was given in dispute; in that order."""
    rows = IdentityCode.objects.filter(~Q(ended_because="error"), code=code or "-").select_related("client")
    return [row.client for row in rows.order_by("disputed", F("valid_until").desc(nulls_first=True), "id")]
