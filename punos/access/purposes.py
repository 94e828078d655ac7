"""Narrow purposes for which code reads beside the actor's own grants. A closed list; each has one user.

A purpose never stands in for a person's permission: it lets a mechanism do its one job (compute grants, seal the
journal, escalate what nobody answered). ``PACKAGE`` says which package may use it; a guard checks.
"""

from enum import StrEnum


class Purpose(StrEnum):
    SHARING = "sharing"          # gather facts of a client, open and close grants
    RECOGNITION = "recognition"  # from an identity code to the person, without telling anyone that she is known
    CONSENT = "consent"          # keep an instrument's versions whole, whoever writes the next one down
    HOLDING = "holding"          # keep the chain of holders whole and take back what nobody answered
    CLOSING = "closing"          # end what nothing lets go on: a membership, the steps of whose work ends; whoever ends
    SNAPSHOT = "snapshot"        # keep a plan whole in its versions, and one when records are merged, whoever sees it
    SEALING = "sealing"          # seal and verify the journal
    FIGURES = "figures"          # counts for the manager's page: never a row about a person
    DEMO = "demo"                # the page of people to be, in the demo county only
    DIRECTORY = "directory"      # take national descriptions in, from the command line: nothing about a person
    POPULATION = "population"    # take a run's aggregates in, from the command line: nothing about a person
    NAMED_RUN = "named_run"      # a named run that is on: find its people, leave out who objects, name her to reviewers
    FORGETTING = "forgetting"    # remove at night a person to whom nothing came: no contact, no view of her
    SIGN_IN = "sign_in"          # look an account up before anybody is signed in
    FOUNDING = "founding"        # the first administrator of an empty instance, from the command line


PACKAGE: dict[Purpose, tuple[str, ...]] = {
    Purpose.SHARING: ("punos.sharing",),
    Purpose.RECOGNITION: ("punos.clients",),
    Purpose.CONSENT: ("punos.consent",),
    Purpose.HOLDING: ("punos.intake", "punos.cases"),
    Purpose.CLOSING: ("punos.plan", "punos.team"),
    Purpose.SNAPSHOT: ("punos.plan",),
    Purpose.SEALING: ("punos.audit",),
    Purpose.FIGURES: ("punos.insight",),
    Purpose.DEMO: ("punos.demo",),
    Purpose.DIRECTORY: ("punos.directory",),
    Purpose.POPULATION: ("punos.identification", "punos.demo"),
    Purpose.NAMED_RUN: ("punos.identification",),
    Purpose.FORGETTING: ("punos.clients",),
    Purpose.SIGN_IN: ("punos.accounts",),
    Purpose.FOUNDING: ("punos.accounts",),
}
