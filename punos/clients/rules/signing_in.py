"""Whose account is it? What must hold before an account is tied to a person: a wrong one would see her whole life."""

from __future__ import annotations

from enum import StrEnum


class HowKnown(StrEnum):
    """How the professional made sure that the account belongs to the person before her."""

    DOCUMENT = "document"
    SIGNED_IN = "signed_in"
    KNOWN = "known"


class Again(StrEnum):
    """Why somebody needs a new start code."""

    FORGOTTEN = "forgotten"
    RAN_OUT = "ran_out"
    LOST_DEVICE = "lost_device"


def account_fits(account_given: str, account_family: str, given_names: str, family_name: str) -> bool:
    """The family name is hers, and a given name of the account is one of hers. Stricter than in recognising: here
    an error opens data."""
    hers = {word.casefold() for word in given_names.split()}
    theirs = {word.casefold() for word in account_given.split()}
    same_family = " ".join(account_family.split()).casefold() == " ".join(family_name.split()).casefold()
    return same_family and bool(hers & theirs)
