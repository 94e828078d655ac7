"""The texts of Punos: collected from code and templates, kept per context and language, checked, compiled.

The Finnish text is the msgid, so there is no Finnish catalogue. Files carry no line numbers and no dates and are
sorted, so that a diff shows what changed in words and nothing else.
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
TRANSLATIONS = ("sv", "en")
DOMAIN = "django"
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_JINJA_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
_NOT_FOR_PEOPLE = {"migrations", "tests", "locale", "static", "__pycache__"}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*[sdf]|%[sd]")
_HEADER_NOISE = re.compile(
    r'^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator'
    r"|Language-Team|Generated-By|MIME-Version|Content-Transfer-Encoding):.*\n",
    re.MULTILINE,
)

Key = tuple[str | None, Any]  # (context of the word, msgid or the pair of singular and plural)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something to mend: where, what kind, which text."""

    place: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.kind}: {self.text}"


def contexts(package: Path = PACKAGE) -> list[Path]:
    """Every folder under ``punos/`` that is a context of its own."""
    return sorted(folder for folder in package.iterdir() if (folder / "__init__.py").exists())


def collect(context: Path) -> Catalog:
    """The texts in a context's Python and templates. A template that cannot be parsed is an error."""
    found = Catalog(fuzzy=False)
    for file in _sources(context):
        for _line, text, _comments, word_context in _texts_in(file):
            found.add(text, context=word_context)
    return found


def _sources(context: Path) -> Iterator[Path]:
    for file in sorted(context.rglob("*")):
        if file.suffix in (".py", ".html", ".txt") and not _NOT_FOR_PEOPLE & set(file.relative_to(context).parts):
            yield file


def _texts_in(file: Path) -> Iterable[tuple[int, Any, list[str], str | None]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return list(extract("python", BytesIO(source.encode()), KEYWORDS))
    if "templates_django" in file.parts:
        from django.utils.translation.template import templatize

        return list(extract("python", BytesIO(templatize(source).encode()), KEYWORDS))
    if "templates" in file.parts:
        return list(extract("jinja2.ext.babel_extract", BytesIO(source.encode()), KEYWORDS, (), _JINJA_OPTIONS))
    return []


def catalogue_file(context: Path, language: str) -> Path:
    """Where a context's translations into ``language`` live."""
    return context / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(file: Path, language: str) -> Catalog:
    """The translations in ``file``; an empty catalogue when there is none yet."""
    if not file.exists():
        return Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=language, domain=DOMAIN, abort_invalid=True)


