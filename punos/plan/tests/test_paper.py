"""The plan on paper, read back: tagged, titled, in its language and order, with nothing that must not be there."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from punos.clients import actions as clients
from punos.intake.tests.conftest import door_of
from punos.kernel import clock
from punos.kernel.errors import Unseen
from punos.kernel.session import acting_as
from punos.lawfulness.categories import Category
from punos.plan import actions
from punos.plan.pdf import SIZES, pdf_of
from punos.plan.rules import Answer, Doer, DoerKind, LineKind
from punos.plan.sheet import LANGUAGES, Sheet, sheet_of
from punos.plan.tests.conftest import World, give, soon
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TYPED = "Öljy ja äiti 😀 #import \"x\": y #read(\"/etc/passwd\") *lihava* $x^2$ \\ <b>&amp; ”lainaus” مرحبا"


def full(world: World, cast: Cast) -> None:
    actions.tell(client=world.client, text=TYPED, seen=0, by=cast.maija)
    goal = actions.set_goal(client=world.client, text="Nähdä lapsenlapset.", by=cast.aino)
    actions.add_step(goal=goal.pk, text="Soitan Liisalle.", doer=Doer(DoerKind.CLIENT), by_when=soon(), by=cast.aino)
    actions.add_step(goal=goal.pk, text="Varataan kuljetus.", doer=Doer(DoerKind.ACCOUNT, cast.niko.account),
                     by_when=soon(8), by=cast.aino)
    actions.write_line(client=world.client, kind=LineKind.STRENGTH, text="Laulaa kuorossa.", by=cast.niko)
    actions.write_line(client=world.client, kind=LineKind.HELPERS, text="Matti käy kaupassa.", by=cast.aino)
    actions.write_line(client=world.client, kind=LineKind.CONCLUSION, text="Vain rekisterissä.", by=cast.aino)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, by=cast.maija)


def sheet_for(world: World, cast: Cast, language: str = "fi") -> Sheet:
    with acting_as(cast.maija):
        return sheet_of(cast.maija, world.client, language)


def root_of(reader: PdfReader) -> Any:
    """The document's catalogue."""
    return reader.trailer["/Root"]


def read(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(pdf))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def tags(reader: PdfReader) -> list[str]:
    """The structure of the document, in reading order."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk(node.get("/K", ArrayObject()).get_object() if "/K" in node else None)
        elif isinstance(node, ArrayObject):
            for child in node:
                walk(child.get_object())

    walk(root_of(reader)["/StructTreeRoot"])
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_is_tagged_titled_and_reads_in_order(world: World, cast: Cast, language: str, size: str) -> None:
    full(world, cast)
    sheet = sheet_for(world, cast, language)
    reader, text = read(pdf_of(sheet, size))
    root = root_of(reader)
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == language
    assert reader.metadata is not None and reader.metadata.title == f"{sheet.words['title']}: Maija Meri"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    structure = tags(reader)
    assert structure.count("/H1") >= 5 and {"/H2", "/L", "/LI", "/P"} <= set(structure)
    order = [sheet.words[key] for key in ("title", "matters", "goals", "strengths", "helpers", "review", "answers")]
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)
    for said in ("Öljy ja äiti 😀", '#read("/etc/passwd")', "*lihava* $x^2$", "Nähdä lapsenlapset.", "Soitan Liisalle.",
                 "Niko Niemi, sairaanhoitaja", "Laulaa kuorossa.", "Aino Aalto", "40 555 01"):
        assert said in " ".join(text.split()), said
    assert "Vain rekisterissä." not in text and "root:" not in text


def test_large_print_is_larger(world: World, cast: Cast) -> None:
    full(world, cast)
    sheet, heights = sheet_for(world, cast), {}
    for size in SIZES:
        sizes: list[float] = []

        def visit(_text: str, _page: Any, matrix: list[float], _font: Any, points: float, into: Any = sizes) -> None:
            into.append(abs(points * matrix[3]))

        PdfReader(io.BytesIO(pdf_of(sheet, size))).pages[0].extract_text(visitor_text=visit)
        heights[size] = max(sizes)
    assert heights["large"] > heights["a4"] * 1.2


def test_a_letter_no_font_has_never_keeps_the_plan_from_her(world: World, cast: Cast) -> None:
    actions.tell(client=world.client, text="Minä 中文 \U000fffff koti", seen=0, by=cast.maija)
    reader, text = read(pdf_of(sheet_for(world, cast)))
    assert root_of(reader)["/MarkInfo"]["/Marked"] and "koti" in text


def test_a_protected_address_is_never_on_the_paper(world: World, cast: Cast) -> None:
    full(world, cast)
    clients.protect_address(client=world.client, valid_from=clock.today(), until=clock.today() + timedelta(days=900),
                            by=cast.aino)
    give(world.client, cast.aino, Category.PROTECTED_ADDRESS)
    clients.edit_protected(client=world.client, values={
        "phone": "+358405550199", "email": "", "street": "Salapolku 7", "postal_code": "26100", "city": "Rauma",
        "municipality": "684"}, by=cast.aino)
    for who in (cast.maija, cast.aino):
        with acting_as(who):
            _reader, text = read(pdf_of(sheet_of(who, world.client, "fi")))
        assert "Salapolku" not in text and "5550199" not in text.replace(" ", "") and "Rauma" not in text


def test_a_stranger_gets_no_paper(world: World, cast: Cast) -> None:
    with acting_as(cast.eero), pytest.raises(Unseen):
        sheet_of(cast.eero, world.client, "fi")


def test_no_plan_is_shown_without_the_name_of_whose_it_is(world: World, cast: Cast) -> None:
    full(world, cast)
    give(world.client, cast.eero, Category.PLAN)
    with acting_as(cast.eero), pytest.raises(Unseen):
        sheet_of(cast.eero, world.client, "fi")
    for name in ("work:plan", "work:plan_assessment", "work:plan_texts", "work:plan_print", "work:plan_pdf"):
        assert door_of(cast.eero).get(reverse(name, args=[world.client])).status_code == 404, name


def test_who_may_not_see_her_words_reads_that_and_no_empty_places(world: World, cast: Cast) -> None:
    full(world, cast)
    give(world.client, cast.eero, Category.PLAN, Category.IDENTITY)
    with acting_as(cast.eero):
        _reader, text = read(pdf_of(sheet_of(cast.eero, world.client, "fi")))
    assert "Et näe näitä tietoja." in text and "Hätätilanteessa soita 112." in text
    assert "Tähän tulee, mitä itse sanot." not in text and "Kuka vastaa kokonaisuudesta?" not in text
    page = door_of(cast.eero).get(reverse("work:plan", args=[world.client])).content.decode()
    for name, more in (("work:plan_words", []), ("work:plan_line_new", ["own_proposal"])):
        assert reverse(name, args=[world.client, *more]) + '"' not in page, name
