"""A real server, a real database and a real browser: what the stories stand on.

Every page a story opens is checked: axe finds no violation, nothing is written to the browser's console, the title
and the language are set, the page does not scroll sideways and weighs under 150 KB.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.test.testcases import LiveServerThread
from django.utils import translation
from playwright.sync_api import Browser, Page, Playwright, Response, sync_playwright

from tests.cast import Cast, gather

PASSWORD = "kolme tavallista sanaa"
LARGEST_PAGE = 150_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-quic"]
SHOTS = os.environ.get("PUNOS_SHOTS", "")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser that ``./run test`` found; Playwright's own where none is named."""
    driver: Playwright
    with sync_playwright() as driver:
        path = os.environ.get("PUNOS_CHROMIUM") or next(
            (p for p in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(p).exists()), None)
        try:
            browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        except Exception as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no browser could be started ({str(error).splitlines()[0]}); ./run test installs one")
        yield browser
        browser.close()


@pytest.fixture
def people(own_database: str) -> Cast:
    """The cast in a database committed to for real; each may sign in."""
    cache.clear()
    return gather(password=PASSWORD)


@pytest.fixture
def server(people: Cast) -> Iterator[str]:
    """The address of a server on that database."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


TORN = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(box =>
    /flex|grid/.test(getComputedStyle(box).display)
    && [...box.children].some(child => child.matches('span[lang]'))
    && [...box.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.textContent.trim())
).map(box => box.textContent.trim())"""
"""A run of words in two languages whose box lays each part out as a column of its own."""


class Person:
    """Somebody in front of a browser. Stories call her methods; each page she comes to is checked."""

    def __init__(self, browser: Browser, address: str, name: str, *, language: str = "fi", width: int = 1280,
                 scripts: bool = True) -> None:
        self.name, self.address, self.language, self.scripts = name, address, language, scripts
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale=language,
                                           java_script_enabled=scripts)
        self.context.set_default_timeout(10_000)
        self.context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.shots = 0
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def opens(self, path: str) -> Response | None:
        """She goes to an address of her own accord."""
        answer = self.page.goto(self.address + path)
        self.looks_around()
        return answer

    def signs_in(self, login: str, password: str = PASSWORD) -> None:
        self.page.goto(self.address + "/sign-in/")
        self.looks_around()
        self.page.get_by_role("textbox").first.fill(login)
        self.page.locator("input[type=password]").fill(password)
        self.page.locator("main button").first.click()
        self.looks_around()

    def words(self, text: str) -> str:
        """What this Finnish text of the program is in her language; what people wrote stays as it is."""
        if self.language == "fi":
            return text
        with translation.override(self.language):
            return translation.gettext(text)

    def presses(self, name: str) -> None:
        """A button or a link by the words on it, as a screen reader would find it."""
        name = self.words(name)
        target = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        try:
            target.first.click()
        except Exception as error:
            there = " ".join(self.page.locator("main").inner_text().split())
            error.add_note(f"{self.name} finds no {name!r} to press on {self.page.url}:\n{there[:3000]}")
            raise
        self.page.wait_for_load_state()
        self.looks_around()

    def opens_the_card_with(self, text: str) -> None:
        """The link or button of the card in which this text stands."""
        card = self.page.locator("article, li, section").filter(has_text=text).last
        card.get_by_role("link").first.click()
        self.page.wait_for_load_state()
        self.looks_around()

    def fills(self, label: str, text: str) -> None:
        self.page.get_by_label(self.words(label)).first.fill(text)

    def chooses(self, label: str) -> None:
        self.page.get_by_label(self.words(label), exact=True).first.check(force=True)  # its label lies on top of it

    def picks(self, label: str, option: str) -> None:
        self.page.get_by_label(self.words(label)).first.select_option(label=self.words(option))

    def is_asked(self, *labels: str) -> None:
        hidden = [label for label in labels if not self.page.get_by_label(self.words(label)).first.is_visible()]
        assert hidden == [], f"{self.name} is not asked {hidden} on {self.page.url}"

    def is_not_asked(self, *labels: str) -> None:
        asked = [label for label in labels if self.page.get_by_label(self.words(label)).first.is_visible()]
        assert asked == [], f"{self.name} is asked {asked} on {self.page.url}"

    def sees(self, *texts: str) -> None:
        words = " ".join(self.page.locator("body").inner_text().split())
        for text in map(self.words, texts):
            assert text in words, f"{self.name} does not see {text!r} on {self.page.url}:\n{words[:3000]}"

    def does_not_see(self, *texts: str) -> None:
        words = " ".join(self.page.locator("body").inner_text().split())
        for text in texts:  # as it stands: Finnish on a page of another language is found so
            assert text not in words, f"{self.name} sees {text!r} on {self.page.url}"

    def looks_around(self) -> None:
        """What must hold on every page."""
        where = f"{self.name} on {self.page.url}"
        if SHOTS:
            self.shots += 1
            self.page.screenshot(path=f"{SHOTS}/{self.name}-{self.language}-{self.shots:02d}.png", full_page=True)
        assert self.page.title().endswith("Punos"), f"{where}: title {self.page.title()!r}"
        assert self.page.locator("html").get_attribute("lang") == self.language, where
        assert self.page.locator("h1").count() == 1, f"{where}: one heading of the first level"
        if not self.scripts:
            return  # what measures a page is itself a script; the same pages are measured with scripts on
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{where}\n{found.generate_report()}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{where}: scrolls sideways by {wide} px"
        torn = self.page.evaluate(TORN)
        assert torn == [], f"{where}: words laid out beside each other as if they were boxes: {torn}"
        weight = len(self.page.content().encode())
        assert weight < LARGEST_PAGE, f"{where}: {weight} bytes"
        said = [text for text in self.said if "status of 404" not in text]  # a page that does not exist for her
        assert not said, f"{where}: {said}"

    def leaves(self) -> None:
        self.context.close()


@pytest.fixture
def person(chromium: Browser, server: str) -> Iterator[Callable[..., Person]]:
    """``person("Aino")`` sits down at a browser; ``width=390`` is a phone."""
    there: list[Person] = []

    def sits_down(name: str, **more: object) -> Person:
        there.append(Person(chromium, server, name, **more))  # type: ignore[arg-type]
        return there[-1]

    yield sits_down
    for somebody in there:
        somebody.leaves()
