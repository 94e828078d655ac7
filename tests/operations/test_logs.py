"""What goes wrong is found from the log; about whom it went wrong is not."""

import io
import logging
import logging.config

import pytest
from django.db import IntegrityError, connection

from punos.config.logs import logging_settings

PERSON, DETAIL = "Meri Maija", "Key (code)=(010150-900A) already exists"
VIOLATION = """
    DO $$ BEGIN
        RAISE unique_violation USING MESSAGE = current_setting('tests.who'), DETAIL = current_setting('tests.what'),
            CONSTRAINT = 'one_code_one_person', TABLE = 'client';
    END $$
"""


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Where a logger set up as in production writes."""
    written = io.StringIO()
    settings = logging_settings("DEBUG", debug=False)
    formatter = settings["formatters"]["discreet"]
    assert formatter.pop("()") == "punos.config.logs.DiscreetFormatter"
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.config.DictConfigurator({"version": 1}).configure_formatter(
        {**formatter, "()": "punos.config.logs.DiscreetFormatter"}
    ))
    monkeypatch.setattr(logging.getLogger("punos.tests"), "handlers", [handler])
    monkeypatch.setattr(logging.getLogger("punos.tests"), "propagate", False)
    return written


def test_a_stack_trace_shows_the_line_and_the_kind_of_error_but_no_value(log: io.StringIO) -> None:
    try:
        try:
            int("Meri Maija, Rantatie 1")
        except ValueError as error:
            raise RuntimeError("could not read Meri Maija") from error
    except RuntimeError:
        logging.getLogger("punos.tests").exception("a form could not be read")

    said = log.getvalue()
    assert "a form could not be read" in said
    assert 'raise RuntimeError("could not read' in said  # the line of code, which is in the repository anyway
    assert said.rstrip().endswith("builtins.RuntimeError")
    assert "builtins.ValueError" in said
    assert "invalid literal" not in said


@pytest.mark.django_db
def test_of_a_database_error_the_constraint_stays_and_the_values_go(log: io.StringIO) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tests.who', %s, true), set_config('tests.what', %s, true)", [PERSON, DETAIL])
        try:
            cursor.execute(VIOLATION)
        except IntegrityError:
            logging.getLogger("punos.tests").exception("not saved")

    said = log.getvalue()
    assert "code=23505" in said and "constraint=one_code_one_person" in said and "table=client" in said
    assert "010150-900A" not in said
    assert "already exists" not in said
