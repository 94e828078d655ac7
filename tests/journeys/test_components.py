"""The gallery of components, in a real browser: every page stands on these."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Request

from tests.journeys.conftest import LARGEST_PAGE, Person

GALLERY = "/guide/components/"
NARROWEST = 320  # 1280 px at 400 % zoom


@pytest.mark.parametrize("width", [1280, 390, NARROWEST])
def test_every_component_in_every_state_is_accessible_at_every_width(person: Callable[..., Person], width: int) -> None:
    visitor = person("visitor", width=width)
    most = ("?form=wrong", "work/", "my/?for=1")
    for page in (*most, "", "?form=filled", "lead/", "guide/", "document/?large=1") if width == 1280 else most:
        visitor.opens(GALLERY + page)


def test_everything_a_finger_must_hit_is_large_enough(person: Callable[..., Person]) -> None:
    visitor = person("visitor", width=390)
    for page in ("", "my/?for=1"):
        visitor.opens(GALLERY + page)
        small = visitor.page.evaluate(
            """() => [...document.querySelectorAll("button, .button, summary, input:not([type=hidden]), select,"
                 + ".choice, nav a, .person-contact a, .acting-for a")]
               .filter(e => e.offsetParent && !e.closest(".choice, .hidden-text, .search-go, .breadcrumb"))
               .map(e => [e.textContent.trim().slice(0, 30) || e.name, Math.round(e.getBoundingClientRect().height)])
               .filter(([what, height]) => height < 44)"""
        )
        assert not small


def test_the_words_of_a_rows_button_stay_on_one_line_where_there_is_room(person: Callable[..., Person]) -> None:
    visitor = person("visitor", width=1280)
    for page in ("", "work/"):
        visitor.opens(GALLERY + page)
        broken = visitor.page.evaluate(
            """() => [...document.querySelectorAll(".row-action .button > span")]
               .filter(e => e.offsetHeight > 1.9 * parseFloat(getComputedStyle(e).fontSize)).map(e => e.textContent)"""
        )
        assert visitor.page.locator(".row-action .button > span").count() and not broken


def test_a_page_with_all_its_styles_type_and_scripts_is_light(person: Callable[..., Person]) -> None:
    visitor = person("visitor")
    for page in ("work/", "my/"):
        weights: dict[str, int] = {}

        def weigh(request: Request, weights: dict[str, int] = weights) -> None:
            weights[request.url] = request.sizes()["responseBodySize"]

        visitor.page.on("requestfinished", weigh)
        visitor.opens(GALLERY + page)
        visitor.page.remove_listener("requestfinished", weigh)
        assert sum(weights.values()) < LARGEST_PAGE, weights


def test_without_scripts_the_question_is_a_page_and_nothing_is_hidden(person: Callable[..., Person]) -> None:
    visitor = person("visitor", scripts=False)
    visitor.page.goto(visitor.address + GALLERY + "my/")
    visitor.page.locator(".account summary").click()
    visitor.sees("Svenska", "English", "Kirjaudu ulos")
    visitor.page.goto(visitor.address + GALLERY)
    assert visitor.page.get_by_role("link", name="Avaa kysymys").get_attribute("href")


def test_slash_leads_to_the_search_but_not_while_writing(person: Callable[..., Person]) -> None:
    worker = person("worker")
    worker.opens(GALLERY + "work/")
    worker.page.keyboard.press("/")
    assert worker.page.locator("#top-search").evaluate("e => e === document.activeElement")
    worker.page.keyboard.type("1/2")
    assert worker.page.locator("#top-search").input_value() == "1/2"


def test_the_error_summary_has_the_focus_and_leads_to_the_field(person: Callable[..., Person]) -> None:
    worker = person("worker")
    worker.opens(GALLERY + "?form=wrong")
    assert worker.page.locator("#error-summary").evaluate("e => e === document.activeElement")
    worker.page.get_by_role("link", name="Tarkista päivä").click()
    assert worker.page.locator("#id_day").evaluate("e => e === document.activeElement")


def test_a_long_text_survives_a_reload_in_this_tab_and_reaches_no_other(person: Callable[..., Person]) -> None:
    worker = person("worker")
    worker.opens(GALLERY)
    words = "Hän kertoi, että yöt ovat vaikeita. 🌙"
    worker.fills("Mitä asiakas kertoo?", words)
    worker.page.wait_for_timeout(600)
    worker.page.once("dialog", lambda question: question.accept())
    worker.page.reload()
    assert worker.page.get_by_label("Mitä asiakas kertoo?").input_value() == words
    worker.sees("Jatkat tekstiä, joka jäi kesken.")

    another = worker.context.new_page()
    another.goto(worker.address + GALLERY)
    assert another.get_by_label("Mitä asiakas kertoo?").input_value() == ""

    worker.page.get_by_role("button", name="Tyhjennä").click()
    worker.page.reload()
    assert worker.page.get_by_label("Mitä asiakas kertoo?").input_value() == ""


def test_signing_out_takes_the_drafts_along(person: Callable[..., Person]) -> None:
    worker = person("worker")
    worker.opens(GALLERY)
    worker.fills("Mitä asiakas kertoo?", "Luonnos")
    worker.page.wait_for_timeout(600)
    kept = "Object.keys(sessionStorage).filter(key => key.startsWith('punos-draft:')).length"
    assert worker.page.evaluate(kept) == 1
    worker.page.evaluate(
        "document.querySelector('[data-sign-out]').dispatchEvent(new Event('submit', {cancelable: true}))"
    )
    assert worker.page.evaluate(kept) == 0
    assert worker.page.evaluate("localStorage.length") == 0


def test_an_impatient_second_click_sends_nothing(person: Callable[..., Person]) -> None:
    worker = person("worker")
    worker.opens(GALLERY)
    worker.page.evaluate(
        """() => { window.sent = 0;
          document.addEventListener("submit", event => {
            if (!event.defaultPrevented) window.sent += 1; event.preventDefault(); }); }"""
    )
    button = worker.page.get_by_role("button", name="Tallenna")
    button.click()
    button.click()
    assert worker.page.evaluate("window.sent") == 1


def test_the_dialog_closes_by_escape_and_gives_the_focus_back(person: Callable[..., Person]) -> None:
    worker = person("worker")
    worker.opens(GALLERY)
    opener = worker.page.get_by_role("link", name="Avaa kysymys")
    opener.focus()
    worker.page.keyboard.press("Enter")
    assert worker.page.get_by_role("dialog", name="Perutaanko lupa?").is_visible()
    worker.looks_around()
    worker.page.keyboard.press("Escape")
    assert not worker.page.locator("#ask").is_visible()
    assert opener.evaluate("e => e === document.activeElement")
