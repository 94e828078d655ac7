"""Operating models as data: what differs between the counties' models is a pack, what they share is the engine."""

from punos.operating_models.loader import all_models, load
from punos.operating_models.schema import OperatingModel, Stage, json_schema
from punos.operating_models.vocabulary import Form, Promise, Requirement, Role

__all__ = [
    "Form",
    "OperatingModel",
    "Promise",
    "Requirement",
    "Role",
    "Stage",
    "all_models",
    "json_schema",
    "load",
]
