"""Reading people: names for every list, one person's card, search, suspected duplicates, facts for sharing."""

from punos.clients.queries.cards import ClientCard, CodeRow, codes_of, get, section_mark
from punos.clients.queries.close_ones import RepresentativeRow, TieRow, representatives_of, ties_of
from punos.clients.queries.facts import (
    CapacityFact,
    ClientFacts,
    FindingRow,
    RepresentativeFact,
    facts_for_sharing,
    finding_of,
)
from punos.clients.queries.naming import (
    Represented,
    birth_date_of,
    client_of_account,
    clients_by_code,
    heading,
    known_among,
    letter_name,
    letter_names,
    life_of,
    merged_into,
    names,
    of_person,
    phones,
    reached_by,
    represented_by,
    same_person,
)
from punos.clients.queries.panel import PanelFacts, panel_facts
from punos.clients.queries.protected import ProtectedRow, protected_address
from punos.clients.queries.searching import Hit, search
from punos.clients.queries.suspicions import MergeRow, Pair, merges_of, pair, suspected_duplicates

__all__ = [
    "CapacityFact",
    "ClientCard",
    "ClientFacts",
    "CodeRow",
    "FindingRow",
    "Hit",
    "MergeRow",
    "Pair",
    "PanelFacts",
    "ProtectedRow",
    "RepresentativeFact",
    "RepresentativeRow",
    "Represented",
    "TieRow",
    "birth_date_of",
    "client_of_account",
    "clients_by_code",
    "codes_of",
    "facts_for_sharing",
    "finding_of",
    "get",
    "heading",
    "known_among",
    "letter_name",
    "letter_names",
    "life_of",
    "merged_into",
    "merges_of",
    "names",
    "of_person",
    "pair",
    "panel_facts",
    "phones",
    "protected_address",
    "reached_by",
    "representatives_of",
    "represented_by",
    "same_person",
    "search",
    "section_mark",
    "suspected_duplicates",
    "ties_of",
]
