#!/usr/bin/env python3
"""Checks the log of this evidence pack with Python's standard library alone.

README.txt says what is checked. Ends with 0 when the chain of events holds; otherwise with 1, and
says which seq is the first that is wrong.
"""

import hashlib
import json
import os
import sys

# What may be erased, and so is covered through a salted digest.
ERASABLE = [
    "actor.label", "ip", "user_agent", "path", "resource.external_id", "resource.label",
    "detail", "changes", "request_body", "response_body",
]
GENESIS = "0" * 64


class Number(str):
    """A number as it is written: its digits are what was hashed."""


class Wrong(Exception):
    pass


def read(line):
    """The JSON value of a line. A name that is there twice would hide a value."""

    def members(pairs):
        value = dict(pairs)
        if len(value) != len(pairs):
            raise ValueError("a name is there twice")
        return value

    text = line.decode("utf-8")
    return json.loads(text, parse_int=Number, parse_float=Number, object_pairs_hook=members)


def canonical(value):
    """JSON with sorted names and no white space."""
    if isinstance(value, dict):
        members = (canonical(name) + ":" + canonical(value[name]) for name in sorted(value))
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, Number):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def at(event, path):
    """The value at a path such as actor.label; none, where it is null or an empty list."""
    value = event
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return None if value == [] else value


def check_digest(event, path):
    value, entry = at(event, path), (event["digests"] or {}).get(path)
    salt = entry.get("salt") if entry else None
    if value is None:
        if salt is not None:
            raise Wrong(path + " is missing and was not erased")
    elif entry is None:
        raise Wrong(path + " was added after sealing")
    elif salt is None:
        raise Wrong(path + " has a value although it was erased")
    elif sha256(salt + canonical(value)) != entry.get("digest"):
        raise Wrong(path + " was changed")


def content_hash(event):
    """The hash that the content of an event leads to."""
    covered = {name: value for name, value in event.items() if name != "hash"}
    for path in ERASABLE:
        outer, _, inner = path.partition(".")
        if not inner:
            covered.pop(outer, None)
        elif isinstance(covered.get(outer), dict):
            covered[outer] = {k: v for k, v in covered[outer].items() if k != inner}
    digests = event["digests"] or {}
    covered["digests"] = {path: entry.get("digest") for path, entry in digests.items()}
    return sha256(canonical(covered))


def check(event):
    """Checks one event alone."""
    for path in ERASABLE:
        check_digest(event, path)
    for path in event["digests"] or {}:
        if path not in ERASABLE:
            raise Wrong("it has a digest of %s, which is no erasable field" % path)
    if content_hash(event) != event["hash"]:
        raise Wrong("its hash does not match its content")


def check_place(event, seq, before):
    """Checks that an event is the one that is due."""
    if seq is not None and int(event["seq"]) != seq:
        raise Wrong("it is missing; seq %s stands in its place" % event["seq"])
    if before is not None and event["prev_hash"] != before:
        raise Wrong("it does not follow the event before it")


def check_events(lines):
    """Goes through the log; what was found, and its manifest."""
    count, first, seq, before, digest, manifest = 0, None, None, None, hashlib.sha256(), None
    for line in lines:
        if manifest is not None:
            raise Wrong("the end: there is something behind the manifest")
        place = "the first line" if seq is None else "seq %d" % (seq + 1)
        try:
            value = read(line)
            if "manifest" in value:
                manifest = value["manifest"]
                if set(value) != {"manifest"}:
                    raise Wrong("the manifest has a neighbour")
                continue
            check_place(value, None if seq is None else seq + 1, before)
            place = "seq %s" % value["seq"]
            if value["seq"] == "1" and value["prev_hash"] != GENESIS:
                raise Wrong("the log begins with another event")
            check(value)
        except Wrong as wrong:
            raise Wrong("%s: %s" % (place, wrong)) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Wrong(place + ": it is no event") from None
        seq, before = int(value["seq"]), value["hash"]
        first = seq if first is None else first
        count += 1
        digest.update(line)
    if manifest is None:
        raise Wrong("the end: there is no manifest, so it is incomplete")
    found = {
        "count": str(count),
        "first_seq": None if first is None else str(first),
        "last_seq": None if seq is None else str(seq),
        "sha256": digest.hexdigest(),
    }
    return found, before, manifest


def check_manifest(found, last_hash, manifest):
    """The manifest must be about these events, and be what was signed."""
    for name, value in found.items():
        told = manifest.get(name)
        if (None if told is None else str(told)) != value:
            raise Wrong("the end: the manifest says that %s is %s; it is %s" % (name, told, value))
    head = manifest["head"]
    if (str(head["seq"]), head["hash"]) != (found["last_seq"] or "0", last_hash or ""):
        raise Wrong("the end: the head is not the last event")
    covered = {name: value for name, value in manifest.items() if name != "signature"}
    messages = {
        "proof/manifest": "rollcall audit manifest v1\n%s\n" % canonical(covered),
        "proof/head": "rollcall audit head v1\n%s\n%s\n%s\n"
        % (manifest["tenant"], head["seq"], head["hash"]),
    }
    for name, message in messages.items():
        with open(name, "rb") as file:
            if file.read() != message.encode("utf-8"):
                raise Wrong(name + ": it is not about these events")


def note_names():
    """Whatever is not in SHA256SUMS was put beside the pack later, and proves nothing."""
    with open("SHA256SUMS", encoding="utf-8") as file:
        known = {line.rstrip("\n").split("  ", 1)[1] for line in file}
    known |= {"SHA256SUMS", "SHA256SUMS.sig"}
    for folder, _, files in os.walk("."):
        for name in files:
            path = os.path.relpath(os.path.join(folder, name), ".").replace(os.sep, "/")
            if path not in known:
                print("note: %s is no part of the pack" % path, file=sys.stderr)


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    try:
        note_names()
        with open("events.ndjson", "rb") as lines:
            found, last_hash, manifest = check_events(lines)
        check_manifest(found, last_hash, manifest)
    except Wrong as wrong:
        print("WRONG: events.ndjson: %s" % wrong, file=sys.stderr)
        return 1
    except (OSError, LookupError, ValueError, TypeError, AttributeError) as error:
        print("WRONG: it cannot be read: %s" % error, file=sys.stderr)
        return 1
    print("ok: the chain of %s events, seq %s to %s"
          % (found["count"], found["first_seq"], found["last_seq"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
