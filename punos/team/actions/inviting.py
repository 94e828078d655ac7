"""Inviting somebody to a client's team: joining opens what she may see, for as long as was said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.action import action
from punos.accounts import queries as accounts
from punos.cases import queries as cases
from punos.cases.models import Case
from punos.clients import queries as clients
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category, RecipientClass
from punos.sharing import actions as sharing
from punos.sharing import queries as shared
from punos.team import queries, rules
from punos.team.actions.parting import close_membership, open_and_locked
from punos.team.events import MemberInvited
from punos.team.models import Membership
from punos.team.texts import refusal


@action
def invite(*, client: UUID, account: UUID | None = None, person_name: str = "", person_phone: str = "",
           recipient: str = "", role: str = "", purpose: str, categories: Iterable[str], until: date | None,
           wish: str = rules.Wish.NOT_ASKED, suggested_role: str = "", by: Actor) -> Membership:
    """Invite a person to the team: she is in it from now on and sees exactly these categories until ``until``.

    With ``account`` grants open, each category on its own ground; one that is not lawful refuses the whole, with
    ``ways``. A person without an account (``person_name``; ``recipient`` close person or third sector) sees nothing
    here and gets versions and letters only, on the client's consent that names her. A called-upon authority must
    take part (SHL 41 §), so a professional need not accept first; she answers, or leaves with a reason.
    """
    case = acting_case(by, client)
    whom, known_as = _who(client, account, recipient, by)
    wanted = frozenset(Category(code) for code in categories if code in list(Category))
    invitation = rules.Invitation(whom, account is not None, purpose, wanted, until,
                                  rules.Wish(wish) if wish in list(rules.Wish) else rules.Wish.NOT_ASKED)
    if denied := rules.may_invite(invitation, queries.team_model(case), clock.today()):
        raise refusal(denied)
    assert until is not None
    if account is None and not person_name.strip():
        raise Refused(_("Valitse, kenet kutsut."), field="member", code="required")
    person_name = _as_recorded(client, person_name, by)
    made = Membership(
        client_id=client, case=case, account_id=account, person_name=known_as if account else person_name,
        person_phone="" if account else person_phone.strip(), recipient=whom, role=role.strip() or _role_of(account),
        suggested_role=suggested_role, purpose=purpose.strip(), categories=sorted(wanted), wish=invitation.wish,
        invited_at=clock.now(), invited_by_id=by.account, until=until)
    made.sections = _grounds(made, by)
    made.until = _no_longer_than_its_ground(made)
    _end_lapsed(made, by)
    _store_once(made)
    if account:
        sharing.open_for_member(client=client, account=account, categories=wanted, relation="team",
                                relation_id=made.pk, until=until, purpose=made.purpose, by=by)
    audit.record("team.invite", by=by, client=client, about=made, account=account, recipient=whom,
                 categories=wanted, until=until, wish=made.wish)
    events.publish(MemberInvited(membership=made.pk, client=client, account=account, by=by))
    return made


@action
def acknowledge(*, membership: UUID, by: Actor) -> Membership:
    """The member says that she takes part."""
    found = Membership.objects.select_for_update().filter(pk=membership, account=by.account).first()
    if found is None:
        raise Unseen
    if found.ended_at is not None:
        raise Refused(_("Et ole enää tässä tiimissä."), code="ended")
    found.acknowledged_at = found.acknowledged_at or clock.now()
    found.save(update_fields=["acknowledged_at"])
    audit.record("team.acknowledge", by=by, client=found.client_id, about=found)
    return found


@action
def give_letter(*, membership: UUID, by: Actor) -> Membership:
    """The letter to one without an account was printed and given or sent: now her answer is waited for."""
    found = _without_account(membership, by)
    found.letter_printed_at = found.letter_printed_at or clock.now()
    found.save(update_fields=["letter_printed_at"])
    audit.record("team.give_letter", by=by, client=found.client_id, about=found)
    return found


@action
def record_answer(*, membership: UUID, by: Actor) -> Membership:
    """One without an account said, by phone or in person, that she takes part. (A no ends the membership: ``end``.)"""
    found = _without_account(membership, by)
    found.acknowledged_at = found.acknowledged_at or clock.now()
    found.save(update_fields=["acknowledged_at"])
    audit.record("team.acknowledge", by=by, client=found.client_id, about=found)
    return found


def _without_account(membership: UUID, by: Actor) -> Membership:
    found = Membership.objects.select_for_update().filter(pk=membership, account=None).first()
    if found is None:
        raise Unseen
    acting_case(by, found.client_id)
    if found.ended_at is not None:
        raise Refused(_("Hän ei ole enää tiimissä. Kutsu hänet uudelleen."), code="ended")
    return found


@action
def extend(*, membership: UUID, until: date | None, by: Actor) -> Membership:
    """Let a member stay until another day. What she sees stays the same, and its grounds are asked anew."""
    found = Membership.objects.select_for_update().filter(pk=membership).first()
    if found is None:
        raise Unseen
    acting_case(by, found.client_id)
    if found.ended_at is not None:
        raise Refused(_("Hän ei ole enää tiimissä. Kutsu hänet uudelleen."), code="ended")
    if denied := rules.until_denied(until, clock.today()):
        raise refusal(denied)
    assert until is not None
    found.until = until
    found.sections = _grounds(found, by)
    found.until = _no_longer_than_its_ground(found)
    found.save(update_fields=["until", "sections"])
    if found.account_id:
        sharing.close_for(relation="team", relation_id=found.pk, client=found.client_id, reason="extended", by=by)
        sharing.open_for_member(client=found.client_id, account=found.account_id, relation="team",
                                categories=[Category(code) for code in found.categories], relation_id=found.pk,
                                until=until, purpose=found.purpose, by=by)
    audit.record("team.extend", by=by, client=found.client_id, about=found, until=until)
    return found


def acting_case(by: Actor, client: UUID) -> Case:
    """The client's open case, if the actor may act for it: only then may she gather the team."""
    access.require(by, client, Category.COORDINATION)
    case = cases.open_case_of(by, client)
    if case is None:
        raise Refused(_("Tiimi kootaan yhteistyötä varten. Aloita ensin yhteistyö."), code="no_case")
    if not cases.may_act(by, case.pk):
        raise Refused(_("Tiimiin kutsuu se, joka vastaa kokonaisuudesta. Pyydä häneltä."), code="not_your_case")
    return case


