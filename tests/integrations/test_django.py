"""Clients in fields of Django's models and forms, in SQLite and in PostgreSQL."""

import html
import json
import logging
import os
import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

pytest.importorskip("django")
pytest.importorskip("support.django_project")  # it configures Django, before other imports

from django import forms
from django.contrib.auth.models import User
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DataError, NotSupportedError, connections, models, transaction
from django.db.models import F, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.test import Client as Browser
from hypothesis import given, settings
from support import django_project, strategies
from support.django_project import Copy, Desk, Registration
from support.documents import NATIVE, SERVICE, WEB
from support.postgresql import POSTGRESQL, exact, is_refused

from okta_client import Client, StructureError
from okta_client.integrations.django import ClientField, ClientFormField

PACKAGE = Path(sys.modules["okta_client"].__file__).parent
CLIENTS = [Client.from_dict(document) for document in (WEB, SERVICE, NATIVE)]
KEYS = {
    "keys": [
        {"kty": "EC", "kid": "a", "crv": "P-256", "x": "x", "y": "y", "d": "hush-a"},
        {"kty": "EC", "kid": "b", "crv": "P-256", "x": "x", "y": "y", "d": "hush-b"},
    ]
}


@pytest.fixture(scope="module")
def databases():
    """Return the databases with tables for the models."""
    for alias in django_project.settings.DATABASES:
        with connections[alias].schema_editor() as editor:
            editor.create_model(Registration)
    call_command("migrate", verbosity=0, skip_checks=True)
    yield
    connections.close_all()


@pytest.fixture(params=["default", pytest.param("postgresql", marks=POSTGRESQL.marks)])
def rows(request, databases):  # noqa: ARG001 (it creates the tables)
    """Return the rows of a database, whose changes are rolled back."""
    with transaction.atomic(using=request.param):
        yield Registration.objects.using(request.param)
        transaction.set_rollback(True, using=request.param)


def stored(rows, **values: object):
    """Store a row, and return it as it is read again."""
    return rows.get(pk=rows.create(**{"client": Client(), **values}).pk)


class TestRoundTrip:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_nothing_is_lost(self, rows, client):
        """A client is read as it was written, with its secret, its nulls and its unknown members."""
        client = client.evolve(extra={"x": {"y": [1, None, 1.5, "Straße"]}})
        read = stored(rows, client=client).client
        assert client == read
        assert client.nulls == read.nulls

    @settings(max_examples=50)
    @given(document=strategies.documents)
    def test_all_documents(self, databases, document):
        """Every client is read as it was written, but for what JSONB can't contain."""
        client = Client.from_json(json.dumps(document))
        for alias in django_project.settings.DATABASES:
            fails = alias == "postgresql" and is_refused(client)
            with transaction.atomic(using=alias), pytest.raises(DataError) if fails else nullcontext():
                read = stored(Registration.objects.using(alias), client=client).client
                assert exact(client) == exact(read)
                assert client == read or alias == "postgresql"
                transaction.set_rollback(True, using=alias)

    def test_an_invalid_client_is_kept(self, rows):
        """A client that `salvage` read is read again with the values that are wrong."""
        client, _ = Client.salvage({"client_name": 5, "client_id": "0oa1"})
        read = stored(rows, client=client).client
        assert client == read
        assert {"client_name": 5} == read.invalid

    def test_view(self, rows):
        """A field contains what its view does."""
        row = stored(rows, logged=CLIENTS[0])
        assert Client.from_dict(CLIENTS[0].to_dict("redacted")) == row.logged

    def test_unknown_view(self):
        """An unknown view is refused when the field is created."""
        with pytest.raises(ValueError, match=r"^unknown view 'all': the views are create, replace, full, redacted$"):
            ClientField(view="all")

    def test_subclass(self, rows):
        """A subclass is kept in a field of the subclass."""
        row = stored(rows, desk=Desk(client_name="Desk"))
        assert Desk(client_name="Desk") == row.desk
        assert Desk is type(row.desk)

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("client", {"client_name": "x"}, "expected Client, not dict: read it with Client.from_dict() first"),
            ("client", "{}", "expected Client, not str: read it with Client.from_json() first"),
            ("desk", Client(), "expected Desk, not Client: read it with Desk.from_dict() first"),
        ],
    )
    def test_other_values_are_refused(self, rows, field, value, message):
        """What is not a client of the field's class is not saved."""
        for save in (lambda: stored(rows, **{field: value}), lambda: rows.update(**{field: value})):
            with pytest.raises(TypeError) as caught:
                save()
            assert message == str(caught.value)

    def test_what_is_not_a_client_is_not_read(self, rows):
        """A value in the database that is not an object is an error."""
        row = stored(rows)
        self.write(rows, "[1]")
        with pytest.raises(StructureError) as caught:
            rows.get(pk=row.pk)
        assert [("$", "wrong-type")] == [(fault.path, fault.code) for fault in caught.value.faults]

    def write(self, rows, text):
        """Write JSON into all rows without the field."""
        with connections[rows.db].cursor() as cursor:
            cursor.execute("UPDATE django_project_registration SET client = %s", [text])

    def test_null_of_json_reads_as_none(self, rows):
        """A null of JSON, which others wrote, reads as None."""
        row = stored(rows)
        self.write(rows, "null")
        assert None is rows.get(pk=row.pk).client

    def test_changes_of_many_rows(self, rows):
        """Clients are written in bulk, too."""
        found = rows.bulk_create([Registration(client=client) for client in CLIENTS])
        for row in found:
            row.client = row.client.evolve(client_name="Desk")
            row.before = None
        rows.bulk_update(found, ["client", "before"])
        read = rows.order_by("pk").values_list("client", flat=True)
        assert [client.evolve(client_name="Desk") for client in CLIENTS] == list(read)


