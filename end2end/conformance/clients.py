"""scim2-client and scim2-cli: the life of a user and of a group."""

import json
import os
import pathlib
import subprocess
import sys
from dataclasses import dataclass, field

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import Error, PatchOp, PatchOperation, Resource, SearchRequest

from rollcall import Rollcall


@dataclass
class Steps:
    passed: int = 0
    failures: list[str] = field(default_factory=list)

    def check(self, step: str, holds: bool, seen: object = "") -> None:
        print(f"{'success' if holds else 'error':>10}  {step}")
        if holds:
            self.passed += 1
        else:
            self.failures.append(f"{step}: {seen}")


def run(server: Rollcall) -> Steps:
    steps = Steps()
    drive_client(server, steps)
    drive_command_line(server, steps)
    return steps


def drive_client(server: Rollcall, steps: Steps) -> None:
    with Client(base_url=server.base_url, headers=server.headers) as http:
        client = SyncSCIMClient(http)
        try:
            client.discover()
            user = live_of_user(client, steps)
            live_of_group(client, user, steps)
        except Exception as error:  # whatever the client raises is the finding
            steps.check("scim2-client", False, repr(error))


def live_of_user(client: SyncSCIMClient, steps: Steps) -> Resource:
    user_type = client.get_resource_model("User")
    steps.check("scim2-client discovers the resource type User", user_type is not None)

    user = client.create(user_type(user_name="ada@example.com", display_name="Ada"))
    steps.check("scim2-client creates a user", user.id is not None, user)

    read = client.query(user_type, user.id)
    steps.check("scim2-client reads the user", read.user_name == "ada@example.com", read)

    change = PatchOperation(op="replace", path="displayName", value="Ada Lovelace")
    changed = client.modify(user_type, user.id, PatchOp[user_type](operations=[change]))
    if changed is None:
        changed = client.query(user_type, user.id)
    steps.check("scim2-client patches the user", changed.display_name == "Ada Lovelace", changed)

    wanted = SearchRequest(filter='userName eq "ADA@example.com"')
    found = client.query(user_type, query_parameters=wanted)
    ids = [resource.id for resource in found.resources or []]
    steps.check("scim2-client finds the user by a filter", ids == [user.id], ids)
    return user


def live_of_group(client: SyncSCIMClient, user: Resource, steps: Steps) -> None:
    user_type = client.get_resource_model("User")
    group_type = client.get_resource_model("Group")
    group = client.create(group_type(display_name="Engines"))
    steps.check("scim2-client creates a group", group.id is not None, group)

    change = PatchOperation(op="add", path="members", value=[{"value": user.id}])
    client.modify(group_type, group.id, PatchOp[group_type](operations=[change]))
    read = client.query(group_type, group.id)
    members = [member.value for member in read.members or []]
    steps.check("scim2-client adds the user to the group", members == [user.id], members)

    wanted = SearchRequest(filter='displayName eq "Engines"')
    found = client.query(group_type, query_parameters=wanted)
    ids = [resource.id for resource in found.resources or []]
    steps.check("scim2-client finds the group by a filter", ids == [group.id], ids)

    for kind, resource in (("group", group), ("user", user)):
        model = group_type if kind == "group" else user_type
        client.delete(model, resource.id)
        gone = client.query(model, resource.id, raise_scim_errors=False)
        missing = isinstance(gone, Error) and gone.status == 404
        steps.check(f"scim2-client deletes the {kind}", missing, gone)


def drive_command_line(server: Rollcall, steps: Steps) -> None:
    try:
        user = scim(server, "create", "user", "--user-name", "grace@example.com")
        steps.check("scim2-cli creates a user", "id" in user, user)
        read = scim(server, "query", "user", user["id"])
        steps.check("scim2-cli reads the user", read["userName"] == user["userName"], read)
        scim(server, "modify", "user", user["id"], "replace", "displayName", "Grace")
        listed = scim(server, "query", "user")
        names = [resource.get("displayName") for resource in listed["Resources"]]
        steps.check("scim2-cli patches the user, and lists it", names == ["Grace"], listed)
        scim(server, "delete", "user", user["id"])
        listed = scim(server, "query", "user")
        steps.check("scim2-cli deletes the user", listed["totalResults"] == 0, listed)
    except (RuntimeError, KeyError) as error:
        steps.check("scim2-cli", False, repr(error))


def scim(server: Rollcall, *arguments: str) -> dict:
    """Runs the command `scim` of this Python environment; returns the JSON it prints."""
    program = pathlib.Path(sys.executable).with_name("scim")
    headers = "; ".join(f"{name}: {value}" for name, value in server.headers.items())
    done = subprocess.run(
        [program, "--url", server.base_url, *arguments],
        stdin=subprocess.DEVNULL,
        env={**os.environ, "SCIM_CLI_HEADERS": headers},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"scim {' '.join(arguments)}: {done.stderr or done.stdout}")
    return json.loads(done.stdout) if done.stdout.strip() else {}
