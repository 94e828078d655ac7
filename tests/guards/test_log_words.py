"""Whatever is written about a client has plain words in her log; no words stand there for what is never written."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.utils.translation import override

from punos.consent.rules import Event
from punos.portal.pages.log import Line, folded
from punos.portal.pages.log_words import FOLLOWS, LOOKS, WORDS

ROOT = Path(__file__).parents[2]
WRITTEN = re.compile(r'(?:audit\.record\(|name=|journal=)?\s*"([a-z_]+\.[a-z_]+)"')
CONTEXTS = {path.name for path in (ROOT / "punos").iterdir() if path.is_dir()}
NOT_ABOUT_HER = ("accounts.", "directory.", "plan.free_unseen", "team.end_lapsed",
                 "intake.give_guidance", "clients.search", "clients.look_for_duplicates", "clients.read_list",
                 "cases.look_who_is_away", "cases.escalate_unanswered",
                 "cases.no_former_holder",
                 "identification.store_rules", "identification.approve_rules", "identification.record_run",
                 "identification.ask_", "identification.compare_rules", "identification.prepare_named_run",
                 "identification.approve_named_run", "identification.stop_named_run", "identification.forget_ended",
                 "identification.load_people", "identification.take_in_model_rules", "identification.forget_counts",
                 "identification.find_by_keys")


def codes_in(text: str) -> set[str]:
    """The action codes this source writes."""
    return {code for code in WRITTEN.findall(text) if code.split(".")[0] in CONTEXTS}


def wordless(codes: set[str], words: Collection[str]) -> set[str]:
    """Codes of hers without words in her log."""
    return {code for code in codes if not code.startswith(NOT_ABOUT_HER)} - set(words)


def written() -> set[str]:
    """Every action code the program writes to the journal."""
    sources = (path.read_text() for path in (ROOT / "punos").rglob("*.py")
               if "tests" not in path.parts and "migrations" not in path.parts
               and ("actions" in path.stem or "actions" in path.parts or "audit.record(" in path.read_text()))
    codes = {code for text in sources for code in codes_in(text)}
    return codes | {f"consent.{event.value}" for event in Event}


def test_every_row_of_hers_has_plain_words() -> None:
    assert wordless(written(), WORDS) == set(), "give these words in punos/portal/pages/log_words.py"


def test_no_words_are_left_over() -> None:
    assert WORDS.keys() - written() == set()


def test_these_guards_see_what_they_look_for() -> None:
    assert codes_in('audit.record("plan.peek", by=by)\nname="team.wave"\n"os.path"') == {"plan.peek", "team.wave"}
    assert wordless({"plan.peek", "accounts.join_unit", "team.invite"}, {"team.invite": "kutsui"}) == {"plan.peek"}


def test_a_day_of_one_person_is_one_line_and_keeps_every_row() -> None:
    aino, niko = uuid4(), uuid4()
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def row(number: int, account: UUID, action: str, days_ago: int = 0) -> Line:
        return Line(number, noon - timedelta(days=days_ago), "Sairaanhoitaja, Kotihoito", WORDS[action], "", "",
                    account, action)

    rows = [row(9, aino, "plan.read"), row(8, niko, "plan.read"), row(7, aino, "access.open_grants"),
            row(6, aino, "team.invite"), row(5, aino, "plan.read"), row(4, aino, "clients.read_page"),
            row(3, aino, "access.open_grants", 1)]
    with override("fi"):
        days = folded(rows)
        assert [day.said for day in days] == [
            ("kutsui jonkun tiimiisi", "katsoi suunnitelmaasi ja sivuasi"), ("luki suunnitelmaasi",),
            ("avasi tietojasi nähtäväksi",)]
    assert sorted(line.id for day in days for line in day.rows) == [3, 4, 5, 6, 7, 8, 9]


def test_every_look_in_the_sum_is_a_row_that_has_words() -> None:
    assert LOOKS.keys() | FOLLOWS <= WORDS.keys()
