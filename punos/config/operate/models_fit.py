"""The operating models can be used, and the cases there are can be read with them: asked before pages are served."""

from collections.abc import Iterator

from punos.config.operate.progress import Failed

_MEND = "Mend what is named, then start again. ./run models checks without starting: docs/how-to/operating-models.md."
_KEEP = (
    "Put them back. A way of working with other stages or reasons is a model of its own: a new folder with based_on,"
    " named by PUNOS_MODEL (docs/how-to/operating-models.md)."
)
_SAID = {"stage": ("StageEntry", "stage"), "closing_reason": ("Closing", "reason"),
         "decline_reason": ("Handover", "decline_reason")}  # fmt: skip


def check_models() -> None:
    """Every operating model can be used, the county's own included, and the one named for new contacts is there."""
    from django.conf import settings

    from punos.lawfulness.data_files import DataFileError
    from punos.operating_models import all_models

    try:
        known = [model.code for model in all_models()]
    except DataFileError as problems:
        raise Failed(f"An operating model cannot be used.\n{problems}", _MEND) from None
    if settings.PUNOS_MODEL not in known:
        raise Failed(f"PUNOS_MODEL names {settings.PUNOS_MODEL!r}.", f"It may be one of {', '.join(known)}.")


def check_cases() -> None:
    """What cases say by a code of their model (a stage, a reason), the model still has words for."""
    lost = sorted(without_words("backup"))
    if lost:
        raise Failed("There are cases whose operating model has no words for them any more:\n" + "\n".join(lost), _KEEP)


def without_words(database: str) -> Iterator[str]:
    """Each code that cases have and their model no longer knows, with how many cases."""
    from django.apps import apps
    from django.db.models import Count

    from punos.operating_models import all_models
    from punos.operating_models.schema import texts_of

    words = {model.code: texts_of(model) for model in all_models()}
    for kind, (name, field) in _SAID.items():
        rows = apps.get_model("cases", name)._default_manager.using(database).exclude(**{field: ""})
        for model, code, cases in rows.values_list("case__model", field).annotate(Count("case", distinct=True)):
            if f"{kind}.{code}" not in words.get(model, {}):
                yield f"    {model}: {kind.replace('_', ' ')} {code} ({cases} cases)"
