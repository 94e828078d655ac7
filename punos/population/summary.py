"""The readable result: a page with pictures, each with the same numbers as a table, and a short form in text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from punos.population.ruleset import SEGMENTS
from punos.population.schema import FAILURE_DEMAND
from punos.population.summary_texts import text
from punos.population.summary_words import CAUSES, REJECTED, SIGNALS, VALUES, notes, why, word

HIDDEN = "*"  # in a table; beneath it stands once what it means
STYLE = """
body{font:16px/1.5 "Source Sans 3",system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.7rem}h2{font-size:1.2rem;margin-top:2.2rem}h1,h2,h3,p,li{overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:.6rem 0}.scroll:focus-visible{outline:3px solid #0000bf;outline-offset:2px}
table{border-collapse:collapse;width:100%}tbody th{font-weight:400;min-width:9rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ccc}
td.n,th.n{text-align:right}td.n{white-space:nowrap}tbody tr.total>*{font-weight:600}
svg{display:block;width:100%;height:auto}svg.bars{max-width:24rem}svg.curve{max-width:22.5rem}
.small{color:#4a4a4a;font-size:.9rem}
"""


def number(value: float | int | None, language: str, *, decimals: int = 0) -> str:
    """A number as its readers write it; an empty one as a dash."""
    if value is None:
        return "–"
    shown = f"{value:,.{decimals}f}"
    return shown if language == "en" else shown.replace(",", "\u00a0").replace(".", ",")


def percent(value: float, language: str) -> str:
    """A share as per cent with one decimal."""
    return number(value * 100, language, decimals=1) + "\u00a0%"


def terminal_text(figures: dict[str, Any], language: str = "fi") -> str:
    """The result in a dozen lines."""

    def t(key: str) -> str:
        return text(key, language)

    window, rows = figures["window"], figures["rows"]
    lines = [
        t("title"),
        f"  {t('window')}: {window['first']} – {window['last']}",
        f"  {t('rows')}: {number(rows['read'], language)}",
    ]
    for reason, count in rows["rejected"].items():
        lines.append(f"  {t('rejected')}: {word(REJECTED, reason, language)} {number(count, language)}")
    if "persons" in figures:
        lines.append(f"  {t('persons')}: {_count(figures['persons'], figures, language)}")
        lines.append(f"  {t('suggested')}: {_count(figures['suggested'], figures, language)}")
        for segment in SEGMENTS:
            lines.append(f"    {t(segment)}: {_count(figures['segments'][segment], figures, language)}")
        for name, found in figures["concentration"].items():
            tenth = found and found["top"]["10"]
            if tenth:
                top = text("top", language, n=10)
                lines.append(f"  {t(name)}: {top}: {percent(tenth['value'], language)}")
    for signal, reason in figures["not_computable"].items():
        lines.append(f"  {t('not_computable')}: {word(SIGNALS, signal, language)} ({why(reason, language)})")
    lines += [f"  {t('notes')}: {one}" for one in notes(figures, language)]
    return "\n".join([*lines, "  " + t("verdict")])


def html_page(figures: dict[str, Any], language: str = "fi") -> str:
    """The whole summary as one self-contained page."""

    def t(key: str) -> str:
        return escape(text(key, language))

    rules, window = figures["rules"], figures["window"]
    body = [
        f"<h1>{t('title')}</h1>",
        f"<p>{t('window')}: {window['first']} – {window['last']}. {t('rules')}: {escape(rules['name'])} "
        f"{escape(rules['version'])} ({rules['fingerprint']}), {t('threshold')} {rules['threshold']}.</p>",
        f"<p class=small>{t('verdict')} {t('source')}</p>",
        _rows(figures, language),
    ]
    if "persons" in figures:
        body += [_people(figures, language), _concentration(figures, language)]
        body += [_failure(figures, language, key) for key in figures["failure_demand"]]
        body += [_groups(figures, language, key) for key in figures["groups"]]
        body += [_overlaps(figures, language), _flows(figures, language)]
    if figures["not_computable"] or figures["notes"]:
        listed = [f"{word(SIGNALS, k, language)}: {why(v, language)}" for k, v in figures["not_computable"].items()]
        told = notes(figures, language)
        body.append(f"<h2>{t('not_computable')}</h2><ul>{_items(listed)}</ul>" if listed else "")
        body.append(f"<h2>{t('notes')}</h2><ul>{_items(told)}</ul>" if told else "")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>{t("title")}</title><style>{STYLE}</style></head>'
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


def _count(value: int | None, figures: dict[str, Any], language: str) -> str:
    return text("hidden", language, n=figures["least"]) if value is None else number(value, language)


def _cell(value: int | None, language: str) -> str:
    return HIDDEN if value is None else number(value, language)


def _table(
    label: str, head: Sequence[str], rows: Sequence[Sequence[str]], figures: dict[str, Any], language: str, *,
    total: bool = False,
) -> str:  # fmt: skip
    """A table whose first column is words and whose others are numbers; scrolls in itself where it is too wide.

    ``total`` says that the last row is one. Where a cell is hidden, what the sign means stands beneath, once.
    """
    first = "".join(f'<th scope="col"{"" if i == 0 else " class=n"}>{escape(h)}</th>' for i, h in enumerate(head))
    lines = [
        f'<tr{" class=total" if total and i == len(rows) - 1 else ""}><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td class=n>{escape(c)}</td>" for c in row[1:])
        + "</tr>"
        for i, row in enumerate(rows)
    ]
    beneath = f"<p class=small>{escape(text('hidden_beneath', language, n=figures['least']))}</p>"
    named = f'aria-label="{escape(label)}"'
    return (
        f'<div class=scroll role="region" tabindex="0" {named}><table {named}>'
        f"<thead><tr>{first}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
        + (beneath if any(HIDDEN in row for row in rows) else "")
    )


def _rows(figures: dict[str, Any], language: str) -> str:
    rows = figures["rows"]
    listed = [f"{text('rows', language)}: {number(rows['read'], language)}"]
    listed += [
        f"{text('rejected', language)}: {word(REJECTED, k, language)} {number(v, language)}"
        for k, v in rows["rejected"].items()
    ]
    return f"<ul>{_items(listed)}</ul>"


def _bars(values: list[tuple[str, int | None]], alt: str, language: str) -> str:
    """Bars with their words and figures above them, so that both can be read on a narrow screen."""
    top = max((v or 0 for _, v in values), default=0) or 1
    parts = []
    for i, (name, value) in enumerate(values):
        y = i * 48
        parts.append(
            f'<text x="0" y="{y + 16}" font-size="15">{escape(name)}</text>'
            f'<text x="340" y="{y + 16}" font-size="15" text-anchor="end">{escape(_cell(value, language))}</text>'
            f'<rect x="0" y="{y + 23}" width="{round(340 * (value or 0) / top, 1)}" height="14" fill="#0000bf"/>'
        )
    shown = "; ".join(f"{name}: {_cell(value, language)}" for name, value in values)
    return (
        f'<svg class=bars viewBox="0 0 340 {len(values) * 48}" role="img" aria-label="{escape(f"{alt}. {shown}")}">'
        f"{''.join(parts)}</svg>"
    )


def _people(figures: dict[str, Any], language: str) -> str:
    values = [(text(s, language), figures["segments"][s]) for s in SEGMENTS]
    values += [(text("suggested", language), figures["suggested"])]
    rows = [(name, _cell(v, language)) for name, v in values]
    rows.append((text("persons", language), _cell(figures["persons"], language)))
    title = text("segments", language)
    table = _table(
        text("people_of_rules", language), [text("group", language), text("persons", language)], rows, figures,
        language, total=True,
    )  # fmt: skip
    return f"<h2>{escape(title)}</h2>" + _bars(values[: len(SEGMENTS)], title, language) + table


def _concentration(figures: dict[str, Any], language: str) -> str:
    parts = [f"<h2>{escape(text('concentration', language))}</h2>"]
    for name, found in figures["concentration"].items():
        if not found:
            continue
        title = text(name, language)
        parts.append(f"<h3>{escape(title)}</h3>")
        if found["lorenz"]:
            parts.append(_lorenz(title, found["lorenz"], figures, language))
        rows = []
        for n, share in found["top"].items():
            shown = (HIDDEN, HIDDEN) if share is None else (
                percent(share["value"], language),
                f"{percent(share['low'], language)} – {percent(share['high'], language)}",
            )  # fmt: skip
            rows.append((text("top", language, n=n), *shown))
        g = found["gini"]
        low, high = (number(g[end], language, decimals=3) for end in ("low", "high"))
        rows.append((text("gini", language), number(g["value"], language, decimals=3), f"{low} – {high}"))
        head = [text("group", language), text("share", language), text("interval", language)]
        parts.append(_table(f"{title}: {text('share', language)}", head, rows, figures, language))
    return "".join(parts)


def _lorenz(title: str, points: list[list[float]], figures: dict[str, Any], language: str) -> str:
    line = " ".join(f"{40 + p * 3:.1f},{320 - v * 300:.1f}" for p, v in points)
    label = escape(text("lorenz", language))
    table = _table(
        f"{title}: {text('lorenz', language)}",
        [text("percent_persons", language), text("share", language)],
        [(number(p, language), percent(v, language)) for p, v in points],
        figures, language,
    )  # fmt: skip
    return (
        f'<svg class=curve viewBox="0 0 360 350" role="img" aria-label="{escape(title)}: {label}">'
        '<path d="M40 20V320H340" fill="none" stroke="#666"/><path d="M40 320L340 20" stroke="#767676" '
        f'stroke-dasharray="4"/><polyline points="{line}" fill="none" stroke="#0000bf" stroke-width="3"/>'
        '<text x="34" y="25" font-size="13" text-anchor="end">100</text><text x="34" y="324" font-size="13" '
        'text-anchor="end">0</text><text x="340" y="340" font-size="13" text-anchor="end">100</text></svg>'
        f"<p class=small>{label}</p>{table}"
    )


def _failure(figures: dict[str, Any], language: str, key: str) -> str:
    by, listed = key.removeprefix("by_"), figures["failure_demand"][key]
    if not listed:
        return ""

    def name(row: dict[str, Any]) -> str:
        if row["total"]:
            return text("total", language)
        if row[by] is None:
            return text("not_recorded", language)
        return word(CAUSES, row[by], language) if by == "cause" else str(row[by])

    columns = ("contacts", *FAILURE_DEMAND)
    rows = [(name(row), *(_cell(row[c], language) for c in columns)) for row in listed]
    head = [text(by, language), *(text(c, language) for c in columns)]
    title = text(f"failure_{key}", language)
    return f"<h2>{escape(title)}</h2>" + _table(title, head, rows, figures, language, total=True)


def _groups(figures: dict[str, Any], language: str, key: str) -> str:
    def name(row: dict[str, Any]) -> str:
        if row["total"]:
            return text("total", language)
        value = row["value"]
        return text("not_known", language) if value is None else word(VALUES.get(key, {}), value, language)

    columns = ("persons", *SEGMENTS, "suggested")
    rows = [(name(row), *(_cell(row[c], language) for c in columns)) for row in figures["groups"][key]]
    head = [text("group", language), *(text(c, language) for c in columns)]
    title = text(f"group_{key}", language)
    return f"<h2>{escape(title)}</h2>" + _table(title, head, rows, figures, language, total=True)


def _overlaps(figures: dict[str, Any], language: str) -> str:
    if not figures["overlaps"] or not figures["overlaps"]["pairs"]:
        return ""
    rows = [
        (f"{p['a']} + {p['b']}", number(p["persons"], language), number(p["lift"], language, decimals=2))
        for p in figures["overlaps"]["pairs"][:20]
    ]
    head = [text("pair", language), text("persons", language), text("lift", language)]
    title = text("overlaps", language)
    return f"<h2>{escape(title)}</h2>" + _table(title, head, rows, figures, language)


def _flows(figures: dict[str, Any], language: str) -> str:
    if not figures["flows"]:
        return ""
    rows = [
        (f"{f['from']} → {f['to']}", number(f["moves"], language), number(f["persons"], language))
        for f in figures["flows"][:20]
    ]
    head = [text("route", language), text("moves", language), text("persons", language)]
    title = text("flows", language)
    return f"<h2>{escape(title)}</h2>" + _table(title, head, rows, figures, language)
