"""Coming in: the pages before anything else, on a computer and on a phone, in three languages, by keyboard."""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Person


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_anybody_finds_the_way_in(person: Callable[..., Person], language: str, width: int) -> None:
    visitor = person("visitor", language=language, width=width)
    visitor.opens("/sign-in/")
    visitor.opens("/sign-in/password/reset/")
    visitor.opens("/sign-in/demo/")