class TestQueries:
    @pytest.fixture(autouse=True)
    def clients(self, rows):
        """Store some clients."""
        for client in CLIENTS:
            rows.create(client=client, before=CLIENTS[0])

    def names(self, rows, *conditions: object, **lookups: object):
        """Return the names of the clients that meet conditions."""
        return [row.client.client_name for row in rows.filter(*conditions, **lookups).order_by("pk")]

    def test_equal(self, rows):
        """A field is compared with a client."""
        assert ["Parcel tracking"] == self.names(rows, client=CLIENTS[0])
        assert ["Parcel tracking"] == self.names(rows, client=F("before"))
        assert ["Parcel tracking", "Ledger – nightly export"] == self.names(rows, client__in=CLIENTS[:2])

    def test_none_is_null(self, rows):
        """None is SQL's NULL in fields and in lookups."""
        rows.create(client=Client(client_name="x"), before=None)
        assert ["x"] == self.names(rows, before=None) == self.names(rows, before__isnull=True)
        assert 3 == rows.exclude(before=None).count()

    def test_member(self, rows):
        """A member is looked up by its JSON value."""
        assert ["Dog walker"] == self.names(rows, client__application_type="native")
        assert ["Parcel tracking"] == self.names(rows, client__client_id_issued_at__lt=1720000000)
        assert ["Parcel tracking"] == self.names(rows, client__frontchannel_logout_session_required=True)
        assert ["Ledger – nightly export"] == self.names(rows, client__jwks__keys__1__kid="ledger-2025")
        assert ["Ledger – nightly export"] == self.names(rows, client__jwks=CLIENTS[1].to_dict("full")["jwks"])
        assert ["Parcel tracking"] == self.names(rows, client__client_name__istartswith="parcel")
        assert ["Parcel tracking", "Dog walker"] == self.names(rows, client__has_key="client_secret")

    def test_null_of_a_member(self, rows):
        """A member that is null differs from one that is absent."""
        assert ["Dog walker"] == self.names(rows, client__logo_uri=None)
        assert ["Ledger – nightly export"] == self.names(rows, client__logo_uri__isnull=True)

    def test_values_of_members(self, rows):
        """A member that is selected is its JSON value, not a client."""
        row = rows.filter(client=CLIENTS[1]).values_list(
            "client__client_name", "client__jwks", "client__jwks__keys__0__kid", "client__logo_uri"
        )
        assert (SERVICE["client_name"], SERVICE["jwks"], "ledger-2024", None) == row.get()

    def test_expressions_of_members(self, rows):
        """What is computed from a member is not a client, either."""
        found = rows.filter(client=CLIENTS[1]).annotate(
            key=Coalesce("client__jwks", "client__logo_uri"),
            inner=Subquery(rows.filter(client=CLIENTS[1]).values("client__jwks")),
            text=KT("client__client_name"),
        )
        assert [(SERVICE["jwks"], SERVICE["jwks"], SERVICE["client_name"])] == list(
            found.values_list("key", "inner", "text")
        )

    def test_expressions_of_clients(self, rows):
        """What is computed from a field is a client."""
        found = rows.filter(client=CLIENTS[1]).annotate(
            first=Coalesce("before", "client"), inner=Subquery(rows.filter(client=CLIENTS[2]).values("client"))
        )
        assert [(CLIENTS[0], CLIENTS[2])] == list(found.values_list("first", "inner"))
        rows.filter(client=CLIENTS[1]).update(client=F("before"))
        assert 2 == rows.filter(client=CLIENTS[0]).count()
        rows.update(client=Value(CLIENTS[2], ClientField()))
        assert 3 == rows.filter(client=CLIENTS[2]).count()

    def test_order(self, rows):
        """Rows are sorted by a member."""
        found = rows.order_by("client__client_name").values_list("client__client_name", flat=True)
        assert ["Dog walker", "Ledger – nightly export", "Parcel tracking"] == list(found)

    def test_contains(self, rows):
        """Parts of a client are looked up in PostgreSQL, which SQLite can't."""
        with nullcontext() if rows.db == "postgresql" else pytest.raises(NotSupportedError):
            assert ["Dog walker"] == self.names(rows, client__contains={"application_type": "native"})


