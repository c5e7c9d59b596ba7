"""Whether a document is OpenAPI 3.1.0 in the part of it that we use, and holds together.

The grammar is narrower than the standard's: what it does not know, like a member whose name is
misspelt, is a fault.
"""

import collections
import json
import re

import jsonschema

from .api_description import Description

ROLES = ("nobody", "read-only", "analyst", "admin")
TEXT, FLAG = {"type": "string", "minLength": 1}, {"type": "boolean"}


def ref(name):
    return {"$ref": f"#/$defs/{name}"}


def listed(one):
    return {"type": "array", "items": one}


def named(one, names=".*"):
    return {"type": "object", "patternProperties": {f"^{names}$": one},
            "additionalProperties": False}


def closed(required, optional=()):
    """An object of these members and of extensions."""
    return {"type": "object", "required": list(required),
            "properties": {**required, **dict(optional)},
            "patternProperties": {"^x-": {}}, "additionalProperties": False}


def or_ref(one):
    """The thing itself, or where it stands."""
    return {"if": {"required": ["$ref"]}, "then": closed({"$ref": TEXT}), "else": one}


GRAMMAR = {**ref("document"), "$defs": {
    "document": closed({
        "openapi": {"const": "3.1.0"},
        "info": closed({"title": TEXT, "version": TEXT},
                       {"description": TEXT, "license": closed({"name": TEXT},
                                                               {"identifier": TEXT})}),
        "servers": listed(closed({"url": TEXT})),
        "tags": listed(closed({"name": TEXT}, {"description": TEXT})),
        "paths": named(named(ref("operation"), "(get|post|put|patch|delete)"), "/.*"),
        "components": closed({}, {
            "securitySchemes": named(ref("scheme")),
            "responses": named(ref("response")),
            "schemas": named(ref("schema"), "[A-Z][A-Za-z]*")})}),
    "operation": closed({
        "operationId": {"type": "string", "pattern": "^[a-z][A-Za-z]*$"},
        "tags": {**listed(TEXT), "minItems": 1, "maxItems": 1}, "summary": TEXT,
        "security": listed(named(listed(TEXT))), "x-role": {"enum": list(ROLES)},
        "responses": {**named(or_ref(ref("response")), "[1-5][0-9][0-9]"), "required": ["200"]}
        }, {
            "description": TEXT, "parameters": listed(ref("parameter")), "x-person": FLAG,
            "requestBody": closed({"content": ref("content")}, {"required": FLAG})}),
    "parameter": closed({"name": TEXT, "in": {"enum": ["path", "query"]}, "description": TEXT,
                         "schema": ref("schema")}, {"required": FLAG}),
    "response": closed({"description": TEXT, "content": ref("content")}, {
        "headers": named(closed({"schema": ref("schema")},
                                {"description": TEXT, "required": FLAG}))}),
    "content": {**named(closed({"schema": ref("schema")})), "minProperties": 1,
                "maxProperties": 1},
    "scheme": closed({"type": {"enum": ["apiKey", "http"]}},
                     {"in": {"enum": ["cookie", "header"]}, "name": TEXT, "scheme": TEXT,
                      "description": TEXT}),
    "schema": closed({}, {
        "$ref": TEXT, "description": TEXT, "type": {}, "enum": {}, "pattern": TEXT, "format": TEXT,
        "minimum": {}, "maximum": {}, "minLength": {}, "maxLength": {}, "default": {},
        "examples": {}, "items": ref("schema"), "properties": named(ref("schema")),
        "required": listed(TEXT), "allOf": listed(ref("schema")), "additionalProperties": {},
        "contentMediaType": TEXT})}}


def parts_of(part, where="#"):
    """Every object in it, with where it stands."""
    if isinstance(part, dict):
        yield where, part
        for name, one in part.items():
            yield from parts_of(one, f"{where}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(part, list):
        for at, one in enumerate(part):
            yield from parts_of(one, f"{where}/{at}")


def faults_of(text):
    """Sentences, one for each thing that is wrong; a rule relies on those before it."""
    grammar = jsonschema.Draft202012Validator(GRAMMAR)
    out = [f"{'/'.join(map(str, one.absolute_path))}: {one.message}"
           for one in grammar.iter_errors(json.loads(text))]
    for rule in (references, schemas, operations, failures):
        out = out or rule(Description(text))
    return out


def references(description):
    """Each leads somewhere, and somebody leads to each component."""
    out, used = [], set()
    for where, part in parts_of(description.whole):
        if isinstance(part.get("$ref"), str):
            used.add(part["$ref"])
            try:
                description.resolve(part)
            except jsonschema.RefResolutionError:
                out.append(f"{where} leads nowhere: {part['$ref']}")
    for kind in ("responses", "schemas"):
        for name in description.whole["components"][kind]:
            if f"#/components/{kind}/{name}" not in used:
                out.append(f"nothing leads to {kind}/{name}")
    return out


def schemas(description):
    """Each is JSON Schema 2020-12, names no member that it does not have, and its examples and
    defaults are of its kind."""
    out = []
    for where, part in parts_of(description.whole):
        if not re.search(
                r"/(schema|x-line|x-event|schemas/[A-Za-z]+|properties/[^/]+|items|allOf/\d+)$",
                where):
            continue
        try:
            jsonschema.Draft202012Validator.check_schema(part)
            for one in part.get("examples", []) + [part[key] for key in part if key == "default"]:
                description.check(part, one)
        except (jsonschema.SchemaError, jsonschema.ValidationError) as error:
            out.append(f"{where}: {error.message}")
        missing = set(part.get("required", [])) - set(part.get("properties", []))
        if missing and "properties" in part:
            out.append(f"{where} requires {missing}, and does not say what that is")
    return out


def operations(description):
    """Ids are there once, tags and security schemes are declared, parameters are those of the
    path."""
    whole, out = description.whole, []
    ids = collections.Counter(operation.id for operation in description.operations)
    out += [f"{name} is there {count} times" for name, count in ids.items() if count > 1]
    tags = [one["name"] for one in whole["tags"]]
    for operation in description.operations:
        declared = [one["name"] for one in operation.parameters if one["in"] == "path"]
        if sorted(declared) != sorted(re.findall(r"\{([^}]*)\}", operation.path)):
            out.append(f"{operation} declares {declared}")
        if any(not one.get("required") for one in operation.parameters if one["in"] == "path"):
            out.append(f"{operation}: a part of the path is always there")
        if operation.found["tags"][0] not in tags:
            out.append(f"{operation}: no such tag")
        for way in operation.found["security"]:
            for name in set(way) - set(whole["components"]["securitySchemes"]):
                out.append(f"{operation}: no such security scheme: {name}")
    return out


def failures(description):
    """Whatever is not 200 says what is wrong and what to do, in the one shape for that."""
    error = {"$ref": "#/components/schemas/Error"}
    out = []
    for operation in description.operations:
        for status, listed_one in operation.found["responses"].items():
            content = description.resolve(listed_one)["content"]
            if status != "200" and content != {"application/json": {"schema": error}}:
                out.append(f"{operation}: {status} is no Error")
    return out
