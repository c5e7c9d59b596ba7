"""console/api/openapi.json as the tests use it: its operations, its schemas, and whether an answer
is one that it lists."""

import json

import jsonschema

from .processes import ROOT

FILE = ROOT / "console" / "api" / "openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")


class NotAsDescribed(AssertionError):
    """The console answered what the file does not list."""


class Operation:
    """One method of one path."""

    def __init__(self, description, path, method, found):
        self.description, self.path, self.found = description, path, found
        self.method, self.id = method.upper(), found["operationId"]
        self.role, self.for_people = found["x-role"], found.get("x-person", False)
        self.is_change = self.method != "GET"
        self.parameters = found.get("parameters", [])
        media = found.get("requestBody", {}).get("content", {})
        (self.media, body), = media.items() if media else ((None, {}),)
        self.body_schema = body.get("schema")

    def __repr__(self):
        return f"{self.method} {self.path}"

    def check(self, answer):
        """Fails unless the file lists this answer: its status, its head, its type, its shape."""
        where = f"{self}: {answer}"
        listed = self.found["responses"].get(str(answer.status))
        if listed is None:
            raise NotAsDescribed(f"the file lists no such status; {where}")
        listed = self.description.resolve(listed)
        for name, head in listed.get("headers", {}).items():
            if head.get("required") and name not in answer.head:
                raise NotAsDescribed(f"no {name}; {where}")
        (media, content), = listed["content"].items()
        if answer.head.get("Content-Type") != media:
            raise NotAsDescribed(f"this is {answer.head.get('Content-Type')}; {where}")
        try:
            self.check_body(content["schema"], media, answer.body.decode())
        except (ValueError, jsonschema.ValidationError) as error:
            raise NotAsDescribed(f"{error}; {where}") from None

    def check_body(self, schema, media, text):
        if media == "application/json":
            self.description.check(schema, json.loads(text))
            return
        if media == "text/event-stream":
            self.check_events(schema["x-event"], text)
            return
        for line in text.splitlines():
            self.description.check(schema["x-line"], json.loads(line))


    def check_events(self, schema, text):
        for event in text.split("\n\n"):
            lines = dict(line.split(": ", 1) for line in event.splitlines())
            if lines.get("event") == "incident":
                self.description.check(schema, json.loads(lines["data"]))


class Description:
    def __init__(self, text):
        self.whole = json.loads(text)
        self.resolver = jsonschema.RefResolver.from_schema(self.whole)
        self.operations = [
            Operation(self, path, method, found) for path, methods in self.whole["paths"].items()
            for method, found in methods.items() if method in METHODS]

    def resolve(self, part):
        """What a $ref leads to; what is none, as it is."""
        while "$ref" in part:
            part = self.resolver.resolve(part["$ref"])[1]
        return part

    def check(self, schema, value):
        """Fails unless `value` is of this schema, and has no member that it does not name: clients
        pass over those, and we describe them."""
        jsonschema.Draft202012Validator(schema, resolver=self.resolver).validate(value)
        self.check_members(schema, value, "")

    def check_members(self, schema, value, where):
        schema = self.resolve(schema)
        if isinstance(value, list) and "items" in schema:
            for at, one in enumerate(value):
                self.check_members(schema["items"], one, f"{where}/{at}")
        if not isinstance(value, dict):
            return
        members = self.members_of(schema)
        for name, one in value.items():
            if name in members:
                self.check_members(members[name], one, f"{where}/{name}")
            elif members and "additionalProperties" not in schema:
                raise jsonschema.ValidationError(f"{where}/{name} is not described")

    def members_of(self, schema):
        schema = self.resolve(schema)
        members = dict(schema.get("properties", {}))
        for part in schema.get("allOf", []):
            members |= self.members_of(part)
        return members