class TestValidation:
    def test_dicts_and_text_are_read(self):
        """`full_clean` reads dicts and text."""
        row = Registration(client=WEB, before=json.dumps(SERVICE))
        row.full_clean()
        assert CLIENTS[:2] == [row.client, row.before]

    def test_one_error_for_each_fault(self):
        """`full_clean` reports each fault with its path and code."""
        with pytest.raises(ValidationError) as caught:
            Registration(client={"client_id": 5, "grant_types": ["implicit", 3]}, before="{").full_clean()
        expected = {
            "client": [
                ("$.client_id: must be a string, not an integer", "wrong-type"),
                ("$.grant_types[1]: must be a string, not an integer", "wrong-type"),
            ],
            "before": [("$: invalid JSON at line 1, column 2", "not-json")],
        }
        actual = {
            name: [(error.message, error.code) for error in errors] for name, errors in caught.value.error_dict.items()
        }
        assert expected == actual

    def test_blank(self):
        """None is refused where a field is required, and an empty client is not."""
        with pytest.raises(ValidationError) as caught:
            Registration(client=None).full_clean()
        assert {"client": ["This field cannot be null."]} == caught.value.message_dict
        Registration(client=Client()).full_clean()

    def test_checks(self):
        """Django's own checks find nothing."""
        assert [] == Registration.check(databases=["default"])


class TestFixtures:
    @pytest.mark.parametrize("kind", ["json", "jsonl", "python"])
    def test_nothing_is_lost(self, rows, kind):
        """A fixture contains the full view, and is read without loss."""
        client, _ = Client.salvage({"client_name": 5, "client_secret": "hush", "logo_uri": None})
        data = serializers.serialize(kind, [Registration(pk=1, client=client)])
        (read,) = serializers.deserialize(kind, data)
        assert (client, None) == (read.object.client, read.object.before)


