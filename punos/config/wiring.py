"""Who listens to what. One readable file: the low context publishes, the high one is named here."""

from __future__ import annotations


def wire() -> None:
    """Connect every listener. Called once, when Django is ready."""
    from punos.cases import events as cases
    from punos.cases import reactions as matters
    from punos.clients import events as clients
    from punos.intake import events as intake
    from punos.kernel.events import within
    from punos.plan import reactions as plan
    from punos.sharing import reactions as sharing
    from punos.sharing import reactions_to_cases as sharing_cases
    from punos.team import reactions as team

    _wire_sign_in()
    _wire_absences()

    # Access follows at once, inside the same transaction.
    within(clients.ClientAccountLinked, sharing.account_linked)
    within(clients.RepresentativeNamed, sharing.representative_named)
    within(clients.RepresentativeEnded, sharing.representative_ended)
    within(clients.FactsChanged, sharing.facts_changed)
    within(clients.ClientsMerged, matters.clients_merged)
    within(clients.ClientsMerged, sharing.merged)
    within(clients.MergeUndone, sharing.merge_undone)
    within(clients.ClientsMerged, plan.clients_merged)
    within(clients.MergeUndone, plan.merge_undone)

    within(intake.ContactRecorded, sharing.contact_recorded)
    within(intake.ContactOffered, sharing.contact_offered)
    within(intake.ContactNamed, sharing.contact_named)
    within(intake.AgreementRecorded, sharing.agreement_recorded)
    within(intake.OfferEnded, sharing.offer_ended)
    within(intake.ContactHolderChanged, sharing.contact_holder_changed)
    within(intake.SubstituteNamed, sharing.substitute_named)
    within(intake.SubstituteEnded, sharing.substitute_ended)
    within(intake.ContactClosed, sharing.contact_closed)

    # Steps of those whose work ends are left out while whoever closes still sees them: nobody waits for nobody.
    within(cases.CaseClosed, plan.case_closed)
    # A team parts while whoever closes the case still sees it: before her own view is wound up.
    within(cases.CaseClosed, team.case_closed)
    within(cases.CaseOpened, sharing_cases.case_opened)
    within(cases.CaseReopened, sharing_cases.case_reopened)
    within(cases.CaseHolderChanged, sharing_cases.case_holder_changed)
    within(cases.CaseOffered, sharing_cases.case_offered)
    within(cases.CaseOfferEnded, sharing_cases.case_offer_ended)
    within(cases.WorkerNamed, sharing_cases.worker_named)
    within(cases.WorkerEnded, sharing_cases.worker_ended)
    within(cases.CaseSubstituteNamed, sharing_cases.case_substitute_named)
    within(cases.CaseSubstituteEnded, sharing_cases.case_substitute_ended)
    within(cases.CaseClosed, sharing_cases.case_closed)
    within(cases.ClientReturned, sharing_cases.client_returned)

    # Who comes back reaches the one who answered for her; an open case hears of every contact.
    within(intake.ContactRecorded, matters.contact_recorded)

    _wire_promises()
    _wire_her_word()
    _wire_questions()


def _wire_promises() -> None:
    """Who sees the plan no more cannot do what she promised in it: after her view has been settled."""
    from punos.cases import events as cases
    from punos.kernel.events import within
    from punos.plan import reactions as plan

    within(cases.CaseHolderChanged, plan.case_holder_changed)
    within(cases.WorkerEnded, plan.worker_ended)
    within(cases.CaseSubstituteEnded, plan.case_substitute_ended)


def _wire_her_word() -> None:
    """What she permits, forbids and takes back: who sees, who is in the team, who can do what she promised."""
    from punos.consent import events as consent
    from punos.kernel.events import within
    from punos.plan import reactions as plan
    from punos.sharing import reactions as sharing
    from punos.team import events as teams
    from punos.team import reactions as team

    within(consent.InstrumentGiven, sharing.instrument_given)
    within(consent.InstrumentWithdrawn, sharing.instrument_withdrawn)
    # An outsider whom nothing lets in leaves the team; who cannot do what she promised any more leaves it to another.
    within(consent.InstrumentWithdrawn, team.instrument_withdrawn)
    within(consent.InstrumentWithdrawn, plan.instrument_withdrawn)
    within(consent.InstrumentGiven, team.instrument_given)
    within(consent.InstrumentGiven, plan.instrument_given)
    within(teams.MemberLeft, plan.member_left)


def _wire_questions() -> None:
    """What a low context asks of the ones above it."""
    from punos.accounts import leaving
    from punos.cases import close_checks, noticing
    from punos.cases.pages import panels as case_panels
    from punos.clients.pages import beside
    from punos.identification import queries as identification
    from punos.insight import queries as insight
    from punos.plan import queries as plans
    from punos.plan.pages import panels as plan_panels
    from punos.sharing import aftermath
    from punos.team import unfinished

    # What the rules see in her contacts, on the page on which a case is opened.
    noticing.register(identification.for_opening)

    # What is still open when a case is closed.
    close_checks.register("steps", plan_panels.open_at_closing)
    close_checks.register_return(plan_panels.waiting_for_doers)

    # What follows when she takes her word back or gives it again: who leaves, who is not back, which steps wait.
    aftermath.register(plans.would_part, plans.not_back, plan_panels.waiting_steps)
    unfinished.register(plans.would_wait)

    # What stands under each of two records that may be one person's.
    beside.register("case", case_panels.beside_another)
    beside.register("plan", plan_panels.beside_another)

    # How much somebody still answers for when her work in a unit ends.
    leaving.register(insight.still_open)


def _wire_absences() -> None:
    """Who is away has somebody in her place from the moment it is recorded, until the moment she is back."""
    from punos.accounts import events as accounts
    from punos.cases import reactions as cases
    from punos.intake import reactions as intake
    from punos.kernel.events import within

    within(accounts.AbsenceChanged, intake.absence_changed)
    within(accounts.AbsenceChanged, cases.absence_changed)


def _wire_sign_in() -> None:
    from allauth.mfa.signals import authenticator_added

    from punos.accounts.adapter import code_was_shown

    authenticator_added.connect(code_was_shown)
