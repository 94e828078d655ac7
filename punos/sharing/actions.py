"""Letting people in and out: a team's member, an exceptional look, and the decisions the law leaves to people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.permissions import Permission, permissions_of
from punos.access.queries import categories_seen, require
from punos.accounts import actions as accounts
from punos.accounts import queries as people
from punos.clients import actions as clients
from punos.clients import queries as known
from punos.clients.rules.signing_in import Again, HowKnown
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category, Register
from punos.lawfulness.tables import sharing_rules
from punos.sharing import checks, facts, keeping, rules, settling
from punos.sharing.bringing_back import offer_unseen as offer_unseen
from punos.sharing.bringing_back import take_on as take_on
from punos.sharing.bringing_back import withdraw_unseen as withdraw_unseen
from punos.sharing.grounds import ADDRESS_SECTION, ADDRESS_TASKS, GROUNDS, LONGEST
from punos.sharing.models import ExceptionalAccess, Ground
from punos.sharing.models import Tie as TieRow
from punos.sharing.refusals import not_lawful
from punos.sharing.rules import TieKind
from punos.sharing.settling import Matter

LONGEST_GROUND = timedelta(days=366)
WORDS = 1000


@action
def open_for_member(*, client: UUID, account: UUID | None = None, unit: UUID | None = None,
                    categories: Iterable[Category], relation: str = "team", relation_id: UUID,
                    until: date | datetime | None = None, purpose: str = "", by: Actor) -> TieRow:
    """Let a member of the team (or of its unit) see exactly these categories until then, each on its own ground.

    All or nothing: one category that is not lawful for this recipient refuses the whole, with ``ways``: what would
    make it lawful. Known ends (a permit's last day, the 18th birthday) end a grant earlier by themselves.
    """
    if not categories_seen(by, client):
        raise Unseen
    kind = TieKind(relation)
    with facts.for_sharing(by):
        matter = Matter(kind, relation_id, client, settling.register_of_matter(client, by))
    row = settling.begin(matter, account=account, unit=unit, categories=categories, until=_moment(until),
                         purpose=purpose.strip(), by=by)
    with facts.for_sharing(by):
        missing = settling.missing_of(row)
    if missing:
        raise not_lawful(missing)
    audit.record("sharing.open_for_member", by=by, client=client, about=row, account=account, recipient_unit=unit,
                 categories=row.categories, until=until, relation=relation)
    return row


@action
def close_for(*, relation: str, relation_id: UUID, client: UUID, account: UUID | None = None, unit: UUID | None = None,
              reason: str, by: Actor) -> int:
    """End what stood on this relation, at once; how many ties ended. ``reason`` is a code."""
    count = settling.end(client=client, kind=TieKind(relation), matter=relation_id, account=account, unit=unit,
                         reason=reason, by=by)
    audit.record("sharing.close_for", by=by, client=client, relation=relation, relation_id=relation_id, reason=reason,
                 ended=count)
    return count


@action
def recompute(*, client: UUID, reason: str, by: Actor) -> None:
    """Compute this client's grants anew: what should be closed closes, what may be opened opens."""
    keeping.settle(client=client, reason=reason, by=by)
    audit.record("sharing.recompute", by=by, client=client, reason=reason)


@action
def exceptional_access(*, client: UUID, ground: str, reason: str, hours: int, categories: Iterable[Category],
                       by: Actor) -> ExceptionalAccess:
    """Look without a relation: for a special reason, on a legal ground, for a set time (703/2023 9 §).

    At once on the reviewer's list and in the client's log. Opens only data of the asker's own register: nothing
    else would be lawful (there is no general emergency override). Refused beside ``ground``, ``reason``, ``hours``
    and ``categories``.
    """
    wanted = frozenset(categories)
    _check_exceptional(ground, reason, hours, wanted, by)
    now = clock.now()
    made = ExceptionalAccess(client_id=client, account_id=by.account, unit_id=by.unit, ground=ground,
                             reason=reason.strip(), categories=sorted(wanted), begins=now,
                             ends=now + timedelta(hours=hours))
    with facts.for_sharing(by):
        if not settling.is_known(client):
            raise Unseen
        made.save(force_insert=True)
        own = facts.recipients([by.account], [])[by.account]
        register = facts.register_of(own)
    row = settling.begin(Matter(TieKind.EXCEPTIONAL, made.pk, client, register), account=by.account,
                         categories=wanted, until=made.ends, by=by)
    with facts.for_sharing(by):
        missing = settling.missing_of(row)
    if missing:
        raise not_lawful(missing)
    audit.record("sharing.exceptional_access", by=by, client=client, about=made, basis=GROUNDS[ground].section,
                 ground=ground, categories=sorted(wanted), hours=hours, until=made.ends)
    return made


@action
def end_exceptional(*, access: UUID, by: Actor) -> None:
    """The one who looked is ready before the time is up."""
    made = ExceptionalAccess.objects.filter(pk=access, account=by.account).first()
    if made is None:
        raise Unseen
    settling.end(client=made.client_id, kind=TieKind.EXCEPTIONAL, matter=made.pk, reason="ready", by=by)
    audit.record("sharing.end_exceptional", by=by, client=made.client_id, about=made)


@action
def review(*, access: UUID, confirmed: bool, words: str = "", by: Actor) -> ExceptionalAccess:
    """The reviewer confirms an exceptional look or questions it. A question closes what is still open, and needs
    words; nobody reviews her own."""
    if Permission.REVIEW_ACCESS not in permissions_of(by.roles):
        raise Unseen
    with facts.for_sharing(by):
        made = ExceptionalAccess.objects.select_for_update().filter(pk=access).first()
        if made is None:
            raise Unseen
        if made.review:
            raise Refused(_("Tämä on jo tarkistettu."), code="taken")
        if made.account_id == by.account:
            raise Refused(_("Omaa katseluaan ei voi tarkistaa itse."), code="own")
        if not confirmed and not words.strip():
            raise Refused(_("Kirjoita, mitä haluat kysyä."), field="words", code="missing")
        made.review = ExceptionalAccess.Review.CONFIRMED if confirmed else ExceptionalAccess.Review.QUESTIONED
        made.reviewed_at, made.reviewed_by_id, made.review_words = clock.now(), by.account, words.strip()[:WORDS]
        made.save(update_fields=["review", "reviewed_at", "reviewed_by", "review_words"])
    if not confirmed:
        settling.end(client=made.client_id, kind=TieKind.EXCEPTIONAL, matter=made.pk, reason="questioned", by=by)
    audit.record("sharing.review", by=by, client=made.client_id, about=made, outcome=made.review)
    return made


@action
def record_duty(*, client: UUID, account: UUID, section: str, reason: str, until: date, by: Actor) -> Ground:
    """A social authority needs indispensable data for its statutory duty: which duty, its section and why
    (703/2023 53 § 5, second sentence). Recorded by the one whose duty it is."""
    if not categories_seen(by, client):
        raise Unseen
    if account != by.account:
        raise Refused(_("Tehtävän kirjaa se, jonka tehtävä se on."), field="account", code="not_yours")
    if (card := people.card(account)) is None or card.register != Register.SOCIAL:
        raise Refused(_("Tämä koskee sosiaaliviranomaisen omaa tehtävää."), code="not_social")
    if not section.strip():
        raise Refused(_("Kirjoita lain kohta, johon tehtävä perustuu."), field="section", code="missing")
    return _ground(Ground(client_id=client, kind=Ground.Kind.DUTY, account_id=account, section=section.strip()),
                   reason, until, "sharing.record_duty", by)


@action
def rule_on(*, client: UUID, account: UUID, rule: str, granted: bool, reason: str, until: date, by: Actor) -> Ground:
    """Decide a question the law leaves to a person, about one recipient (a prohibition beside an incapacity, a
    danger to health). A public official decides, and never about herself; the default stays no."""
    if not categories_seen(by, client):
        raise Unseen
    if account == by.account:
        raise Refused(_("Omasta asiasta ei voi päättää itse."), field="account", code="own")
    if rule not in {found.id for found in sharing_rules()}:
        raise Refused(_("Tällaista kysymystä ei ole."), field="rule", code="unknown_rule")
    decider = people.card(by.account)
    if decider is None or not decider.public_office:
        raise Refused(_("Tämän ratkaisee viranhaltija."), code="not_an_official")
    return _ground(Ground(client_id=client, kind=Ground.Kind.RULING, account_id=account, rule=rule, granted=granted),
                   reason, until, "sharing.rule_on", by)


@action
def record_address_need(*, client: UUID, account: UUID, task: str, reason: str, until: date, by: Actor) -> Ground:
    """A named person's task directly needs the client's protected address (661/2009 37 §): which task, why, until
    which day. Opens the address to her alone until then, as long as she (or her unit) is in the client's matter.

    Recorded by one who answers for the client and whom another person has brought to it, and never about herself:
    nobody opens an address alone (ADR 0072). At most ``PUNOS_ADDRESS_DAYS`` days. Refused beside ``account``,
    ``task``, ``reason`` and ``until``; ``Unseen`` without a grant on her permissions.
    """
    require(by, client, Category.PERMISSIONS)
    if not known.get(by, client).is_protected:
        raise Refused(_("Asiakkaalla ei ole turvakieltoa. Osoite on hänen henkilötiedoissaan."), code="no_order")
    checks.to_open_the_address(by, client, account)
    if task not in ADDRESS_TASKS:
        raise Refused(_("Valitse, mihin tehtävään hän tarvitsee osoitteen."), field="task", code="missing")
    days = settings.PUNOS_ADDRESS_DAYS
    if not clock.today() <= until <= clock.today() + timedelta(days=days):
        raise Refused(_("Valitse päivä, joka on enintään %(days)s päivän päässä.") % {"days": days}, field="until",
                      code="order")
    made = _written(Ground(client_id=client, kind=Ground.Kind.ADDRESS, account_id=account, section=ADDRESS_SECTION,
                           task=task), reason, until, by)
    with facts.for_sharing(by):
        register = settling.register_of_matter(client, by)
    row = settling.begin(Matter(TieKind.ADDRESS_TASK, made.pk, client, register, ground=task), account=account,
                         until=rules.end_of_day(until), purpose=made.reason[:300], by=by)
    with facts.for_sharing(by):
        missing = settling.missing_of(row)
    if missing:
        raise not_lawful(missing, field="account")
    audit.record("sharing.record_address_need", by=by, client=client, about=made, account=account,
                 basis=ADDRESS_SECTION, task=task, until=until)
    return made


@action
def end_address_need(*, need: UUID, by: Actor) -> None:
    """The address is needed no more: it closes at once. By one who answers for the client."""
    with facts.for_sharing(by):
        made = Ground.objects.select_for_update().filter(pk=need, kind=Ground.Kind.ADDRESS).first()
    if made is None or not checks.answers(by, made.client_id):
        raise Unseen
    if made.ended_at:
        raise Refused(_("Osoite on jo suljettu."), code="taken")
    settling.end_address(made, reason="not_needed", by=by)
    audit.record("sharing.end_address_need", by=by, client=made.client_id, about=made, account=made.account_id)


def _ground(made: Ground, reason: str, until: date, name: str, by: Actor) -> Ground:
    if not clock.today() <= until <= clock.today() + LONGEST_GROUND:
        raise Refused(_("Valitse päivä, joka on enintään vuoden päässä."), field="until", code="order")
    _written(made, reason, until, by)
    keeping.settle(client=made.client_id, reason=made.kind, by=by)
    audit.record(name, by=by, client=made.client_id, about=made, account=made.account_id, rule=made.rule or None,
                 granted=made.granted, until=until)
    return made


def _written(made: Ground, reason: str, until: date, by: Actor) -> Ground:
    if not reason.strip():
        raise Refused(_("Kirjoita perustelu."), field="reason", code="missing")
    made.reason, made.valid_until = reason.strip()[:WORDS], until
    made.made_at, made.made_by_id = clock.now(), by.account
    with facts.for_sharing(by):
        made.save(force_insert=True)
    return made


@action
def tie_account(*, client: UUID, tie: UUID | None = None, representative: UUID | None = None, account: UUID,
                known_how: HowKnown, by: Actor) -> None:
    """The client signs in with this account from now on, or the close one of this tie, or this representative does.

    Refused unless another person has brought ``by`` to answer for the client: whoever records a contact with somebody's
    identity code does not make herself that person's eyes (ADR 0071). Otherwise as ``clients.link_account``.
    """
    checks.to_tie(by, client)
    if representative is not None:
        if representative not in {row.id for row in known.representatives_of(by, client)}:
            raise Unseen
        clients.link_representative_account(representative=representative, account=account, known_how=known_how, by=by)
    elif tie is not None:
        if tie not in {row.id for row in known.ties_of(by, client)}:
            raise Unseen
        clients.link_tie_account(tie=tie, account=account, known_how=known_how, by=by)
    else:
        clients.link_account(client=client, account=account, known_how=known_how, by=by)


@action
def let_in_again(*, client: UUID, tie: UUID | None = None, representative: UUID | None = None, why: Again,
                 known_how: HowKnown, by: Actor) -> accounts.OnPaper:
    """A new start code for the client (the close one of this tie, this representative) who has lost her way in, from
    one who answers for her and has made sure who she is. Her open sign-ins end at once. The code is told here only.

    Refused unless another person has brought ``by`` to answer for everybody whose matters a close one's account
    opens: one text for every reason, so that it tells of nobody. In the log of each of them (ADR 0071).
    """
    if known_how not in (HowKnown.DOCUMENT, HowKnown.KNOWN):
        raise Refused(_("Kirjaa, mistä tiedät, että hän on tämä ihminen."), field="known_how", code="missing")
    account, reached = checks.to_let_in(by, client, tie or representative)
    paper = accounts.give_start_code_again(account=account, lost_device=why is Again.LOST_DEVICE, by=by)
    for person in sorted(reached | {client}):
        audit.record("sharing.let_in_again", by=by, client=person, account=account, why=why, known_how=known_how,
                     tie=tie, representative=representative)
    return paper


def _check_exceptional(ground: str, reason: str, hours: int, wanted: frozenset[Category], by: Actor) -> None:
    if Permission.WORK not in permissions_of(by.roles):
        raise Unseen
    if ground not in GROUNDS:
        raise Refused(_("Valitse peruste."), field="ground", code="missing")
    if not reason.strip():
        raise Refused(_("Kirjoita, miksi tiedot ovat välttämättömiä juuri nyt."), field="reason", code="missing")
    if not 1 <= hours <= LONGEST:
        raise Refused(_("Valitse aika, enintään %(hours)s tuntia.") % {"hours": LONGEST}, field="hours", code="order")
    if not wanted:
        raise Refused(_("Valitse, mitä tietoja tarvitset."), field="categories", code="missing")


def _moment(until: date | datetime | None) -> datetime | None:
    return until if until is None or isinstance(until, datetime) else rules.end_of_day(until)
