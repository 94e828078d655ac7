"""What single values mean, written once for both engines: who, on which day, how many cents, is it a number.

Text is accepted by its shape before it is converted, so that an engine's own generosity (``infinity``, ``1d``, a year
alone) never decides what a row means. Columns of a clean type pay nothing for it.
"""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as idt
import ibis.expr.types as ir

from punos.population.errors import PopulationError

MOST_COST = 1e13
MOST_EXACT = 2**53  # beyond it neighbouring whole numbers are one and the same float
NUMBER = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$"
DECIMAL_COMMA = "^[+-]?[0-9]+,[0-9]{1,2}$"  # with three digits behind it, it could part thousands as well
_MINUTE = "([01]?[0-9]|2[0-3]):[0-5][0-9]"
_CLOCK = f"{_MINUTE}(:[0-5][0-9]([.][0-9]{{1,9}})?)?"
_OFFSET = "(Z|[+-](0[0-9]|1[0-7])(:?[0-5][0-9])?)"
_DAY = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
NOT_FINITE = ("nan", "inf", "-inf", "infinity", "-infinity")
LOCAL_TIME = f"^{_DAY}([T ]{_CLOCK})?$"
MINUTE_WITH_OFFSET = f"^{_DAY}[T ]{_MINUTE}{_OFFSET}$"
TIME_WITH_OFFSET = f"^{_DAY}[T ]{_CLOCK}{_OFFSET}$"
DOTTED_DAY = "([0-9]{1,2})[.]([0-9]{1,2})[.]([0-9]{4})"  # as Finns write it; which is the day, the mapping says
DOTTED_TIME = f"^{DOTTED_DAY}( ([01]?[0-9]|2[0-3])[:.][0-5][0-9]([:.][0-5][0-9])?)?$"
MIDDLE_IS_NO_MONTH = "^[0-9]{1,2}[.](1[3-9]|[2-9][0-9])[.]"
FIRST_IS_NO_MONTH = "^(1[3-9]|2[0-9]|3[01])[.](0?[1-9]|1[0-2])[.]"


def usable(column: ir.Value, name: str) -> ir.Value:
    """The column, if it holds one plain value a row; a list, a structure or bytes cannot be a code."""
    kind = column.type()
    if name == "at" or isinstance(kind, idt.String | idt.Numeric | idt.Boolean):
        return column
    if isinstance(kind, idt.UUID | idt.Null | idt.Unknown):
        return column.cast("string")
    raise PopulationError(f"the column {name!r} holds {kind}; text or numbers are needed, one value in a row")


def person(column: ir.Value) -> ir.Value:
    """Who: a whole number, or text without surrounding blanks. Numbers that are not whole or not exact are nobody."""
    kind = column.type()
    if isinstance(kind, idt.Integer):
        return column.try_cast("int64") if isinstance(kind, idt.UInt64) else column.cast("int64")
    if isinstance(kind, idt.Floating):
        some = finite(column).ifelse(column, None)
        whole = some.try_cast("int64")
        return ((some.abs() <= MOST_EXACT) & (whole.cast("float64") == some)).ifelse(whole, None)
    if isinstance(kind, idt.Decimal):  # also whole numbers of more than 64 bits
        whole = column.try_cast("int64")
        return (whole == column).ifelse(whole, None)
    if isinstance(kind, idt.String):
        return column.strip().nullif("")
    return column.cast("string")


def nobody(column: ir.Value) -> ir.BooleanValue:
    """Test: no person is named at all."""
    return column.isnull() | ~finite(column) if isinstance(column.type(), idt.Floating) else blank(column)


def exact_person(column: ir.Value) -> bool:
    """Whether every value of the column's type, blank ones apart, is somebody."""
    kind = column.type()
    return not isinstance(kind, idt.Floating | idt.Decimal | idt.UInt64)


def local_day(column: ir.Value, *, dotted: bool = False) -> ir.Value:
    """The Finnish day. Text: a day, or a day and a time; with an offset it is moved to Finnish time.

    With ``dotted`` also day, month and year with points between them, and a time in Finland behind them or none.
    """
    kind = column.type()
    if isinstance(kind, idt.Date):
        return column
    if isinstance(kind, idt.Timestamp):
        return column.cast("date")
    if isinstance(kind, idt.String):
        text = column.strip()
        minute = text.find(":") + 3
        with_seconds = text.substr(0, minute) + ":00" + text.substr(minute)  # Spark reads no offset without them

        def moved(time: ir.Value) -> ir.Value:
            return time.try_cast(idt.Timestamp(timezone="Europe/Helsinki")).cast("date")

        day, month, year = (text.re_extract(f"^{DOTTED_DAY}", n) for n in (1, 2, 3))
        from_dots = (year + "-" + month.lpad(2, "0") + "-" + day.lpad(2, "0")).try_cast("date")
        return ibis.cases(
            *([(text.re_search(DOTTED_TIME), from_dots)] if dotted else []),
            (text.re_search(LOCAL_TIME), text.try_cast("date")),
            (text.re_search(MINUTE_WITH_OFFSET), moved(with_seconds)),
            (text.re_search(TIME_WITH_OFFSET), moved(text)),
            else_=ibis.null("date"),
        )
    raise PopulationError(f"the column 'at' holds {kind}; a date, a time or text like 2026-03-29 is needed")


def cents(column: ir.Value) -> ir.Value:
    """Euros as whole cents, halves upwards; text that is no number becomes empty.

    Text and decimals are converted exactly. A binary float is rounded as the number it is: the nearest to 1.005 is
    1.00499999999999989, and that is 100 cents.
    """
    kind = column.type()
    if isinstance(kind, idt.String | idt.Decimal):
        euros = (pointed(column) if isinstance(kind, idt.String) else column).try_cast("decimal(18, 2)")
        return (euros * 100).cast("int64")
    whole = (column.cast("float64") * 100 + 0.5).floor()
    return whole.cast("float64").cast("int64")  # Ibis holds a floor to be whole already; DuckDB's is a float


def blank(column: ir.Value) -> ir.BooleanValue:
    """Test: nothing stands there."""
    return column.isnull() | (column.strip() == "") if isinstance(column.type(), idt.String) else column.isnull()


def bad_cost(column: ir.Value) -> ir.BooleanValue:
    """Test: something stands there, and it is no amount of euros."""
    kind = column.type()
    if isinstance(kind, idt.String):
        return ~blank(column) & ~number(column).between(0, MOST_COST).fill_null(False)
    if isinstance(kind, idt.Floating):
        return (~(finite(column) & column.between(0, MOST_COST))).fill_null(False)
    if isinstance(kind, idt.Numeric):
        return (~column.between(0, MOST_COST)).fill_null(False)
    raise PopulationError(f"the column 'cost' holds {kind}; euros are needed")


def pointed(text: ir.Value) -> ir.Value:
    """Text without surrounding blanks, a decimal comma turned into a point: ``12,5`` is 12.5."""
    plain = text.strip()
    return plain.re_search(DECIMAL_COMMA).ifelse(plain.replace(",", "."), plain)


def number(text: ir.Value) -> ir.Value:
    """The number a text says, or nothing."""
    plain = pointed(text)
    return plain.re_search(NUMBER).ifelse(plain.try_cast("float64"), None)


def finite(column: ir.Value) -> ir.BooleanValue:
    """Test: a number, neither infinite nor "not a number".

    Asked of the text, because DuckDB answers ``isnan``, comparisons, differences and the safety of a cast from the
    statistics of a Parquet file, in which what is not a number does not stand.
    """
    return column.cast("string").lower().notin(NOT_FINITE)
