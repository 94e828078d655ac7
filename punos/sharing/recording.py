"""Her word written down by a professional: it never opens more to the one who writes (ADR 0073)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from punos.access.models import Grant
from punos.consent import queries as consent
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness import Instrument, Recipient
from punos.lawfulness.categories import Category, Register
from punos.sharing import checks, facts, rules
from punos.sharing.rules import Known, TieKind

Seen = dict[tuple[Category, Register], datetime | None]
"""What of which register, until when; None: no end is known."""

STANDS_IN_LAW = (TieKind.CONTACT, TieKind.CONTACT_OFFER, TieKind.CASE_HOLDER, TieKind.OWN_WORKER, TieKind.TEAM)
"""One tie for each relation the law knows: a contact or a case one opens for oneself, after the recording, must open
nothing that the recording prepared."""


def must_not_open_for_herself(*, client: UUID, instrument: UUID, by: Actor) -> None:
    """Refuse (and roll the whole back) what a professional has written down, when it would let her, or a unit of hers,
    see more or longer than now, and nobody else has brought her to answer for the client.

    What the client or her representative gives in the portal is hers alone to give. Computed from the effect, so that
    a permit, a change, a renewal and a prohibition taken back are all met, and what only closes never is.
    """
    with facts.for_sharing(by):
        said = consent.recorded(instrument)
        if said.in_the_portal:
            return
        known = facts.known(client)
        _refuse(by, client, facts.known_before(known, instrument, said.before), known)


def _refuse(by: Actor, client: UUID, before: Known, after: Known) -> None:
    """As things stand, and as if nothing were forbidden: a prohibition taken back later must not let loose what was
    written down under it; and then the answer tells nothing of what she has forbidden."""
    own, now = facts.recipients([by.account], by.units), _open_now(by, client)
    opens = any(_longer(_widest(recipient, then), _widest(recipient, was), now) for recipient in own.values()
                for was, then in ((before, after), (_unforbidden(before), _unforbidden(after))))
    if opens and not checks.answers_by_anothers_word(by, client):
        raise Refused(_("Tämä avaisi sinulle tai yksiköllesi lisää tietoja, joten et voi kirjata sitä yksin. Lähetä "
                        "kysymys asiakkaalle vastattavaksi, tai pyydä kirjaamaan se työntekijää, jonka joku muu on "
                        "nimennyt vastaamaan hänen asiastaan."), code="not_hers_to_record")


def _unforbidden(known: Known) -> Known:
    return replace(known, permissions=tuple(said for said in known.permissions
                                            if said.instrument is not Instrument.PROHIBITION), instruments=())


def _widest(recipient: Recipient, known: Known) -> Seen:
    """The most that she could ever see by the law as things are known, whatever her tie."""
    return _latest(item for kind in STANDS_IN_LAW for item in rules.entitlements(
        rules.Tie(kind, recipient, rules.EVERYTHING), known, now=clock.now()))


def _open_now(by: Actor, client: UUID) -> Seen:
    now = clock.now()
    grants = Grant.objects.filter(Q(account=by.account) | Q(unit__in=by.units), Q(valid_until=None) | Q(
        valid_until__gt=now), client=client, closed_at=None)
    return rules.latest(((Category(grant.category), register), grant.valid_until) for grant in grants
                        for register in rules.registers_in(Category(grant.category), grant.origin))


def _latest(found: Iterable[rules.Entitlement]) -> Seen:
    return rules.latest(((item.category, register), item.until) for item in found
                        for register in rules.registers_in(item.category, item.origin))


def _longer(after: Seen, *before: Seen) -> bool:
    """Is something in ``after`` that none of the others has, or has as long?"""
    return any(not any(key in had and _reaches(had[key], until) for had in before) for key, until in after.items())


def _reaches(end: datetime | None, wanted: datetime | None) -> bool:
    return end is None or (wanted is not None and wanted <= end)
