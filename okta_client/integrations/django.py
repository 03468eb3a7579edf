"""A model field and a form field of Django that contain clients."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.json import JSONExact, KeyTransform, KeyTransformFactory

from .._core.document import expect_document
from .._core.fields import View, check_view
from .._core.secrets import MASK
from ..errors import Fault, StructureError, make_fault
from ..model import Client

__all__ = ["ClientField", "ClientFormField"]


class _Key(KeyTransform):  # type: ignore[misc]
    # A member of a client is not a client.
    output_field: Any = models.JSONField()


class ClientField(models.JSONField):
    """A model field with a client: `jsonb` in PostgreSQL, JSON in other databases. None is SQL's NULL.

    What was written is read again, values that `Client.salvage` could not read included. Only clients can be saved;
    `full_clean` makes a client of a dict or of JSON text.

    Args:
        view: What to write, as in `Client.to_json`.
        client_class: The class of the clients: `Client` or a subclass.

    Raises:
        ValueError: There is no such view.
        TypeError: A value to save is not a client.
        StructureError: A value that was read is not a JSON object.

    .. versionadded:: 0.1.0
    """

    description = "An OAuth 2.0 client of Okta"

    def __init__(self, *args: Any, view: View = "full", client_class: type[Client] = Client, **options: Any) -> None:
        check_view(view)
        self.view: View = view
        self.client_class = client_class
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """Return how to create the field, for migrations."""
        name, path, args, options = super().deconstruct()
        if self.view != "full":
            options["view"] = self.view
        if self.client_class is not Client:
            options["client_class"] = self.client_class
        return name, path, args, options

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Client | None:  # noqa: ARG002 (as in the base class)
        """Return what a query returns."""
        return None if value in (None, "null") else self.client_class.salvage(value)[0]

    def get_prep_value(self, value: Any) -> Any:
        """Return what JSON contains of a client. Lookups pass other values, too."""
        return value.to_dict(self.view) if isinstance(value, Client) else super().get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return what is saved: a client, None or an expression."""
        if value is not None and not hasattr(value, "as_sql"):
            expect_document(self.client_class, value)
        return super().get_db_prep_save(value, connection)

    def get_transform(self, name: str) -> Any:
        """Return the transform of a lookup, such as `client__client_name`."""
        transform = super().get_transform(name)
        return partial(_Key, name) if isinstance(transform, KeyTransformFactory) else transform

    def to_python(self, value: Any) -> Client | None:
        """Return what a fixture contains."""
        return value if value is None or isinstance(value, Client) else self.client_class.salvage(value)[0]

    def value_to_string(self, obj: Any) -> Any:
        """Return what a fixture contains of an object."""
        return self.get_prep_value(self.value_from_object(obj))

    def clean(self, value: Any, model_instance: Any) -> Client | None:
        """Return a client, which can be given as a dict or as JSON text.

        Raises:
            ValidationError: It has faults. There is one error for each.
        """
        if value is not None and not isinstance(value, Client):
            is_text = isinstance(value, (str, bytes))
            value = read(self.client_class.from_json if is_text else self.client_class.from_dict, value)
        cleaned: Client | None = super().clean(value, model_instance)
        return cleaned

    def validate(self, value: Any, model_instance: Any) -> None:
        """Check what Django checks of all fields."""
        models.Field.validate(self, value, model_instance)

    def formfield(self, **options: Any) -> Any:
        """Return the field of a form."""
        return super().formfield(**{"form_class": ClientFormField, "client_class": self.client_class, **options})


@ClientField.register_lookup
class _Exact(JSONExact):  # type: ignore[misc]
    can_use_none_as_rhs = False


class ClientFormField(forms.JSONField):
    """A form field with a client as JSON text, in which secrets are masked.

    A mask that comes back means the secret of the form's initial client. A mask anywhere else is an error.

    Args:
        client_class: The class of the clients: `Client` or a subclass.

    .. versionadded:: 0.1.0
    """

    _initial_client: Client | None = None

    def __init__(self, *, client_class: type[Client] = Client, **options: Any) -> None:
        self.client_class = client_class
        super().__init__(**options)

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Return the field in a form, whose initial client has the secrets."""
        initial = form.get_initial_for_field(self, field_name)
        self._initial_client = initial if isinstance(initial, Client) else None
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> Any:
        """Return the text that the form shows."""
        return value.to_json("redacted", indent=2) if isinstance(value, Client) else value

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the form shows when it was sent."""
        return initial if self.disabled else data

    def to_python(self, value: Any) -> Client | None:
        """Read the text that was sent.

        Raises:
            ValidationError: It has faults. There is one error for each.
        """
        if value in self.empty_values:
            return None
        if isinstance(value, Client):  # the field is disabled
            return value
        before = self._initial_client
        if before is not None and value.splitlines() == self.prepare_value(before).splitlines():
            return before
        return read(self.client_class.from_json, value, before)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the client that was sent differs from the initial one."""
        try:
            return not self.disabled and self.to_python(data) != initial
        except ValidationError:
            return True


def read(reader: Callable[[Any], Client], source: Any, before: Client | None = None) -> Client:
    """Read a client that a user sends.

    Args:
        reader: `from_json` or `from_dict` of the class.
        source: What was sent.
        before: The client that the user edits, of which the redacted view was shown.

    Raises:
        ValidationError: It has faults. There is one error for each.
    """
    try:
        client = reader(source)
        if before is not None:
            full = _unmasked(client.to_dict("full"), before.to_dict("redacted"), before.to_dict("full"))
            client = type(client).from_dict(full)
    except StructureError as error:
        raise _refusal(error.faults) from error
    masks = [*_masks(client.to_dict("full"))]
    if masks:
        raise _refusal(masks)
    return client


def _refusal(faults: Iterable[Fault]) -> ValidationError:
    return ValidationError([ValidationError(str(fault), fault.code) for fault in faults])


def _unmasked(value: Any, redacted: Any, full: Any) -> Any:
    """Return a value with the secrets in place of their masks, where these are where they were."""
    if redacted == full:  # long lists without secrets are not searched
        return value
    if isinstance(value, dict) and isinstance(redacted, dict):
        return {name: _unmasked(item, redacted.get(name), full.get(name)) for name, item in value.items()}
    if isinstance(value, list) and isinstance(redacted, list):
        if value == redacted:
            return [_unmasked(*items) for items in zip(value, redacted, full, strict=True)]
        # An item that was moved is found if there is only one like it.
        return [
            _unmasked(item, item, full[redacted.index(item)]) if redacted.count(item) == 1 else item for item in value
        ]
    return full if value == redacted == MASK else value


def _masks(value: Any, path: Any = None) -> Iterator[Fault]:
    """Yield a fault for each mask in a value."""
    if value == MASK:
        yield make_fault(path, "secret-masked", "must be the secret itself, not its mask")
    elif isinstance(value, (dict, list)):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _masks(item, (path, step))
