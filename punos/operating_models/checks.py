"""What the schema alone cannot see: a pack is whole in itself, and nowhere looser than the law."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module

from punos.lawfulness import Allowed, decide
from punos.lawfulness.categories import Category, RecipientClass, registers_of
from punos.lawfulness.clocks import Within, clock_rules
from punos.lawfulness.data_files import Place
from punos.lawfulness.duties import duties, own_worker_qualifications, statutory_plan_items
from punos.lawfulness.facts import Instrument, Permission, Recipient, Relation, SharingFacts, Task
from punos.operating_models.schema import OperatingModel, SuggestedRole
from punos.operating_models.vocabulary import Level, Presence, Requirement, Role

Found = tuple[Place, str]
_OUTSIDERS = frozenset({RecipientClass.OTHER_AUTHORITY, RecipientClass.THIRD_SECTOR, RecipientClass.CLOSE_PERSON})


def problems_of(model: OperatingModel, *, folder: str, at: date) -> list[Found]:
    """Everything wrong with a pack that is valid by the schema, each with its place and what was expected."""
    return [
        *_wholeness(model, folder),
        *_stages(model),
        *_own_worker(model, at),
        *_team(model, at),
        *_before_the_team_meets(model),
        *_meetings(model),
        *_plan(model),
        *_clocks(model),
        *_identification(model),
    ]


def _wholeness(model: OperatingModel, folder: str) -> Iterator[Found]:
    if model.code != folder:
        yield ("code",), f"the folder's name {folder!r}, not {model.code!r}"
    named: list[tuple[Place, Iterable[str]]] = [
        (("stages",), [stage.code for stage in model.stages]),
        (("coordination",), [role.role for role in model.coordination]),
        (("team", "suggested"), [member.code for member in model.team.suggested]),
        (("forms_of_work",), [form.form for form in model.forms_of_work]),
        (("help_list", "questions"), [question.code for question in model.help_list.questions]),
        (("handover", "decline_reasons"), [reason.code for reason in model.handover.decline_reasons]),
        (("closing", "reasons"), [reason.code for reason in model.closing.reasons]),
        (("plan", "items"), [item.code for item in model.plan.items]),
        (("measures",), [measure.code for measure in model.measures]),
    ]
    for place, codes in named:
        for code, times in Counter(codes).items():
            if times > 1:
                yield place, f"{code!r} only once"
    if model.help_list.threshold > len(model.help_list.questions):
        yield ("help_list", "threshold"), f"at most the number of questions ({len(model.help_list.questions)})"
    for index, measure in enumerate(model.measures):
        if set(measure.points) - {choice.code for choice in measure.scale}:
            yield ("measures", index, "points"), "points only for answers on the scale"


def _stages(model: OperatingModel) -> Iterator[Found]:
    """One beginning, one end, every stage reachable from the first, and the end reachable from every stage."""
    codes = {stage.code for stage in model.stages}
    roles = {role.role for role in model.coordination}
    for index, stage in enumerate(model.stages):
        for following in stage.next:
            if following not in codes:
                yield ("stages", index, "next"), f"codes of stages of this model, not {following!r}"
        if stage.accountable not in roles:
            yield ("stages", index, "accountable"), f"a role listed under coordination, not {stage.accountable!r}"
    for mark, places in (("is_first", [s for s in model.stages if s.is_first]),
                         ("is_closed", [s for s in model.stages if s.is_closed])):  # fmt: skip
        if len(places) != 1:
            yield ("stages",), f"exactly one stage with {mark}, not {len(places)}"
            return
    paths = {stage.code: set(stage.next) & codes for stage in model.stages}
    for code in sorted(codes - _reached(paths, model.first_stage.code)):
        yield ("stages",), f"a way from the first stage to {code!r}"
    for code in sorted(codes):
        if model.closed_stage.code not in _reached(paths, code):
            yield ("stages",), f"a way from {code!r} to closing"


def _reached(following: dict[str, set[str]], start: str) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        new = following[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def _own_worker(model: OperatingModel, at: date) -> Iterator[Found]:
    """The statutory own worker: 0–1 per client, and never less qualified than 1301/2014 42 § asks."""
    known = {rule.code for rule in duties().own_worker}
    for index, role in enumerate(model.coordination):
        if role.at_most is not None and role.at_least > role.at_most:
            yield ("coordination", index, "at_least"), f"at most {role.at_most}"
        if role.role is not Role.OWN_WORKER:
            continue
        place: Place = ("coordination", index)
        if role.at_most != 1:
            yield (*place, "at_most"), "1: a client has at most one own worker (1301/2014 42 §)"
        for word, special, listed in (
            ("qualifications", False, role.qualifications),
            ("special_support_qualifications", True, role.special_support_qualifications),
        ):
            lawful = {rule.code for rule in own_worker_qualifications(special_support=special, at=at)}
            looser = set(listed) - lawful
            if not listed or looser:
                said = f"not {', '.join(sorted(looser))}" if looser else "at least one of them"
                allowed = ", ".join(sorted(lawful & known))
                yield (*place, word), f"only what 1301/2014 42 § accepts ({allowed}); {said}"


def _team(model: OperatingModel, at: date) -> Iterator[Found]:
    """No role is offered data that the law could not give it even with the client's yes."""
    allowed = {
        RecipientClass.THIRD_SECTOR: model.team.third_sector_allowed,
        RecipientClass.CLOSE_PERSON: model.team.close_people_allowed,
    }
    for index, member in enumerate(model.team.suggested):
        place: Place = ("team", "suggested", index)
        if not allowed.get(member.recipient, True):
            yield (*place, "recipient"), "a recipient this model lets into the team"
        for category in sorted(member.categories):
            if not _could_be_lawful(member, category, at):
                yield (*place, "categories"), f"data the law can open to {member.recipient}; {category} never is"


