"""Rules and changes as a user writes them. Type checkers check this file, and nothing runs it."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from typing import Any, Literal

from typing_extensions import assert_type

from okta_client import Client, Fault, RegistrationError
from okta_client.changes import ABSENT, Absent, Change, Plan, diff, is_equivalent, patch, plan
from okta_client.rules import RULES, Operation, Rule, check, require

client = Client()

assert_type(RULES, tuple[Rule, ...])
assert_type(RULES[0].code, str)
assert_type(check(client), tuple[Fault, ...])
assert_type(check(client, "replace", client_id="0oaparcel"), tuple[Fault, ...])
operation: Operation = "reply"
check(client, operation)
check(client, "update")  # type: ignore[arg-type]
try:
    assert_type(require(client), Client)
except RegistrationError as error:
    assert_type(error.faults, tuple[Fault, ...])
    assert_type(error.to_dict(), dict[str, Any])

changes = diff(client, client, ignore_read_only=False)
assert_type(changes, tuple[Change, ...])
assert_type(changes[0].kind, Literal["added", "removed", "changed"])
missing: Absent = ABSENT
assert_type(changes[0].before is ABSENT, bool)
assert_type(is_equivalent(client, client), bool)
assert_type(patch(client, client, show_secrets=True), list[dict[str, Any]])

the_plan = plan(client, client, left_out="drop")
assert_type(the_plan, Plan)
assert_type(the_plan.action, Literal["nothing", "replace", "recreate"])
assert_type(the_plan.reason, str)
assert_type(the_plan.client, Client | None)
assert_type(the_plan.changes, tuple[Change, ...])
assert_type(the_plan.lost, tuple[str, ...])
assert_type(the_plan.body, dict[str, Any] | None)
assert_type(check(client, "replace", previous=client), tuple[Fault, ...])
assert_type(require(client, "metadata-document", client_id="https://a.example/"), Client)
