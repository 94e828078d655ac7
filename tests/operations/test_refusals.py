"""A step that fails says which, why and what to do; production is not started by halves."""

import runpy
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from punos.config.operate import environment
from punos.config.operate.cli import help_text
from punos.config.operate.progress import Failed, explain_output
from tests.operations.instance import CHECKOUT, Instance

Make = Callable[..., Instance]


def says_why_and_what(said: str) -> None:
    assert "Why: " in said and "What to do: " in said, said
    assert "Traceback" not in said, said


@pytest.mark.slow
def test_a_taken_port_is_named_with_another_to_take(instance: Make) -> None:
    punos = instance()
    with socket.socket() as other:
        other.bind(("127.0.0.1", punos.port))
        other.listen()
        code, said = punos.says()
    assert code == 1
    assert f"Port {punos.port} cannot be used" in said
    assert f"PORT={punos.port + 1} ./run" in said
    says_why_and_what(said)
    assert not punos.processes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"PORT": "eight thousand"}, "is not a port"),
        ({"PUNOS_PROCESSES": "web,magic"}, "names 'magic'"),
        ({"PUNOS_WEB_WORKERS": "0"}, "is not a number of workers"),
        ({"PUNOS_ENV": "production"}, "PUNOS_DATABASE_URL, PUNOS_SECRET_KEY, PUNOS_HOSTS are not set"),
        (
            {"PUNOS_ENV": "production", "PUNOS_DEMO_SIGN_IN": "1", "PUNOS_DATABASE_URL": "postgresql://127.0.0.1:1/punos",
             "PUNOS_SECRET_KEY": "x" * 50, "PUNOS_HOSTS": "punos.example"},
            "refuses demo sign-in",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_refused_before_anything_starts(
    instance: Make, settings: dict[str, str], expected: str
) -> None:
    punos = instance("empty", empty=True)
    code, said = punos.says(**settings)
    assert code == 1
    assert expected in said
    says_why_and_what(said)
    assert not punos.processes()


@pytest.mark.slow
def test_an_operating_model_with_an_error_stops_the_start_with_its_place(instance: Make, tmp_path: Path) -> None:
    punos, folder = instance("empty", empty=True), tmp_path / "case_manager"
    folder.mkdir()
    (folder / "ours.yaml").write_text("follow_up: {every_days: often}\nstagez: []\n", encoding="utf-8")
    for command in ((), ("models",)):
        code, said = punos.says(*command, PUNOS_PACKS=str(tmp_path))
        assert code == 1 and "Traceback" not in said
        assert "ours.yaml:1: follow_up.every_days: expected a valid integer" in said, said
        assert "ours.yaml:2: stagez: is not a known word here; perhaps stages" in said, said
    code, said = punos.says(PUNOS_MODEL="none")
    assert code == 1 and "It may be one of case_manager" in said
    says_why_and_what(said)
    assert not punos.processes()


@pytest.mark.slow
def test_the_program_itself_refuses_demo_sign_in_in_production() -> None:
    """However it is started, not only through ./run."""
    asked = {"PUNOS_ENV": "production", "PUNOS_DEMO_SIGN_IN": "1", "PUNOS_SECRET_KEY": "x" * 50}
    done = subprocess.run(
        [sys.executable, "-m", "punos", "check"], cwd=CHECKOUT, env=asked, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "refuses demo sign-in" in done.stderr


@pytest.mark.slow
def test_reset_and_made_up_data_are_never_for_production(instance: Make) -> None:
    punos = instance("empty", empty=True)
    code, said = punos.says("reset", "--yes", PUNOS_ENV="production")
    assert code == 1
    assert "refused" in said


def test_an_old_python_is_told_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit) as refused:
        runpy.run_path(str(CHECKOUT / "run"), run_name="__main__")
    assert "needs Python 3.11 or newer; this is 3.9" in str(refused.value)
    assert "What to do: " in str(refused.value)


def test_a_python_without_its_venv_module_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def call(command: list[object], **_: object) -> str:
        raise Failed("The virtual environment was not created because ensurepip is not available.", "")

    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(environment, "call", call)
    monkeypatch.setattr(environment, "find_uv", lambda: None)
    with pytest.raises(Failed) as refused:
        environment.ensure(("serve",))
    assert "apt install python3-venv" in refused.value.todo


@pytest.mark.parametrize(
    ("output", "why", "todo"),
    [
        ("ERROR: [Errno 28] No space left on device", "disk is full", "Free some space"),
        ("error: Failed to fetch: `…`\n  dns error: failed to lookup address", "cannot be reached", "HTTPS_PROXY"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "certificate", "SSL_CERT_FILE"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked", "Do not go on"),
        ("something nobody thought of", "something nobody thought of", "nothing is lost"),
    ],
)
def test_what_a_tool_says_is_turned_into_why_and_what_to_do(output: str, why: str, todo: str) -> None:
    failure = explain_output(output)
    assert why in failure.why
    assert todo in failure.todo


@pytest.mark.slow
def test_without_a_network_the_first_start_says_so(tmp_path: Path) -> None:
    """A copy of the checkout with an empty environment, and a network that answers nobody."""
    copy = tmp_path / "punos"
    subprocess.run(["git", "clone", "-q", CHECKOUT, copy], check=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", copy / ".venv"], check=True)
    nowhere = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    shell = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PIP_RETRIES": "0", "UV_HTTP_RETRIES": "0", **nowhere}
    done = subprocess.run(
        [sys.executable, "run"], cwd=copy, env=shell, text=True, check=False, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    assert done.returncode == 1
    assert "Packages (serve" in done.stdout
    assert "cannot be reached" in done.stdout
    assert "HTTPS_PROXY" in done.stdout
    says_why_and_what(done.stdout)


@pytest.mark.slow
def test_a_command_typed_wrong_is_refused_before_a_database_is_made(instance: Make) -> None:
    punos = instance("empty", empty=True)
    code, said = punos.says("tset")
    assert code == 1
    assert "There is no command 'tset'" in said
    assert "./run test?" in said
    says_why_and_what(said)
    assert not (punos.data / "postgres").exists()


def test_help_names_every_command() -> None:
    for name in ("test", "check", "backup", "restore", "reset", "stop", "lock", "bench", "audit", "population", "demo"):
        assert f"\n  {name} " in help_text()