def write(file: Path, catalogue: Catalog) -> None:
    """Write sorted, without line numbers and dates."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_text(catalogue), encoding="utf-8")


def as_text(catalogue: Catalog) -> str:
    """The text of a .po file as it is kept."""
    catalogue.header_comment = ""
    out = BytesIO()
    write_po(out, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    text = _HEADER_NOISE.sub("", out.getvalue().decode())
    return text.removeprefix("#").lstrip()


def _messages(catalogue: Catalog) -> dict[Key, Message]:
    return {(message.context, message.id): message for message in catalogue if message.id}


def update(package: Path = PACKAGE, only: Collection[str] = ()) -> list[Finding]:
    """Bring the catalogues (of the contexts named in ``only``, else all) in line with the code.

    A text translated in one context is offered to the others. Texts that nobody uses any more are dropped.
    Answers with what is still missing.
    """
    found = {context: collect(context) for context in contexts(package)}
    missing: list[Finding] = []
    for language in TRANSLATIONS:
        known: dict[Key, Any] = {}
        for context in found:
            for key, message in _messages(read(catalogue_file(context, language), language)).items():
                if _translated(message):
                    known.setdefault(key, message.string)
        for context, template in found.items():
            file = catalogue_file(context, language)
            wanted = _messages(template)
            if (only and context.name not in only) or (not wanted and not file.exists()):
                continue
            old = _messages(read(file, language))
            fresh = Catalog(locale=language, domain=DOMAIN, fuzzy=False)
            for key, message in wanted.items():
                kept = old.get(key)
                string = kept.string if kept and _translated(kept) else known.get(key)
                fresh.add(message.id, string, context=message.context)
                if not string:
                    missing.append(Finding(_place(file), "missing", _shown(message.id)))
            write(file, fresh)
    return missing


def fill(words: dict[str, list[Any]], package: Path = PACKAGE) -> int:
    """Write translations into every catalogue that lacks them; answers how many places were filled.

    ``words`` maps the Finnish text (the singular, where there are two) to ``[Swedish, English]``; each is a text
    or a list ``[singular, plural]``.
    """
    filled = 0
    for context in contexts(package):
        for at, language in enumerate(TRANSLATIONS):
            file = catalogue_file(context, language)
            if not file.exists():
                continue
            catalogue = read(file, language)
            before = filled
            for (_word_context, text), message in _messages(catalogue).items():
                offered = words.get(text[0] if isinstance(text, list | tuple) else text)
                if offered and not _translated(message):
                    message.string = tuple(offered[at]) if isinstance(text, list | tuple) else offered[at]
                    filled += 1
            if filled > before:
                write(file, catalogue)
    return filled


def check(package: Path = PACKAGE) -> list[Finding]:
    """Everything that would show a person a missing, doubtful or broken text; empty when all is well."""
    findings: list[Finding] = []
    translations: dict[tuple[str, Key], tuple[Any, str]] = {}
    for context in contexts(package):
        wanted = _messages(collect(context))
        findings += [
            Finding(_place(file), f"line {line}", why) for file in _sources(context) for line, why in bad_calls(file)
        ]
        for language in TRANSLATIONS:
            file = catalogue_file(context, language)
            if not wanted and not file.exists():
                continue
            findings += _check_one(file, language, wanted, translations)
    return sorted(set(findings))


def _check_one(
    file: Path, language: str, wanted: dict[Key, Message], translations: dict[tuple[str, Key], tuple[Any, str]]
) -> Iterator[Finding]:
    place = _place(file)
    present = _messages(read(file, language))
    for key, message in wanted.items():
        translated = present.get(key)
        if translated is None or not _translated(translated):
            yield Finding(place, "missing", _shown(message.id))
            continue
        if translated.fuzzy:
            yield Finding(place, "fuzzy", _shown(message.id))
        if why := _mismatch(message, translated):
            yield Finding(place, why, _shown(message.id))
        elsewhere = translations.setdefault((language, key), (translated.string, place))
        if elsewhere[0] != translated.string:
            yield Finding(place, f"translated otherwise in {elsewhere[1]}", _shown(message.id))
    for key in present.keys() - wanted.keys():
        yield Finding(place, "unused", _shown(key[1]))


def _translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(strings) and all(strings)


def _mismatch(message: Message, translated: Message) -> str | None:
    """Why the translation would break or look broken beside the Finnish text."""
    originals: list[str] = _all(message.id)
    strings: list[str] = _all(translated.string)
    allowed = set().union(*(placeholders(text) for text in originals))
    for text in strings:
        if not placeholders(text) <= allowed:
            return "unknown placeholder"
    if placeholders(originals[-1]) - placeholders(strings[-1]):
        return "placeholder lost"
    if (originals[0][:1].isspace(), originals[0][-1:].isspace()) != (
        strings[0][:1].isspace(),
        strings[0][-1:].isspace(),
    ):
        return "blanks at the ends differ"
    return None


def _all(texts: Any) -> list[str]:
    """One text or singular and plural, as a list."""
    return [str(text or "") for text in (texts if isinstance(texts, list | tuple) else [texts])]


def _blank_ends(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def placeholders(text: str) -> set[str]:
    """``%(name)s`` and ``%s`` in a text; doubled per cent signs are none."""
    return {match.group(0) for match in _PLACEHOLDER.finditer(text.replace("%%", ""))}


def bad_calls(file: Path) -> list[tuple[int, str]]:
    """Calls whose text cannot be found in a catalogue: put together before it is translated."""
    if file.suffix != ".py":
        return []
    problems = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in KEYWORDS:
            continue
        for argument in node.args:
            if isinstance(argument, ast.JoinedStr):
                problems.append((node.lineno, f"f-string inside {name}(); use %(name)s and fill it afterwards"))
            elif isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Mod | ast.Add):
                if any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(argument)):
                    problems.append((node.lineno, f"text put together inside {name}(); fill it afterwards"))
            elif isinstance(argument, ast.Call) and getattr(argument.func, "attr", "") == "format":
                problems.append((node.lineno, f".format() inside {name}(); fill it afterwards"))
    return problems


def compile_all(package: Path = PACKAGE, *, only_stale: bool = False) -> int:
    """Write the .mo files that Django reads; answers how many. Safe when two processes start at once."""
    written = 0
    for context in contexts(package):
        for language in TRANSLATIONS:
            source = catalogue_file(context, language)
            target = source.with_suffix(".mo")
            if not source.exists() or (only_stale and _fresh(target, source)):
                continue
            handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
            with os.fdopen(handle, "wb") as out:
                write_mo(out, read(source, language))
            Path(temporary).chmod(0o644)
            Path(temporary).replace(target)
            written += 1
    return written


def compile_stale() -> None:
    """At start: compile what changed. Where the code cannot be written to, `texts compile` has been run before."""
    with suppress(OSError):
        compile_all(only_stale=True)


def _fresh(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _place(file: Path) -> str:
    return str(file.relative_to(PACKAGE.parent)) if file.is_relative_to(PACKAGE.parent) else str(file)


def _shown(message_id: Any) -> str:
    text = message_id[0] if isinstance(message_id, list | tuple) else message_id
    return repr(text if len(text) < 90 else text[:89] + "…")


def as_readable(findings: list[Finding]) -> str:
    """The findings as lines, and how many there are."""
    out = StringIO()
    for finding in findings:
        print(finding, file=out)
    print(f"{len(findings)} to mend" if findings else "all texts are there in sv and en", file=out)
    return out.getvalue()
