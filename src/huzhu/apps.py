"""The one Django app; its rooms are plain packages (docs/architecture.md)."""

from django.apps import AppConfig


class HuzhuConfig(AppConfig):
    name = "huzhu"
    label = "huzhu"
    verbose_name = "Huzhu 互助"
    default_auto_field = "django.db.models.BigAutoField"
