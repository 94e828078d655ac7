"""Names stand in the order of a Finnish telephone book."""

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from punos.kernel.sorting import finnish_sort_key

IN_ORDER = [
    "Aalto", "Aalto Maija", "aaltola", "Aaltola", "Cedercreutz", "Čeper", "de la Cruz", "Järvi", "Jääskeläinen",
    "Uusitalo", "Virta", "Wirta", "Virtanen", "Vuori", "Wuori", "Yli-Talo", "Ylitalo", "Ytti", "Zorro", "Åberg",
    "äiti", "Äiti", "Öljy", "Øster",
]  # fmt: skip
names = st.text(st.sampled_from("aAbvVwWzåÅäÄöÖéüy -"), max_size=6)


def test_the_phone_book_order_holds_however_the_names_were_shuffled() -> None:
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=finnish_sort_key) == IN_ORDER


def test_the_sample_that_plain_code_points_get_wrong() -> None:
    sample = ["Aalto", "Vuori", "Wuori", "Zorro", "Äiti", "Åberg", "Öljy", "äiti"]
    assert sorted(sample, key=finnish_sort_key) == ["Aalto", "Vuori", "Wuori", "Zorro", "Åberg", "äiti", "Äiti", "Öljy"]


@given(names, names)
def test_the_key_tells_texts_apart_and_sees_through_decomposed_letters(one: str, other: str) -> None:
    def same(text: str) -> str:
        return unicodedata.normalize("NFC", " ".join(text.split()))

    assert (finnish_sort_key(one) == finnish_sort_key(other)) == (same(one) == same(other))
    assert finnish_sort_key(unicodedata.normalize("NFD", one)) == finnish_sort_key(one)


@given(names, names, names)
def test_the_family_name_decides_before_the_given_name(family: str, one: str, other: str) -> None:
    longer = family.strip() + " b"
    assert finnish_sort_key(family, one) < finnish_sort_key(longer, other)


@given(st.text(max_size=20))
def test_any_text_has_a_key_that_a_database_can_store_if_it_could_store_the_text(text: str) -> None:
    assert ("\x00" in finnish_sort_key(text)) == ("\x00" in text)
