"""Requests drawn from a description of an API: such as it asks for, and such as it does not."""

import dataclasses
import json
import re
import urllib.parse

from hypothesis import configuration
from hypothesis import strategies as st

from .processes import ROOT

configuration.set_hypothesis_home_dir(ROOT / "build" / "hypothesis")


@dataclasses.dataclass
class Request:
    method: str
    path: str
    body: bytes | None
    media: str | None


HEAD_OCTETS = 6000  # the console takes more: beyond that an answer may go with its connection

ODD_TEXT = st.one_of(
    st.text(max_size=40), st.text(min_size=100, max_size=400),
    st.sampled_from(["\0", "../..", "%00", "a\r\nb: c", "\ud7ff", "NULL", "' OR 1=1 --", "{}",
                     "\u202e", "0" * 32, "A" * 32, "x" * 2000]))
ODD_VALUE = st.one_of(
    st.none(), st.booleans(), ODD_TEXT, st.floats(), st.just([[[[[[[[[[[[]]]]]]]]]]]]),
    st.sampled_from([-1, 0, 1, 2**31, 2**53 + 1, 2**63, 2**64, -2**63, 10**400, 1e308]),
    st.lists(st.integers(), max_size=3), st.dictionaries(ODD_TEXT, st.integers(), max_size=3))


class Drawn:
    """`known`: values that exist, by "OPERATION.NAME" of a parameter or a member of a body."""

    def __init__(self, description, known):
        self.description, self.known = description, known

    def valid(self, schema):
        """A value of this schema."""
        schema = self.description.resolve(schema)
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if "pattern" in schema:
            return st.from_regex(re.compile(schema["pattern"], re.ASCII), fullmatch=True)
        if schema["type"] == "integer":
            return st.integers(schema.get("minimum", -2**31), schema.get("maximum", 2**31))
        if schema["type"] == "string":
            return st.text(min_size=schema.get("minLength", 0),
                           max_size=schema.get("maxLength", 60))
        return self.valid_object(schema, "")

    def valid_object(self, schema, operation):
        members = {name: self.named(f"{operation}.{name}", one)
                   for name, one in schema["properties"].items()}
        required = set(schema["required"])
        return st.fixed_dictionaries(
            {name: one for name, one in members.items() if name in required},
            optional={name: one for name, one in members.items() if name not in required})

    def named(self, name, schema):
        """One that exists if that can be; otherwise one of its shape."""
        if name in self.known:
            return st.one_of(st.sampled_from(self.known[name]), self.valid(schema))
        return self.valid(schema)

    # -- parts of a request --------------------------------------------------------------------

    def path(self, operation):
        """With parameters in it, percent-encoded; none of them empty, that is another path."""
        parts = []
        for part in operation.path.split("/"):
            name = part.strip("{}")
            if name == part:
                parts.append(st.just(part.encode()))
                continue
            schema = next(one["schema"] for one in operation.parameters if one["name"] == name)
            parts.append(st.one_of(
                self.named(f"{operation.id}.{name}", schema).map(octets), ODD_TEXT.map(octets),
                st.binary(max_size=60)).filter(bool))
        return st.tuples(*parts).map(lambda drawn: "/".join(
            urllib.parse.quote_from_bytes(one, safe="") for one in drawn))

    def query(self, operation):
        names = {one["name"]: one["schema"] for one in operation.parameters if one["in"] == "query"}
        pair = st.tuples(ODD_TEXT.map(octets), ODD_TEXT.map(octets))  # unknown, most of them
        for name, schema in names.items():
            value = st.one_of(self.named(f"{operation.id}.{name}", schema), ODD_VALUE)
            pair = st.one_of(st.tuples(st.just(name.encode()), value.map(octets)), pair)
        return st.lists(pair, max_size=3).map(urllib.parse.urlencode)

    def body(self, operation):
        junk = st.one_of(st.none(), st.binary(max_size=300), ODD_VALUE.map(json_octets))
        if operation.media is None:
            return junk
        schema = self.description.resolve(operation.body_schema)
        if schema["type"] != "object":
            return st.one_of(self.named(f"{operation.id}.", schema).map(octets), junk)
        good = self.valid_object(schema, operation.id)
        return st.one_of(good.map(json_octets), self.nearly(good).map(json_octets),
                         good.map(json_octets).flatmap(torn), junk)

    @staticmethod
    def nearly(good):
        """A body with one thing wrong: a member is missing, is of another type, or is unknown."""
        def wrong(body):
            places = st.sampled_from(sorted(body)) if body else st.just("unknown")
            return st.one_of(
                places.map(lambda name: {key: one for key, one in body.items() if key != name}),
                st.tuples(places, ODD_VALUE).map(lambda pair: {**body, pair[0]: pair[1]}),
                st.tuples(ODD_TEXT, ODD_VALUE).map(lambda pair: {**body, pair[0]: pair[1]}))
        return good.flatmap(wrong)

    def request(self, operation):
        media = st.sampled_from([operation.media, operation.media, None, "text/html"])
        return st.builds(
            lambda path, query, body, media: Request(
                operation.method, path + ("?" + query if query else ""), body, media),
            self.path(operation), self.query(operation), self.body(operation), media).filter(
                lambda drawn: len(drawn.path) < HEAD_OCTETS)


def octets(value):
    return str(value).encode(errors="surrogatepass")


def json_octets(value):
    return json.dumps(value).encode()


def torn(text):
    """A good text that something happened to: it is cut, or an octet of it is another."""
    place = st.integers(0, max(len(text) - 1, 0))
    return st.one_of(
        place.map(lambda at: text[:at]),
        st.tuples(place, st.binary(min_size=1, max_size=2)).map(
            lambda pair: text[:pair[0]] + pair[1] + text[pair[0] + 1:]))