class TestMigrations:
    @pytest.mark.parametrize("kind", ["sqlite", POSTGRESQL])
    def test_they_are_stable(self, tmp_path, kind):
        """Django writes a migration for a field, and after it finds nothing to change."""
        alias = "default" if kind == "sqlite" else "postgresql"
        database = django_project.databases()[alias]
        if kind == "sqlite":
            database["NAME"] = str(tmp_path / "database")
        (tmp_path / "shop").mkdir()
        (tmp_path / "project.py").write_text(
            f"INSTALLED_APPS = ['shop']\nDATABASES = {{'default': {database!r}}}\nUSE_TZ = True\n"
            "DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n"
        )
        (tmp_path / "shop" / "__init__.py").touch()
        (tmp_path / "shop" / "models.py").write_text(
            "from django.db import models\nfrom okta_client import Client\n"
            "from okta_client.integrations.django import ClientField\n"
            "class Desk(Client): pass\n"
            "class Shop(models.Model):\n"
            "    client = ClientField(default=Client)\n"
            "    logged = ClientField('as it was', null=True, view='redacted', client_class=Desk)\n"
        )

        def run(*arguments: str) -> subprocess.CompletedProcess[str]:
            path = os.pathsep.join([str(tmp_path), str(PACKAGE.parent)])
            environment = {**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "project"}
            command = [sys.executable, "-W", "error", "-m", "django", *arguments]
            return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=True, text=True)

        run("makemigrations", "shop")
        text = (tmp_path / "shop" / "migrations" / "0001_initial.py").read_text()
        assert "('client', okta_client.integrations.django.ClientField(default=okta_client.model.Client))" in text
        options = "client_class=shop.models.Desk, null=True, verbose_name='as it was', view='redacted'"
        assert f"('logged', okta_client.integrations.django.ClientField({options}))" in text
        run("migrate", "--verbosity", "0")
        assert "No changes detected" in run("makemigrations", "--check").stdout
        assert "jsonb" in run("sqlmigrate", "shop", "0001").stdout or kind == "sqlite"

    def test_a_field_is_cloned(self):
        """A clone of a field has its options."""
        clone = Registration._meta.get_field("desk").clone()
        assert (Desk, "full", True) == (clone.client_class, clone.view, clone.null)


class Form(forms.Form):
    client = ClientFormField()


class OptionalForm(forms.Form):
    client = ClientFormField(required=False)


class ModelForm(forms.ModelForm):
    class Meta:
        model = Registration
        fields = ("client", "desk")