def _who(client: UUID, account: UUID | None, told: str, by: Actor) -> tuple[RecipientClass, str]:
    """What kind of recipient, and the name where colleagues do not see her account (a close person's)."""
    if account is None:
        if told in rules.OUTSIDERS:
            return RecipientClass(told), ""
        raise Refused(_("Ilman tunnusta tiimiin voi tulla läheinen tai järjestön ihminen."), field="recipient",
                      code="required")
    card = accounts.card(account)
    if card is not None and card.unit:
        accounts.must_work(account, field="member")
        return rules.recipient_class(card.register, card.sector), ""
    tie = next((tie for tie in clients.ties_of(by, client) if tie.account == account), None)
    if tie is None:
        raise Refused(_("Tätä ihmistä ei löydy. Valitse toinen."), field="member", code="unknown")
    return RecipientClass.CLOSE_PERSON, tie.name


def _as_recorded(client: UUID, name: str, by: Actor) -> str:
    """The name as it stands among the team or her close ones already, however it was typed now: one person is one
    name, and nobody is invited twice as "tiina virta-ek"."""
    known = [member.person_name for member in queries.now_in_team(client) if member.account_id is None]
    if access.may(by, client, Category.IDENTITY):
        known += [tie.name for tie in clients.ties_of(by, client)]
    typed = " ".join(name.split())
    return next((one for one in known if rules.same_name(one, typed)), typed)


def _role_of(account: UUID | None) -> str:
    card = accounts.card(account) if account else None
    return card.title if card else ""


def _grounds(made: Membership, by: Actor) -> list[str]:
    """The sections what she may know stands on. A named person needs a consent that names her (703/2023 6 §)."""
    if made.account_id is None:
        if not queries.consent_names(made.client_id, made.person_name, made.categories):
            raise Refused(_("Asiakkaan suostumus, jossa hänet on nimetty, puuttuu. Pyydä se ensin."),
                          field="categories", code="needs_consent", section="703/2023 6 §", ways=("ask_consent",))
        return ["703/2023 6 §"]
    lines = shared.preview(client=made.client_id, account=made.account_id, by=by, until=made.until,
                           categories=[Category(code) for code in made.categories])
    return sorted({section for line in lines for section in line.sections})


def _no_longer_than_its_ground(made: Membership) -> date:
    """The last day of one without an account: she is in the team by the consent that names her, and as long."""
    if made.account_id is not None:
        return made.until  # what she sees ends by itself with each ground
    last = queries.consent_lasts(made.client_id, made.person_name, made.categories)
    return min(made.until, last) if last else made.until


def _end_lapsed(made: Membership, by: Actor) -> None:
    """Her former period, whose last day has passed and which no night has ended yet, does not stand in the way."""
    hers = Q(account=made.account_id) if made.account_id else Q(account=None, person_name=made.person_name)
    for former in open_and_locked(hers & clients.of_person(made.client_id) & Q(until__lt=clock.today())):
        close_membership(former, rules.Ending.LAPSED, by)


def _store_once(made: Membership) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Hän on jo tiimissä."), field="member", code="taken") from error
