"""What ships is whole, a wrong pack says where and what was expected, and no pack is looser than the law."""

import json
import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from punos.kernel.clock import WorkingTime
from punos.lawfulness.data_files import DataFileError
from punos.operating_models import OperatingModel, Requirement, Role, all_models, json_schema, load
from punos.operating_models.loader import SHIPPED, checked, gather
from punos.operating_models.schema import texts_of
from punos.operating_models.vocabulary import Instrument, Presence

MODELS = [model.code for model in all_models()]


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PUNOS_PACKS", str(tmp_path))
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


# --- what ships -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", MODELS)
def test_every_text_of_a_shipped_model_is_its_own_in_each_language(code: str) -> None:
    for place, text in texts_of(load(code)).items():
        assert text.fi, place
        assert text.fi not in (text.sv, text.en), place


def test_the_case_manager_model_is_as_satakunta_describes_it() -> None:
    model = load("case_manager")
    assert model.entry.routed_by is Role.SERVICE_COORDINATOR
    assert model.requires(Requirement.CONSENT_TO_TEAM)
    assert model.team.third_sector_allowed
    assert model.team.close_people_allowed
    assert model.audience.special_support
    assert model.target("handover_answer") == WorkingTime(days=2)
    assert [stage.code for stage in model.next_stages("asked")] == ["gathering", "closed"]
    assert model.stage("carrying_out").accountable is Role.RESPONSIBLE_WORKER
    own_worker = model.role("own_worker")
    assert own_worker is not None
    assert own_worker.at_most == 1
    assert own_worker.special_support_qualifications == ("social_worker_in_public_office",)


def test_the_five_models_differ_where_their_sources_do() -> None:
    assert {"case_manager", "moty", "my_team", "service_concept", "systemic_teamwork"} <= set(MODELS)
    moty, my_team, systemic = load("moty"), load("my_team"), load("systemic_teamwork")
    pair, meeting, weekly = (
        moty.role("coordinator_pair"),
        my_team.form("network_meeting"),
        systemic.form("weekly_meeting"),
    )
    assert pair
    assert meeting
    assert weekly
    assert pair.sectors == {"social": 2, "health": 2}
    assert meeting.client is Presence.ALWAYS
    assert weekly.client is Presence.ABSENT
    assert my_team.audience.made_for_ages_from is None
    coping = next(measure for measure in my_team.measures if measure.instrument is Instrument.PEI_ITEM)
    assert coping.points == {"much_better": 2, "better": 1, "same_or_worse": 0}  # best is most, though listed first
    assert [m.code for m in all_models() if m.requires(Requirement.CONSENT_TO_TEAM)] == ["case_manager", "my_team"]


def test_a_case_never_stands_still_for_want_of_a_next_stage_or_an_accountable_role() -> None:
    for model in all_models():
        for stage in model.stages:
            assert model.next_stages(stage.code), (model.code, stage.code)
            assert model.role(stage.accountable), (model.code, stage.code)


def test_the_published_schema_is_the_one_in_force() -> None:
    published = Path(__file__).parents[3] / "docs" / "operating-model-schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json.loads(json.dumps(json_schema()))


def test_an_unknown_model_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="case_manager"):
        load("nothing_like_it")


# --- a county's own -------------------------------------------------------------------------------------------


def test_a_county_changes_one_promise_and_the_rest_stays(county: Path) -> None:
    text = "{fi: Heti, sv: Genast, en: At once}"
    write(county / "case_manager", "ours.yaml", f"targets:\n  callback: {{within: {{hours: 2}}, text: {text}}}\n")
    model = load("case_manager")
    assert model.target("callback") == WorkingTime(hours=2)
    assert model.target("handover_answer") == WorkingTime(days=2)


def test_a_county_adds_a_model_that_begins_from_a_shipped_one(county: Path) -> None:
    names = "name: {fi: Meidän malli, sv: Vår modell, en: Our model}\n"
    write(county / "our_model", "model.yaml", f'code: our_model\nversion: "1"\nbased_on: case_manager\n{names}')
    model = load("our_model")
    assert model.text("name", "sv") == "Vår modell"
    assert model.stages == load("case_manager").stages
    assert {"our_model", "case_manager"} <= {found.code for found in all_models()}


def test_a_folder_that_is_not_there_is_an_error_and_not_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUNOS_PACKS", "/nowhere/at/all")
    with pytest.raises(DataFileError, match="PUNOS_PACKS"):
        load("case_manager")


# --- wrong packs ----------------------------------------------------------------------------------------------