def _could_be_lawful(member: SuggestedRole, category: Category, at: date) -> bool:
    """Whether some register's data of this category could be given to such a member when the client says yes."""
    tasks = {
        RecipientClass.HEALTH_PROFESSIONAL: Task.HEALTH_WIDE,
        RecipientClass.SOCIAL_PROFESSIONAL: Task.SOCIAL_WIDE,
    }
    recipient = Recipient(
        member.recipient,
        person="member",
        same_controller=member.recipient in tasks,
        task=tasks.get(member.recipient),
        sector=member.sector,
    )
    yes = tuple(
        Permission(kind, at, recipients=frozenset({"member"}), categories=frozenset({category}))
        for kind in (Instrument.PERMIT, Instrument.CONSENT)
    )
    facts = [
        SharingFacts(recipient, category, origin, frozenset({Relation.TEAM_MEMBER}), yes)
        for origin in sorted(registers_of(category))
    ]
    needs_address = [replace(fact, task_needs_address=True) for fact in facts]
    return any(isinstance(decide(fact, at=at), Allowed) for fact in needs_address)


def _before_the_team_meets(model: OperatingModel) -> Iterator[Found]:
    """Each participant has a basis (703/2023 4 and 9 §); outsiders come by the client's consent (6 §)."""
    required = model.before_team_meets.requires
    if Requirement.BASIS_PER_PARTICIPANT not in required:
        yield ("before_team_meets", "requires"), "basis_per_participant as well (703/2023 4 and 9 §)"
    outsiders = (
        model.team.third_sector_allowed
        or model.team.close_people_allowed
        or any(member.recipient in _OUTSIDERS for member in model.team.suggested)
    )
    if outsiders and not required & {Requirement.CONSENT_OF_OUTSIDERS, Requirement.CONSENT_TO_TEAM}:
        yield (
            ("before_team_meets", "requires"),
            "consent_of_outsiders or consent_to_team, because outsiders may take part (703/2023 6 §)",
        )


def _meetings(model: OperatingModel) -> Iterator[Found]:
    """Without the client, outsiders may hear only what nobody can be recognised by (703/2023 4, 6 §)."""
    for index, form in enumerate(model.forms_of_work):
        if form.client is not Presence.ABSENT or form.level is Level.DE_IDENTIFIED:
            continue
        outside = sorted(set(form.members) & _OUTSIDERS)
        if outside:
            yield (
                ("forms_of_work", index, "level"),
                f"de_identified, because the client is absent and {', '.join(outside)} would hear (703/2023 6 §)",
            )


def _plan(model: OperatingModel) -> Iterator[Found]:
    """Every statutory item of the client plan has a heading (1301/2014 39 §, 703/2023 43 §)."""
    known = {item.code for item in statutory_plan_items()}
    answered: set[str] = set()
    for index, item in enumerate(model.plan.items):
        answered |= item.statutory
        for code in sorted(item.statutory - known):
            yield ("plan", "items", index, "statutory"), f"codes of statutory items, not {code!r}"
    for missing in statutory_plan_items():
        if missing.code not in answered:
            yield ("plan", "items"), f"a heading for the statutory item {missing.code} ({missing.section})"


def _clocks(model: OperatingModel) -> Iterator[Found]:
    """A clock of the law may be promised faster, in the law's own unit, never slower."""
    law = {rule.id: rule.within for rule in clock_rules()}
    for index, tightened in enumerate(model.tightened_clocks):
        place: Place = ("tightened_clocks", index)
        if tightened.clock not in law:
            yield (*place, "clock"), f"a clock of the law, not {tightened.clock!r}"
        elif not _at_least_as_fast(tightened.within, law[tightened.clock]):
            yield (*place, "within"), f"at least as fast as the law: {_in_words(law[tightened.clock])}"


def _at_least_as_fast(ours: Within, law: Within) -> bool:
    if law.without_delay or ours.immediately:
        return True
    for unit in ("working_days", "days", "months"):
        if getattr(law, unit):
            return 0 < getattr(ours, unit) <= getattr(law, unit) or ours.same_working_day
    return ours == law


def _in_words(within: Within) -> str:
    return ", ".join(f"{word}: {value}" for word, value in dict(within).items() if value)


def _identification(model: OperatingModel) -> Iterator[Found]:
    """The signals and criteria are read by the engine that will use them."""
    try:
        ruleset = import_module("punos.population.ruleset")
    except ModuleNotFoundError:  # an installation without the population engine
        return
    try:
        ruleset.from_data(model.identification, "identification")
    except ruleset.RuleError as error:
        yield ("identification",), f"{error.place}: {error.expected}"
        return
    yield from _her_word_suffices(model)


def _her_word_suffices(model: OperatingModel) -> Iterator[Found]:
    """The client's own wish, and a professional's concern, are each enough for a suggestion by themselves."""
    threshold = model.identification.get("threshold", 1)
    for index, criterion in enumerate(model.identification["criteria"]):
        alone = criterion.get("signal") in ("own_wish", "professional_concern")
        if alone and criterion.get("weight", 1) < threshold:
            place: Place = ("identification", "criteria", index, "weight")
            yield place, f"at least the threshold ({threshold}): a person's word alone suffices"
