"""A project of Django with clients in its models, whose databases are SQLite and, where there is one, PostgreSQL."""

import uuid

import django
from django.conf import settings

from .postgresql import URL

APPS = ["admin", "auth", "contenttypes", "messages", "sessions"]
MIDDLEWARE = [
    "sessions.middleware.SessionMiddleware",
    "auth.middleware.AuthenticationMiddleware",
    "messages.middleware.MessageMiddleware",
]
PROCESSORS = ["auth.context_processors.auth", "messages.context_processors.messages"]


def databases():
    """Return the settings of the databases. That of PostgreSQL has a schema of its own."""
    found = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    if URL:
        import psycopg  # noqa: PLC0415 (only this database needs it)
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

        schema = f"t{uuid.uuid4().hex}"
        with psycopg.connect(URL) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        parts = conninfo_to_dict(URL)
        found["postgresql"] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.pop("dbname"),
            "OPTIONS": {"options": f"-c search_path={schema}", **parts},
        }
    return found


settings.configure(
    DATABASES=databases(),
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[__name__, *(f"django.contrib.{app}" for app in APPS)],
    MIDDLEWARE=[f"django.contrib.{name}" for name in MIDDLEWARE],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for tests",
    ALLOWED_HOSTS=["*"],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    *(f"django.contrib.{name}" for name in PROCESSORS),
                ]
            },
        }
    ],
    USE_TZ=True,
)
django.setup()

from django.contrib import admin
from django.db import models
from django.urls import path

from okta_client import Client
from okta_client.integrations.django import ClientField


class Desk(Client):
    """A subclass."""


class Registration(models.Model):
    """A model with a client."""

    client = ClientField()
    before = ClientField(null=True, blank=True)
    logged = ClientField(null=True, blank=True, view="redacted")
    desk = ClientField(null=True, blank=True, client_class=Desk)
    latest = ClientField(default=Client)
    name = models.CharField(max_length=20, blank=True)

    class Meta:
        app_label = "django_project"


class Copy(Registration):
    """The same model in the admin, where the client can't be changed."""

    class Meta:
        app_label = "django_project"
        proxy = True


@admin.register(Copy)
class CopyAdmin(admin.ModelAdmin):
    """Shows the client."""

    readonly_fields = ("client",)


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    """Lists the clients, and lets them be changed."""

    list_display = ("id", "client")


urlpatterns = [path("admin/", admin.site.urls)]