WRONG = [
    # file, what stands there, what is written instead, where, expected
    ("process.yaml", "accountable: service_coordinator", "accountable: boss", "stages[0].accountable", "not 'boss'"),
    ("process.yaml", "next: [asked, closed]", "next: [aksed, closed]", "stages[0].next", "not 'aksed'"),
    ("process.yaml", "target: {days: 3}", "target: {weeks: 3}", "stages[0].target", "a working time"),
    ("process.yaml", "is_first: true", "is_first: false", "stages", "exactly one stage with is_first"),
    ("process.yaml", "handover_answer:", "handover_anwser:", "targets.handover_anwser", "handover_answer"),
    ("process.yaml", "follow_up:", "folow_up:", "folow_up", "not a known word here; perhaps follow_up"),
    ("recognising.yaml", "threshold: 3", "threshold: 30", "help_list.threshold", "at most the number of questions"),
    ("model.yaml", "code: case_manager", "code: other", "code", "the folder's name"),
    ("model.yaml", "channels: [phone", "channels: [pigeon", "entry.channels[0]", "not 'pigeon'"),
    ("process.yaml", 'sv: "Målen nåddes", ', "", "closing.reasons[0].text", "the text in sv as well"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "place", "expected"), WRONG)
def test_an_error_names_file_line_place_and_expectation(
    county: Path, name: str, right: str, wrong: str, place: str, expected: str
) -> None:
    shutil.copytree(SHIPPED / "case_manager", county / "case_manager")
    path = county / "case_manager" / name
    source = path.read_text(encoding="utf-8")
    assert right in source
    line = source[: source.index(right)].count("\n") + 1
    path.write_text(source.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        load("case_manager")
    told = [problem for problem in error.value.problems if problem.place.startswith(place)]
    assert told, str(error.value)
    assert any(expected in problem.expected for problem in told), str(error.value)
    assert told[0].file == str(path)
    assert 0 <= line - told[0].line <= 8  # the line of the word, or of the list it belongs to


def test_a_section_written_in_two_files_is_refused(county: Path) -> None:
    write(county / "case_manager", "a.yaml", "version: '2'\n")
    write(county / "case_manager", "b.yaml", "version: '3'\n")
    with pytest.raises(DataFileError, match=r"b\.yaml:1: version: this section only once"):
        load("case_manager")


# --- never looser than the law --------------------------------------------------------------------------------


def unqualified_own_worker(pack: dict[str, Any]) -> None:
    pack["coordination"][0]["qualifications"].append("anybody")


def special_support_by_a_nurse(pack: dict[str, Any]) -> None:
    pack["coordination"][0]["special_support_qualifications"] = ["health_professional_if_justified"]


def two_own_workers(pack: dict[str, Any]) -> None:
    pack["coordination"][0]["at_most"] = 2


def meeting_without_bases(pack: dict[str, Any]) -> None:
    pack["before_team_meets"]["requires"] = ["consent_to_team"]


def outsiders_without_consent(pack: dict[str, Any]) -> None:
    pack["before_team_meets"]["requires"] = ["basis_per_participant"]


def the_log_for_an_association(pack: dict[str, Any]) -> None:
    member = next(found for found in pack["team"]["suggested"] if found["code"] == "ngo_actor")
    member["categories"] = [*member["categories"], "journal"]


def talking_about_her_with_outsiders_in_her_absence(pack: dict[str, Any]) -> None:
    form = next(found for found in pack["forms_of_work"] if found["form"] == "network_meeting")
    form["client"] = "absent"


def a_plan_without_her_strengths(pack: dict[str, Any]) -> None:
    pack["plan"]["items"] = [item for item in pack["plan"]["items"] if item["code"] != "strengths"]


def a_slower_clock(pack: dict[str, Any]) -> None:
    pack["tightened_clocks"] = [{"clock": "assessment-start-7-days", "within": {"working_days": 8}}]


def her_wish_is_not_enough(pack: dict[str, Any]) -> None:
    wish = next(found for found in pack["identification"]["criteria"] if found["id"] == "wish")
    wish["weight"] = 1


def test_her_own_wish_alone_always_suggests() -> None:
    """Design promise 6. Asked of the engine's rules, so it needs the population engine beside it."""
    pytest.importorskip("punos.population.ruleset", reason="the population engine is not installed")
    pack = gather("case_manager", None)
    pack.data = deepcopy(pack.data)
    her_wish_is_not_enough(pack.data)
    with pytest.raises(DataFileError, match="a person's word alone suffices"):
        checked(pack)


@pytest.mark.parametrize(
    ("loosened", "expected"),
    [
        (unqualified_own_worker, "1301/2014 42 §"),
        (special_support_by_a_nurse, "1301/2014 42 §"),
        (two_own_workers, "at most one own worker"),
        (meeting_without_bases, "703/2023 4 and 9 §"),
        (outsiders_without_consent, "703/2023 6 §"),
        (the_log_for_an_association, "journal never is"),
        (talking_about_her_with_outsiders_in_her_absence, "703/2023 6 §"),
        (a_plan_without_her_strengths, "statutory item strengths (1301/2014 39 §)"),
        (a_slower_clock, "at least as fast as the law: working_days: 7"),
    ],
)
def test_a_pack_may_not_loosen_the_law(loosened: Callable[[dict[str, Any]], None], expected: str) -> None:
    pack = gather("case_manager", None)
    pack.data = deepcopy(pack.data)
    assert isinstance(checked(pack), OperatingModel)
    loosened(pack.data)
    with pytest.raises(DataFileError) as error:
        checked(pack)
    assert expected in str(error.value)
