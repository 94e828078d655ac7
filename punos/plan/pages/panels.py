"""The plan's share of Today, of the client's page and of her timeline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from punos.access.queries import may
from punos.accounts.queries import cards
from punos.cases.rules import OpenThing
from punos.design_system.rows import Panel, Row, TimelineItem, TodayRows
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan import queries
from punos.plan.models import Step
from punos.plan.pages.presenters import day, told
from punos.plan.queries import SOON
from punos.plan.rules import DOER_LEFT
from punos.sharing.aftermath import Waiting


def today_rows(actor: Actor) -> TodayRows:
    """My steps by tomorrow and late ones, also late ones of those I answer for; what others did to mine; steps and
    plans that wait. One query."""
    today = clock.today()
    asked = queries.for_today(actor)
    steps, plans = [step for step in asked.steps if not (step.left or step.news)], asked.plans
    return TodayRows(
        waiting=[*(_without_doer(step) for step in asked.steps if step.left and not step.news),
                 *(_waiting(plan) for plan in plans if plan.waits)],
        soon=[_step(step, actor) for step in steps if step.by_when >= today]
        + [_review(plan) for plan in plans if plan.review_on and today <= plan.review_on <= today + SOON],
        late=[_step(step, actor) for step in steps if step.by_when < today]
        + [_review(plan) for plan in plans if plan.review_on and plan.review_on < today],
        told=[_news(step) for step in asked.steps if step.news])


def _step(step: queries.DayStep, actor: Actor) -> Row:
    late, mine = step.by_when < clock.today(), step.doer == actor.account
    return Row(step.client, step.text, reverse("work:plan_step_done" if mine else "work:plan_step", args=[step.id]),
               by_when=step.by_when, action=_("Merkitse tehdyksi") if mine else _("Katso askel"),
               state="late" if late else "doing", late=late, who=None if mine else step.doer,
               text=_("Askel on myöhässä") if late else _("Sinun askeleesi"),
               note=step.doer_name or ("" if step.doer else _("asiakas itse")))


def _news(step: queries.DayStep) -> Row:
    state, said = {"given": ("doing", _("Uusi askel sinulle")), "dropped": ("stopped", _("Askeleesi jätettiin pois")),
                   "taken": ("stopped", _("Toinen tekee tämän nyt"))}[step.news]
    given = step.news == "given"
    return Row(step.client, step.text, reverse("work:plan_step", args=[step.id]), action=_("Katso askel"), state=state,
               text=said, by_when=step.by_when if given else None, who=None if given else step.doer,
               note=step.left or step.doer_name)


def _without_doer(step: queries.DayStep) -> Row:
    left = step.left == DOER_LEFT
    late = left and step.by_when < clock.today()
    return Row(step.client, step.text, reverse("work:plan_step_take_up", args=[step.id]), state="waiting",
               text=_("Odottaa tekijää"), action=_("Valitse tekijä"), by_when=step.by_when if left else None, late=late,
               note=_("Tekijä ei voi tehdä tätä enää. Tee itse tai pyydä toista.") if left
               else _("Päättyi, kun yhteistyö päättyi. Tee itse tai pyydä toista."))


def _waiting(plan: queries.DayPlan) -> Row:
    if not plan.answer:
        return Row(plan.client, _("Suunnitelma odottaa asiakkaan vastausta"),
                   reverse("work:plan_accept", args=[plan.newest]), action=_("Kirjaa vastaus"), state="waiting",
                   text=_("Odottaa vastausta"))
    return Row(plan.client, _("Asiakas muuttaisi suunnitelmaa"), reverse("work:plan_version", args=[plan.newest]),
               action=_("Lue, mitä hän sanoi"), state="attention", text=_("Ei vielä hyväksytty"))


def _review(plan: queries.DayPlan) -> Row:
    late = bool(plan.review_on and plan.review_on < clock.today())
    return Row(plan.client, _("Suunnitelma katsotaan uudelleen"), reverse("work:plan", args=[plan.client]),
               by_when=plan.review_on, action=_("Avaa suunnitelma"), state="late" if late else "doing", late=late,
               text=_("Päivä on mennyt") if late else _("Sovittu päivä lähestyy"))


def words_panel(actor: Actor, client: UUID, seen: frozenset[Category]) -> Panel | None:
    """Her own words, before anything a professional has written. One query."""
    if Category.OWN_WORDS not in seen:
        return None
    words = queries.own_words(actor, client)
    return Panel("plan/words_panel.html", {"words": words, "told": told(words)})


def client_panel(actor: Actor, client: UUID, seen: frozenset[Category]) -> Panel | None:
    """Each goal with its next step. One query."""
    if Category.PLAN not in seen:
        return None
    goals: list[dict[str, Any]] = queries.goals_with_next_step(client)
    return Panel("plan/client_panel.html", {"goals": goals, "client": client},
                 frozenset(goal["doer"] for goal in goals if goal["doer"]))


def timeline(actor: Actor, client: UUID, seen: frozenset[Category]) -> list[TimelineItem]:
    """What happened to her plan: words, steps, versions. One query."""
    if Category.PLAN not in seen:
        return []
    words = {"made": _("Askel sovittiin"), "moved": _("Askel siirtyi"), "done": _("Askel on tehty"),
             "dropped": _("Askel jätettiin pois"), "handed": _("Askel sai uuden tekijän"),
             "undone": _("Askel avattiin uudelleen"), "words": _("Kertoi, mikä on tärkeää"),
             "ended": _("Askel päättyi yhteistyön mukana"), "left": _("Askel jäi odottamaan tekijää"),
             "noted": _("Askeleesta kerrottiin lisää"),
             "version": _("Suunnitelmasta tallennettiin versio %(number)s")}
    return [TimelineItem(row.at, "step" if row.is_step else "plan", words[row.what] % {"number": row.text}
                         if row.what == "version" else words[row.what], who=row.who,
                         url=reverse("work:plan", args=[client]), detail="" if row.what == "version" else row.text)
            for row in queries.happened(client, with_words=Category.OWN_WORDS in seen)]


def open_at_closing(actor: Actor, client: UUID, case: UUID) -> OpenThing:
    """The steps still open when a case is closed (``cases.close_checks``), each in words by what becomes of it.

    Who may not see the plan is told what would become of them, in the same words whether or not there are any.
    """
    shown = queries.shown_at_closing(actor, client, case)
    if shown is None:
        return OpenThing("steps", 0, is_unseen=True)
    ends, goes_on = shown
    people = cards({step.doer_id for step in (*ends, *goes_on)})

    def said(step: Step) -> str:
        card = people.get(step.doer_id) if step.doer_id else None
        return " · ".join((step.text, step.doer_name or (card.name if card else "") or _("asiakas itse"),
                           day(step.by_when)))

    return OpenThing("steps", len(ends) + len(goes_on), tuple(map(said, ends)), tuple(map(said, goes_on)))


def waiting_for_doers(client: UUID) -> str:
    """Where the steps that ended with her case get a doer again; an empty text where none did."""
    return reverse("work:plan", args=[client]) if queries.anybody_left(client) else ""


def waiting_steps(actor: Actor, client: UUID) -> list[Waiting]:
    """Each step that waits for a doer, who promised it before, and where somebody is chosen."""
    steps = queries.left_waiting(actor, client)
    people = cards(step.doer_id for step in steps)
    return [Waiting(step.text, step.doer_name or (people[step.doer_id].name if step.doer_id in people else ""),
                    reverse("work:plan_step_take_up", args=[step.pk])) for step in steps]


def beside_another(actor: Actor, client: UUID) -> tuple[str, str]:
    """Of one of two records that may be one person's: is there a plan under it?"""
    if not may(actor, client, Category.PLAN):
        return _("Suunnitelma"), _("Ei näy sinulle")
    begun = queries.plan_of(actor, client).begun_at
    return _("Suunnitelma"), _("alkanut %(day)s") % {"day": day(begun.date())} if begun else _("ei ole")
