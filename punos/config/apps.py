"""The top of Punos: when everything below is ready, the listeners are connected."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "punos.config"
    label = "config"

    def ready(self) -> None:
        from punos.config.wiring import wire

        wire()
