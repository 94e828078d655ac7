"""The steps both doors share: choose what, say it, see what follows, say yes. Nothing is stored before the yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from punos.access.queries import categories_seen
from punos.access.routing import ActorRequest
from punos.consent import queries as consent
from punos.consent.refusals import refused
from punos.consent.rules import Terms, problems_of, sentence
from punos.kernel import clock
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.sharing import aftermath, queries
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import TermsForm
from punos.sharing.pages.subjects import SUBJECTS, Subject

NOT_CARRIED = {"csrfmiddlewaretoken", "_once", "step"}
FIELDS = {"recipient": "recipient", "parts": "part", "about": "recipient"}


def subject_chosen(request: ActorRequest) -> tuple[str, Subject] | None:
    """Which of the seven she chose; None when she has not yet. ``Unseen`` for a choice that does not exist."""
    what = request.POST.get("what") or request.GET.get("what") or ""
    if not what:
        return None
    if what not in SUBJECTS:
        raise Unseen
    return what, SUBJECTS[what]


def people_around(request: ActorRequest, client: UUID) -> list[tuple[UUID, str, str]]:
    """Those in the picture already, as (account, name and role, sector), where the actor may see who they are."""
    if Category.PERMISSIONS not in categories_seen(request.actor, client):
        return []
    return queries.people_around(request.actor, client)


def checked(form: TermsForm) -> Terms:
    """The terms, when they can be agreed to as they stand; ``Refused`` otherwise."""
    terms = form.terms()
    if problems := problems_of(terms, today=clock.today()):
        raise refused(problems[0])
    return terms


def carried(request: ActorRequest) -> Iterable[tuple[str, str]]:
    """Everything that was filled in, to be sent again with the yes."""
    return [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED
            for value in values if isinstance(value, str)]


def if_taken_back(request: ActorRequest, row: consent.Row) -> presenters.Preview:
    """What would change if she took it back now: who sees less, who leaves the team, which steps wait."""
    lines = queries.preview_withdrawn(client=row.client, instrument=row.id, terms=row.terms, by=request.actor)
    return replace(presenters.preview_of(lines, row.terms, withdrawn=True),
                   parting=tuple(aftermath.taken_back(request.actor, row.client, row.id)))


def read_out(request: ActorRequest, client: UUID, terms: Terms, language: str) -> str:
    """The sentence she reads, or hears read to her."""
    return sentence(terms, language, consent.words_for(request.actor, client, [terms]))
