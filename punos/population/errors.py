"""Errors a person can act on."""


class PopulationError(Exception):
    """Something the person running the command can mend; the message says what and how."""
