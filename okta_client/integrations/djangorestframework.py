"""A serializer field of Django REST framework that contains clients."""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from .._core.fields import View, check_view
from ..model import Client
from .django import read

__all__ = ["ClientField"]


class ClientField(serializers.JSONField):
    """A serializer field with a client. A request with faults gets one error for each.

    A request that contains a mask of the redacted view in place of a secret is refused.

    Args:
        view: What responses contain, as in `Client.to_json`.
        client_class: The class of the clients: `Client` or a subclass.

    Raises:
        ValueError: There is no such view.

    .. versionadded:: 0.1.0
    """

    def __init__(self, *, view: View = "redacted", client_class: type[Client] = Client, **options: Any) -> None:
        check_view(view)
        self.view: View = view
        self.client_class = client_class
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Client:
        """Read the client of a request.

        Raises:
            ValidationError: It has faults. There is one error for each.
        """
        # The field of an HTML form contains text.
        is_text = getattr(data, "is_json_string", False)
        try:
            return read(self.client_class.from_json if is_text else self.client_class.from_dict, data)
        except DjangoValidationError as error:
            details = [ErrorDetail(fault.message, fault.code) for fault in error.error_list]
            raise serializers.ValidationError(details) from error

    def to_representation(self, value: Client) -> dict[str, Any]:
        """Return what the response contains."""
        return value.to_dict(self.view)
