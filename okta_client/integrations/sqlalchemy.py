"""A column type of SQLAlchemy that contains clients."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, Dialect, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from .._core.document import expect_document
from .._core.fields import View, check_view
from ..model import Client

__all__ = ["ClientType"]

_DOCUMENT = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class _Comparator(TypeDecorator.Comparator[Client], JSON.Comparator[Client]):
    def __getitem__(self, index: Any) -> ColumnElement[Any]:
        # A member of a client is not a client.
        return type_coerce(self.expr, _DOCUMENT)[index]


class ClientType(TypeDecorator[Client]):
    """A column with a client: JSONB in PostgreSQL, JSON in other databases. None is SQL's NULL.

    What was written is read again, values that `Client.salvage` could not read included.

    Args:
        view: What to write, as in `Client.to_json`.
        client_class: The class of the clients: `Client` or a subclass.

    Raises:
        ValueError: There is no such view.
        TypeError: A value to write is not a client. SQLAlchemy raises its `StatementError` from it.
        StructureError: A value that was read is not a JSON object.

    .. versionadded:: 0.1.0
    """

    impl = _DOCUMENT
    cache_ok = True
    comparator_factory = _Comparator  # type: ignore[assignment]  # a property in the base class

    def __init__(self, view: View = "full", client_class: type[Client] = Client) -> None:
        # SQLAlchemy's keys of cached statements contain the attributes that have the names of positional arguments.
        super().__init__()
        check_view(view)
        self.view: View = view
        self.client_class = client_class

    def __repr__(self) -> str:
        # Alembic writes this into migrations.
        return "ClientType()" if self.view == "full" else f"ClientType({self.view!r})"

    @property
    def python_type(self) -> type[Any]:
        """The class of the clients."""
        return self.client_class

    def process_bind_param(self, value: Client | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002 (as in the base class)
        """Return what the database's own type writes."""
        return None if value is None else expect_document(self.client_class, value).to_dict(self.view)

    def process_result_value(self, value: Any, dialect: Dialect) -> Client | None:  # noqa: ARG002 (as in the base class)
        """Return what a query returns."""
        return None if value is None else self.client_class.salvage(value)[0]
