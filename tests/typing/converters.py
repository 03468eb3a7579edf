"""Converters as a service writes them. Type checkers check this file, and nothing runs it."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from attrs import frozen
from cattrs import BaseConverter, ClassValidationError, Converter, transform_error
from cattrs.preconf.json import JsonConverter
from cattrs.preconf.json import make_converter as make_json_converter
from typing_extensions import assert_type

from okta_client import Client, Fault, GrantType, StructureError
from okta_client.converters import (
    FaultError,
    StructureValidationError,
    configure_converter,
    format_exception,
    make_converter,
)


@frozen
class Tenant:
    """A class of a service."""

    clients: list[Client]
    preferred: Client | None = None
    grants: tuple[GrantType, ...] = ()


converter = make_converter("full", forbid_unknown_values=True, forbid_extra_keys=True)
assert_type(converter, JsonConverter)
assert_type(make_converter(), JsonConverter)
assert_type(converter.loads("{}", Client), Client)
assert_type(converter.loads(b"[]", list[Client]), list[Client])
assert_type(converter.dumps([Client()]), str)
assert_type(converter.structure({"clients": []}, Tenant), Tenant)

# The converter keeps its type.
assert_type(configure_converter(make_json_converter(), view="redacted"), JsonConverter)
assert_type(configure_converter(Converter(), "replace"), Converter)
assert_type(configure_converter(BaseConverter()), BaseConverter)

make_converter("creat")  # type: ignore[arg-type]
make_converter("full", True)  # type: ignore[call-arg]
configure_converter(Converter(), view="complete")  # type: ignore[arg-type]
configure_converter(Client())  # type: ignore[type-var]

try:
    converter.loads("{}", Tenant)
except StructureValidationError as error:
    known: StructureError = error
    group: ClassValidationError = error
    assert_type(error.faults, tuple[Fault, ...])
    assert_type(transform_error(error, format_exception=format_exception), list[str])


def describe(error: BaseException, kind: type | None) -> str:
    """Format one error of a group in the way of a service."""
    if isinstance(error, FaultError):
        assert_type(error.faults, tuple[Fault, ...])
        return error.faults[0].code
    return format_exception(error, kind)
