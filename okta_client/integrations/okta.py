"""Clients from and for okta-sdk-python, Okta's own library.

Its class `okta.models.Client` knows fewer properties and no unknown values, and it does not distinguish null from
absent when it reads a reply. So both functions say what the other side can't represent.
"""

from typing import Any

from okta.models.client import Client as SdkClient
from pydantic import ValidationError

from ..model import Client

__all__ = ["from_sdk", "to_sdk"]


def from_sdk(sdk_client: SdkClient) -> tuple[Client, tuple[str, ...]]:
    """Make a client from a client of the SDK.

    A property that was set to None is null. In a client that the SDK has read from a reply, every property is set, so
    that None can mean null and absent. Such a property is absent here.

    Args:
        sdk_client: The client of the SDK.

    Returns:
        The client, and the names of the properties that may have been null.

    Raises:
        StructureError: The SDK's client has values that a `Client` can't have. The SDK itself accepts no such values.

    .. versionadded:: 0.1.0
    """
    values: dict[str, Any] = sdk_client.model_dump(mode="json", by_alias=True, exclude_unset=True)
    lost: tuple[str, ...] = ()
    if sdk_client.model_fields_set == type(sdk_client).model_fields.keys():
        lost = tuple([name for name, value in values.items() if value is None])
    client = Client.from_dict({name: value for name, value in values.items() if name not in lost})
    return client, lost


def to_sdk(client: Client) -> tuple[SdkClient, tuple[str, ...]]:
    """Make a client of the SDK from a client.

    The SDK's client has the read-only properties too, but its `to_dict` does not write them.

    Args:
        client: The client.

    Returns:
        The SDK's client, and what it does not have, by name: ``jwks`` or ``grant_types[1]``. These are properties and
        unknown members that the SDK does not know; values that it refuses, such as unknown ones; nulls that it does not
        write; and strings in place of an array, which it gets as arrays.

    .. versionadded:: 0.1.0
    """
    lost: list[str] = []
    values: dict[str, Any] = {}
    for name, value in client.to_dict("full").items():
        if name not in SdkClient.model_fields or name in client.invalid:
            lost.append(name)
        elif isinstance(value, str) and isinstance(getattr(client, name), tuple):
            lost.append(name)
            values[name] = [value]
        else:
            values[name] = value
    refused = _refused(values)
    for loc in reversed(refused):
        container: Any = values if len(loc) == 1 else values[loc[0]]
        del container[loc[-1]]
    lost += ["".join([loc[0], *[f"[{step}]" for step in loc[1:]]]) for loc in refused]
    sdk_client = SdkClient(**values)
    written = sdk_client.to_dict()
    lost += [name for name, value in values.items() if value is None and name not in written]
    return sdk_client, tuple(dict.fromkeys(lost))


def _refused(values: dict[str, Any]) -> list[Any]:
    """Return the locations of the values that the SDK's client can't have: a name, or a name and an index."""
    try:
        SdkClient(**values)
    except ValidationError as error:
        return [item["loc"] for item in error.errors(include_url=False, include_input=False, include_context=False)]
    return []
