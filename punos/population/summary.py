"""The readable result: a page with pictures, each with the same numbers as a table, and a short form in text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from punos.population.ruleset import SEGMENTS
from punos.population.schema import FAILURE_DEMAND
from punos.population.summary_texts import text

STYLE = """
body{font:16px/1.5 "Source Sans 3",system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.7rem}h2{font-size:1.2rem;margin-top:2.2rem}table{border-collapse:collapse;width:100%;margin:.6rem 0}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ccc}td.n,th.n{text-align:right}
svg{max-width:100%;height:auto}.small{color:#4a4a4a;font-size:.9rem}
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
        lines.append(f"  {t('rejected')}: {reason} {number(count, language)}")
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
    for signal, why in figures["not_computable"].items():
        lines.append(f"  {t('not_computable')}: {signal} ({why})")
    lines += [f"  {t('notes')}: {note}" for note in figures["notes"]]
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
        listed = [f"{k}: {v}" for k, v in figures["not_computable"].items()]
        body.append(f"<h2>{t('not_computable')}</h2><ul>{_items(listed)}</ul>" if listed else "")
        body.append(f"<h2>{t('notes')}</h2><ul>{_items(figures['notes'])}</ul>" if figures["notes"] else "")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>{t("title")}</title><style>{STYLE}</style></head>'
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


def _count(value: int | None, figures: dict[str, Any], language: str) -> str:
    return text("hidden", language, n=figures["least"]) if value is None else number(value, language)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is words and whose others are numbers."""
    first = "".join(f'<th scope="col"{"" if i == 0 else " class=n"}>{escape(h)}</th>' for i, h in enumerate(head))
    lines = [
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td class=n>{escape(c)}</td>" for c in row[1:])
        + "</tr>"
        for row in rows
    ]
    return f"<table><thead><tr>{first}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _rows(figures: dict[str, Any], language: str) -> str:
    rows = figures["rows"]
    listed = [(text("rows", language), number(rows["read"], language))]
    listed += [(f"{text('rejected', language)}: {k}", number(v, language)) for k, v in rows["rejected"].items()]
    return _table(["", ""], listed)


def _bars(values: list[tuple[str, int | None]], alt: str) -> str:
    top = max((v or 0 for _, v in values), default=0) or 1
    parts = []
    for i, (name, value) in enumerate(values):
        y = 8 + i * 34
        parts.append(
            f'<text x="0" y="{y + 14}" font-size="14">{escape(name)}</text>'
            f'<rect x="230" y="{y}" width="{round(360 * (value or 0) / top, 1)}" height="20" fill="#0000bf"/>'
        )
    height = 16 + len(values) * 34
    return f'<svg viewBox="0 0 600 {height}" width="600" role="img" aria-label="{escape(alt)}">{"".join(parts)}</svg>'


def _people(figures: dict[str, Any], language: str) -> str:
    values = [(text(s, language), figures["segments"][s]) for s in SEGMENTS]
    rows = [(name, _count(v, figures, language)) for name, v in values]
    rows.append((text("persons", language), _count(figures["persons"], figures, language)))
    rows.append((text("suggested", language), _count(figures["suggested"], figures, language)))
    title = text("segments", language)
    return f"<h2>{escape(title)}</h2>" + _bars(values, title) + _table(["", text("persons", language)], rows)


def _concentration(figures: dict[str, Any], language: str) -> str:
    parts = [f"<h2>{escape(text('concentration', language))}</h2>"]
    for name, found in figures["concentration"].items():
        if not found:
            continue
        parts.append(f"<h3>{escape(text(name, language))}</h3>")
        if found["lorenz"]:
            parts.append(_lorenz(found["lorenz"], language))
        rows = []
        for n, share in found["top"].items():
            shown = ("–", "–") if share is None else (
                percent(share["value"], language),
                f"{percent(share['low'], language)} – {percent(share['high'], language)}",
            )  # fmt: skip
            rows.append((text("top", language, n=n), *shown))
        g = found["gini"]
        low, high = (number(g[end], language, decimals=3) for end in ("low", "high"))
        rows.append((text("gini", language), number(g["value"], language, decimals=3), f"{low} – {high}"))
        parts.append(_table(["", text("share", language), text("interval", language)], rows))
    return "".join(parts)


def _lorenz(points: list[list[float]], language: str) -> str:
    line = " ".join(f"{40 + p * 3:.1f},{320 - v * 300:.1f}" for p, v in points)
    label = escape(text("lorenz", language))
    table = _table(
        [text("percent_persons", language), text("share", language)],
        [(number(p, language), percent(v, language)) for p, v in points if p % 10 == 0],
    )
    return (
        f'<svg viewBox="0 0 360 350" width="360" role="img" aria-label="{label}">'
        '<path d="M40 20V320H340" fill="none" stroke="#666"/><path d="M40 320L340 20" stroke="#999" '
        f'stroke-dasharray="4"/><polyline points="{line}" fill="none" stroke="#0000bf" stroke-width="3"/></svg>'
        f"<p class=small>{label}</p>{table}"
    )


def _failure(figures: dict[str, Any], language: str, key: str) -> str:
    by = key.removeprefix("by_")
    rows = [
        (
            text("total", language) if row[by] == "total" else row[by],
            *(_count(row[c], figures, language) for c in ("contacts", *FAILURE_DEMAND)),
        )
        for row in figures["failure_demand"][key]
    ]
    head = ["", *(text(c, language) for c in ("contacts", *FAILURE_DEMAND))]
    return f"<h2>{escape(text(f'failure_{key}', language))}</h2>" + _table(head, rows)


def _groups(figures: dict[str, Any], language: str, key: str) -> str:
    columns = ("persons", *SEGMENTS, "suggested")
    rows = [
        (
            text("total", language) if row["value"] == "total" else row["value"],
            *(_count(row[c], figures, language) for c in columns),
        )
        for row in figures["groups"][key]
    ]
    head = ["", *(text(c, language) for c in columns)]
    return f"<h2>{escape(text(f'group_{key}', language))}</h2>" + _table(head, rows)


def _overlaps(figures: dict[str, Any], language: str) -> str:
    if not figures["overlaps"]:
        return ""
    rows = [
        (f"{p['a']} + {p['b']}", number(p["persons"], language), number(p["lift"], language, decimals=2))
        for p in figures["overlaps"]["pairs"][:20]
    ]
    head = ["", text("persons", language), text("lift", language)]
    return f"<h2>{escape(text('overlaps', language))}</h2>" + _table(head, rows)


def _flows(figures: dict[str, Any], language: str) -> str:
    if not figures["flows"]:
        return ""
    rows = [
        (f"{f['from']} → {f['to']}", number(f["moves"], language), number(f["persons"], language))
        for f in figures["flows"][:20]
    ]
    head = ["", text("moves", language), text("persons", language)]
    return f"<h2>{escape(text('flows', language))}</h2>" + _table(head, rows)