def shown(form, name="client"):
    """Return the text that a form or a page shows in a field."""
    page = form if isinstance(form, str) else form.as_p()
    (text,) = re.findall(rf'<textarea[^>]*name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(text)


class TestForms:
    def test_text_is_read(self):
        """The text of a form is read."""
        form = Form({"client": json.dumps(SERVICE)})
        assert form.is_valid()
        assert CLIENTS[1] == form.cleaned_data["client"]

    def test_one_error_for_each_fault(self):
        """A form reports each fault with its path, and shows the text that was sent."""
        text = '{"client_id": 5, "client_name": true}'
        form = Form({"client": text})
        expected = ["$.client_id: must be a string, not an integer", "$.client_name: must be a string, not a boolean"]
        assert {"client": expected} == form.errors
        assert ["wrong-type", "wrong-type"] == [error.code for error in form.errors.as_data()["client"]]
        assert text == shown(form)

    @pytest.mark.parametrize("text", ["{", "[]", "null", "5"])
    def test_what_is_not_an_object_is_refused(self, text):
        """Text that is not a JSON object is an error of the form."""
        assert 1 == len(Form({"client": text}).errors["client"])

    def test_empty(self):
        """An empty text is None where the field is not required."""
        assert {"client": ["This field is required."]} == Form({"client": ""}).errors
        form = OptionalForm({"client": ""})
        assert form.is_valid()
        assert None is form.cleaned_data["client"]

    def test_secrets_are_masked(self):
        """A form shows the redacted view, and the secrets are not in it."""
        text = shown(ModelForm(instance=Registration(client=CLIENTS[0])))
        assert CLIENTS[0].to_dict("redacted") == json.loads(text)
        assert "hush" not in text

    def test_masks_that_come_back_are_secrets(self):
        """The secrets are kept when a form with their masks is sent."""
        client = CLIENTS[0].evolve(jwks=KEYS)
        row = Registration(client=client)
        form = ModelForm({"client": shown(ModelForm(instance=row))}, instance=row)
        assert not form.has_changed()
        assert client == form.save(commit=False).client

    def test_an_invalid_client_is_kept(self):
        """What `salvage` could not read is kept when a form is sent as it was shown. Browsers send other line ends."""
        row = Registration(client=Client.salvage({"client_name": 5, "client_secret": 6})[0])
        form = ModelForm({"client": shown(ModelForm(instance=row)).replace("\n", "\r\n")}, instance=row)
        assert not form.has_changed()
        assert {"client_name": 5, "client_secret": 6} == form.save(commit=False).client.to_dict("full")
        form = ModelForm({"client": '{"client_secret": "***"}'}, instance=row)
        assert {"client": ["$.client_secret: must be a string, not an integer"]} == form.errors

    def test_changes_keep_the_secrets(self):
        """What is changed in a form is changed, and the secrets elsewhere are kept."""
        client = CLIENTS[0].evolve(jwks=KEYS, extra={"x": [{"password": "hush-1"}, {"password": "hush-2"}]})
        row = Registration(client=client)
        sent = json.loads(shown(ModelForm(instance=row)))
        sent |= {"client_name": "Desk", "jwks": {"keys": sent["jwks"]["keys"][1:]}}
        form = ModelForm({"client": json.dumps(sent)}, instance=row)
        assert form.has_changed()
        assert client.evolve(client_name="Desk", jwks={"keys": KEYS["keys"][1:]}) == form.save(commit=False).client

    def test_a_secret_is_changed(self):
        """A secret in place of a mask is the new secret, and one that is removed is removed."""
        row = Registration(client=CLIENTS[0])
        sent = json.loads(shown(ModelForm(instance=row)))
        form = ModelForm({"client": json.dumps(sent | {"client_secret": "new"})}, instance=row)
        assert "new" == form.save(commit=False).client.client_secret
        del sent["client_secret"]
        form = ModelForm({"client": json.dumps(sent)}, instance=Registration(client=CLIENTS[0]))
        assert CLIENTS[0].without("client_secret") == form.save(commit=False).client

    @pytest.mark.parametrize(
        ("before", "sent", "path"),
        [
            ({}, {"client_secret": "***"}, "$.client_secret"),
            ({"client_name": "x"}, {"client_name": "***"}, "$.client_name"),
            ({"x": {"password": "hush"}}, {"x": "***"}, "$.x"),
            ({"x": {"password": "hush"}}, {"y": {"password": "***"}}, "$.y.password"),
            ({"jwks": KEYS}, {"jwks": {"keys": [{"kid": "b", "kty": "RSA", "d": "***"}]}}, "$.jwks.keys[0].d"),
            ({"x": [{"password": "hush-1"}, {"password": "hush-2"}]}, {"x": [{"password": "***"}]}, "$.x[0].password"),
        ],
    )
    def test_other_masks_are_refused(self, before, sent, path):
        """A mask that doesn't say which secret it means is an error."""
        form = ModelForm({"client": json.dumps(sent)}, instance=Registration(client=Client.from_dict(before)))
        (error,) = form.errors.as_data()["client"]
        assert ("secret-masked", f"{path}: must be the secret itself, not its mask") == (error.code, error.message)

    def test_a_default_shows_no_secret(self):
        """A field with a default, whose initial client Django puts into the form a second time, shows no secret."""
        row = Registration(latest=CLIENTS[0])
        form = forms.modelform_factory(Registration, fields=["latest"])
        page = form(instance=row).as_p()
        assert ("hush" not in page, 2) == (True, page.count("***"))
        sent = {"latest": shown(page, "latest"), "initial-latest": shown(page, "latest")}
        assert not form(sent, instance=row).has_changed()
        assert CLIENTS[0] == form(sent, instance=row).save(commit=False).latest

    @pytest.mark.parametrize("initial", [{}, "{}", None])
    def test_other_initial_values(self, initial):
        """An initial value that is not a client has no secrets to keep."""
        form = Form({"client": "{}"}, initial={"client": initial})
        assert form.is_valid()
        assert Client() == form.cleaned_data["client"]

    def test_disabled(self):
        """A field that is disabled keeps its client, whatever is sent."""
        row = Registration(client=CLIENTS[0])
        form = ModelForm({"client": "{}"}, instance=row)
        form.fields["client"].disabled = True
        assert not form.has_changed()
        assert CLIENTS[0].to_dict("redacted") == json.loads(shown(form))
        assert CLIENTS[0] == form.save(commit=False).client

    def test_subclass(self):
        """A form makes clients of the class of the model's field."""
        form = ModelForm({"client": "{}", "desk": "{}"})
        assert [Client, Desk] == [type(form.save(commit=False).client), type(form.instance.desk)]

    def test_invalid_text_has_changed(self):
        """Text that can't be read differs from the initial client."""
        assert Form({"client": "{"}, initial={"client": Client()}).has_changed()


class TestAdmin:
    @pytest.fixture
    def rows(self, databases):
        """Return the rows of the admin's database."""
        with transaction.atomic():
            yield Registration.objects
            transaction.set_rollback(True)

    @pytest.fixture
    def browser(self, rows):
        """Return a browser in which an administrator is logged in."""
        browser = Browser()
        browser.force_login(User.objects.create_superuser("parcel"))
        return browser

    def page(self, model, row, name="change"):
        """Return the path of a page of the admin."""
        return f"/admin/django_project/{model.__name__.lower()}/{row.pk}/{name}/"

    def test_no_page_shows_a_secret(self, rows, browser):
        """The list, the page of a client, that of one that can't be changed and its history show no secret."""
        row = rows.create(client=CLIENTS[0].evolve(jwks=KEYS))
        paths = [
            self.page(model, row, name) for model in (Registration, Copy) for name in ("change", "delete", "history")
        ]
        for path in [*paths, "/admin/django_project/registration/"]:
            response = browser.get(path)
            assert 200 == response.status_code
            assert "hush" not in response.content.decode()
        assert "Parcel tracking" in browser.get(self.page(Copy, row)).content.decode()

    def test_a_change_keeps_the_secrets(self, rows, browser):
        """A client that is changed on its page keeps its secrets."""
        row = rows.create(client=CLIENTS[0].evolve(jwks=KEYS))
        page = browser.get(self.page(Registration, row)).content.decode()
        sent = {name: shown(page, name) for name in ("client", "before", "logged", "desk", "latest")}
        sent["client"] = sent["client"].replace("Parcel tracking", "Desk")
        response = browser.post(self.page(Registration, row), sent)
        assert 302 == response.status_code
        assert CLIENTS[0].evolve(jwks=KEYS, client_name="Desk") == rows.get().client

    def test_a_client_that_is_only_shown_is_kept(self, rows, browser):
        """A client that can't be changed on a page is as it was when the page is sent."""
        row = rows.create(client=CLIENTS[0])
        assert 302 == browser.post(self.page(Copy, row), {"name": "x", "latest": "{}"}).status_code
        assert ("x", CLIENTS[0]) == rows.values_list("name", "client").get()


class TestSecrets:
    def test_json_fields_refuse_clients(self, rows):
        """Django's own JSON field refuses a client, and the error shows no secret."""
        with pytest.raises(TypeError) as caught, connections[rows.db].cursor() as cursor:
            cursor.execute("SELECT %s", [models.JSONField().get_db_prep_save(CLIENTS[0], connections[rows.db])])
        assert "Object of type Client is not JSON serializable" == str(caught.value)

    def test_logs_show_statements(self, rows, caplog):
        """The log of SQL contains the secret, as the documentation says."""
        connection = connections[rows.db]
        connection.force_debug_cursor = True
        with caplog.at_level(logging.DEBUG, "django.db.backends"):
            rows.create(client=CLIENTS[0])
        connection.force_debug_cursor = False
        assert "hush" in caplog.text
