"""The console does what console/api/openapi.json says, whoever asks it for whatever.

    AVIARY_OPENAPI_SEED        draws the requests of a run again that printed it
    AVIARY_OPENAPI_EXAMPLES    how many of them for each operation (default 30)
"""

import collections
import copy
import dataclasses
import json
import os
import random
import unittest

import hypothesis

from tests.system.harness import processes
from tests.system.harness.api_description import FILE, Description, NotAsDescribed
from tests.system.harness.api_door import Answer, Caller, Door, log_in
from tests.system.harness.api_requests import Drawn
from tests.system.harness.openapi_rules import ROLES, faults_of
from tests.system.harness.site import Site

PASSWORD, ANOTHER = "correct horse battery", "horse staple rain"
SEED = int(os.environ.get("AVIARY_OPENAPI_SEED", random.randrange(2**32)))
EXAMPLES = int(os.environ.get("AVIARY_OPENAPI_EXAMPLES", 30))
NOBODY_IS_CALLED = "nobody-is-called-so"


# -- the file --------------------------------------------------------------------------------------

def set_at(whole, path, value):
    """A copy in which something stands at this path of names; None takes it away."""
    broken = copy.deepcopy(whole)
    *way, last = path.split(" ")
    part = broken
    for name in way:
        part = part[name]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return broken


class File(unittest.TestCase):
    def setUp(self):
        self.description = Description(FILE.read_text())

    def test_it_is_openapi_and_holds_together(self):
        self.assertEqual(faults_of(FILE.read_text()), [])

    def test_each_rule_finds_what_breaks_it(self):
        bird = "paths /api/v1/birds/{bird} get"
        for path, value, word in (
                ("openapi", "3.0.3", "3.1.0"),
                ("paths /api/v1/birds post", {}, "operationId"),
                (f"{bird} respones", {}, "respones"),
                (f"{bird} x-role", "root", "root"),
                (f"{bird} responses 200", None, "200"),
                (f"{bird} responses 404", {"$ref": "#/components/responses/Lost"}, "nowhere"),
                (f"{bird} responses 404", {"description": "No.", "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Id"}}}}, "404"),
                (f"{bird} operationId", "listBirds", "2 times"),
                (f"{bird} parameters", [], "declares"),
                (f"{bird} parameters", [{"name": "bird", "in": "path", "description": "It.",
                                         "schema": {}}], "always there"),
                (f"{bird} tags", ["Owls"], "tag"),
                (f"{bird} security", [{"key": []}], "scheme"),
                ("components schemas Owl", {"type": "object"}, "Owl"),
                ("components schemas Id type", "text", "text"),
                ("components schemas Id patern", "a", "patern"),
                ("components schemas Id examples", ["x"], "does not match"),
                ("components schemas Bird required", ["owl"], "owl")):
            found = faults_of(json.dumps(set_at(self.description.whole, path, value)))
            self.assertTrue(any(word in one for one in found), (path, found))

    def test_an_answer_that_is_not_listed_is_found(self):
        get = next(one for one in self.description.operations if one.id == "getSession")
        head = {"Content-Type": "application/json"}
        good = {"user": "ada", "role": "admin", "csrf": "0" * 32}
        get.check(Answer(200, head, json.dumps(good).encode()))
        for status, told, body in (
                (500, head, good), (200, {"Content-Type": "text/html"}, good),
                (401, head, good), (200, head, {"user": "ada"}), (200, head, [good]),
                (200, head, {**good, "role": "root"}), (200, head, {**good, "csrf": "0"}),
                (200, head, {**good, "more": 1})):
            with self.assertRaises(NotAsDescribed, msg=(status, body)):
                get.check(Answer(status, told, json.dumps(body).encode()))
        log_on = next(one for one in self.description.operations if one.id == "logIn")
        with self.assertRaises(NotAsDescribed):
            log_on.check(Answer(200, head, json.dumps(good).encode()))  # no cookie


# -- the console -----------------------------------------------------------------------------------

class Console(unittest.TestCase):
    """One site for all: a bird that was touched, an administrator, tokens, doors."""

    @classmethod
    def setUpClass(cls):
        cls.description = Description(FILE.read_text())
        cls.site = cls.enterClassContext(Site(
            cls.enterClassContext(processes.temporary_folder()), resolver=None, heartbeat="5s"))
        cls.site.start_receiver()
        cls.site.init_console()
        cls.site.start_console()
        cls.site.init_bird()
        cls.request_line = cls.site.on_bird("register").strip()
        answer = cls.site.on_console("register", stdin=cls.request_line)
        cls.site.on_bird("register", "--answer", answer.strip())
        cls.site.add_webhook_channel()
        cls.site.start_bird()
        cls.site.touch(attempts=1)
        cls.door = cls.open_door()
        cls.use_link(cls.site.ask_console("users", "link")["link"], "ada")
        cls.ada = log_in(cls.door, "ada", PASSWORD, "admin")
        cls.incident = cls.site.wait_for_incident(reports=1)
        processes.wait_until(lambda: "paths" in cls.get("birds")["birds"][0], 30,
                             "the bird tells of its path")

    @classmethod
    def open_door(cls, source=None):
        """Guesses are counted by where they come from, so those that are wrong have a source."""
        door = Door(cls.site.https, cls.site.console_folder / "tls" / "cert.pem", source)
        cls.addClassCleanup(door.close)
        return door

    @classmethod
    def get(cls, path):
        return cls.ada.ask("GET", "/api/v1/" + path).object

    @classmethod
    def use_link(cls, link, user=None):
        came = cls.door.ask("POST", "/api/v1/links/use", json.dumps(
            {"link": link, "password": PASSWORD, "user": user}))
        if came.status != 200:
            raise RuntimeError(f"the link does not work: {came}")

    @classmethod
    def add(cls, user, role, source=None):
        """Somebody who is logged in."""
        cls.use_link(cls.site.ask_console("users", "add", user, "--role", role)["link"])
        return log_in(cls.open_door(source), user, PASSWORD, role)

    def new_session(self, user):
        """The id of one more session of theirs."""
        def listed():
            return {one["id"] for one in self.get("sessions")["sessions"]}
        before = listed()
        log_in(self.door, user, PASSWORD, None)
        added, = listed() - before
        return added

    @classmethod
    def make_token(cls, role):
        return cls.site.ask_console("tokens", "create", "--name", role, "--role", role)

    def operation(self, name):
        return next(one for one in self.description.operations if one.id == name)

    # -- what it should be asked -----------------------------------------------------------------

    def good_requests(self, carol):
        """(operation, parameters, body, who): each gets 200, and all of them see each operation."""
        incident = self.incident["id"]
        token, gone = (self.make_token("read-only") for _ in range(2))
        link = self.site.ask_console("users", "add", "dave")["link"]
        leaver = log_in(self.door, "carol", PASSWORD, "analyst")
        channel = self.get("channels")["channels"][0]["channel"]
        yield from (
            ("getOpenapi", {}, None, self.ada),
            ("listBirds", {}, None, self.ada),
            ("getBird", {"bird": self.site.bird_name}, None, self.ada),
            ("listIncidents", {}, None, self.ada),
            ("getIncident", {"id": incident}, None, self.ada),
            ("acknowledgeIncident", {"id": incident}, {}, self.ada),
            ("noteIncident", {"id": incident}, {"text": "a scanner"}, self.ada),
            ("closeIncident", {"id": incident}, {}, self.ada),
            ("getIncident", {"id": incident}, None, self.ada),
            ("listIncidents", {}, None, self.ada),
            ("followIncidents", {}, None, self.ada),
            ("listChanges", {}, None, self.ada),
            ("explainReport", {"id": self.incident["reports"][0]["id"]}, None, self.ada),
            ("testChannel", {"channel": channel}, None, self.ada),
            ("listChannels", {}, None, self.ada),
            ("addChannel", {}, {"url": "http://127.0.0.1:1/"}, self.ada),
            ("addChannel", {}, {"url": "http://127.0.0.1:1/"}, self.ada),  # with a note
            ("registerBird", {}, self.request_line, self.ada),
            ("readLog", {}, None, self.ada),
            ("getSession", {}, None, self.ada),
            ("getSession", {}, None, Caller(self.door, "a token", token=token["token"])),
            ("logIn", {}, {"user": "ada", "password": PASSWORD}, Caller(self.door, "nobody")),
            ("listSessions", {}, None, self.ada),
            ("endSession", {"id": self.new_session("carol")}, None, self.ada),
            ("logOut", {}, None, leaver),
            ("changePassword", {}, {"old": PASSWORD, "new": ANOTHER}, carol),
            ("addUser", {}, {"name": "erin"}, self.ada),
            ("makeLink", {}, {"user": "erin"}, self.ada),
            ("useLink", {}, {"link": link, "password": PASSWORD}, Caller(self.door, "nobody")),
            ("changeUser", {"name": "dave", "change": "role"}, {"role": "analyst"}, self.ada),
            ("changeUser", {"name": "dave", "change": "disable"}, None, self.ada),
            ("listUsers", {}, None, self.ada),
            ("makeToken", {}, {"name": "siem"}, self.ada),
            ("listTokens", {}, None, self.ada),
            ("revokeToken", {"id": gone["id"]}, None, self.ada))

    def test_what_it_should_be_asked_it_does(self):
        """Each operation succeeds once, so that the shape of each success has been seen."""
        carol = self.add("carol", "analyst")
        seen = set()
        for name, parameters, body, who in self.good_requests(carol):
            operation = self.operation(name)
            seen.add(name)
            text = body if isinstance(body, (str, type(None))) else json.dumps(body)
            with self.subTest(name):
                came = who.ask(operation.method, operation.path.format(**parameters), text)
                self.assertEqual(came.status, 200, came)
                operation.check(came)
        self.assertEqual(seen, {one.id for one in self.description.operations})
        self.assertEqual(self.ada.ask("GET", "/api/v1/openapi.json").body, FILE.read_bytes())

    # -- what it may be asked --------------------------------------------------------------------

    def known(self):
        """Values that exist and may go. The administrator who asks is not among them."""
        links = [self.site.ask_console("users", "add", f"fay{n}")["link"] for n in range(4)]
        for user in ("hal", "ivy", "guest"):
            self.add(user, "read-only")
        sessions = [self.new_session("guest") for _ in range(3)]
        urls = [self.site.receiver.url(), "https://127.0.0.1:1/hook"]
        channels = [one["channel"] for one in self.get("channels")["channels"]]
        incident, report = [self.incident["id"]], [self.incident["reports"][0]["id"]]
        return {
            "getBird.bird": [self.site.bird_name, self.get("birds")["birds"][0]["id"]],
            "getIncident.id": incident, "acknowledgeIncident.id": incident,
            "closeIncident.id": incident, "noteIncident.id": incident,
            "explainReport.id": report, "testChannel.channel": channels, "addChannel.url": urls,
            "registerBird.": [self.request_line], "readLog.stream": ["accounts", "alert_desk"],
            "logIn.user": ["login", NOBODY_IS_CALLED],  # a right password would take its time
            "endSession.id": sessions,
            "changePassword.old": [PASSWORD], "changePassword.new": [ANOTHER, PASSWORD],
            "changeUser.name": ["hal", "ivy"], "makeLink.user": ["ivy", NOBODY_IS_CALLED],
            "useLink.link": links, "useLink.password": [PASSWORD],
            "revokeToken.id": [self.make_token("admin")["id"] for _ in range(3)]}

    def callers(self, name):
        """Who asks for this operation: those who may, most of the time. What ends a session, or has
        those wait who guessed wrong, is not for the one that everything else is done with."""
        token = Caller(self.door, "a token", "admin", token=self.make_token("admin")["token"])
        spare = {"logIn": "127.0.0.2", "logOut": "127.0.0.3", "changePassword": "127.0.0.4"}
        person = self.add(name.lower(), "admin", spare[name]) if name in spare else self.ada
        return [person] * 6 + [token, Caller(person.door, "nobody")]

    def test_whatever_it_is_asked_the_answer_is_one_that_is_listed(self):
        print(f"AVIARY_OPENAPI_SEED={SEED} draws the same requests again")
        drawn = Drawn(self.description, self.known())
        for operation in self.description.operations:
            with self.subTest(operation.id):
                self.ask_for_anything(operation, drawn, self.callers(operation.id))

    def ask_for_anything(self, operation, drawn, callers):
        came = collections.Counter()

        @hypothesis.seed(SEED)
        @hypothesis.settings(max_examples=EXAMPLES, deadline=None, database=None,
                             suppress_health_check=list(hypothesis.HealthCheck))
        @hypothesis.given(drawn.request(operation), hypothesis.strategies.sampled_from(callers))
        def is_as_listed(request, who):
            hypothesis.note(f"{who}: {request}")
            answer = who.ask(request.method, request.path, request.body,
                             **{"Content-Type": request.media})
            came[answer.status] += 1
            operation.check(answer)
        is_as_listed()
        print(f"{operation}: " + ", ".join(f"{count} got {one}" for one, count in came.items()))

    def test_what_is_refused_before_anybody_looks_is_listed_for_each(self):
        for operation in self.description.operations:
            for status, head in ((421, {"Host": "evil.example"}),
                                 (431, {"X-Long": "x" * 8200}),
                                 (413, {"Content-Length": "300000"})):
                if status == 413 and operation.media is None:
                    continue
                with self.subTest(f"{operation} {status}"):
                    self.door.close()
                    came = self.ada.ask(operation.method, nothing_at(operation), **head)
                    self.assertEqual(came.status, status, came)
                    operation.check(came)

    # -- who may ask it --------------------------------------------------------------------------

    def everybody(self):
        """All that one can be at a door."""
        dead = self.make_token("admin")
        self.site.ask_console("tokens", "revoke", dead["id"])
        loopback = Door(self.site.http)
        self.addCleanup(loopback.close)
        rita, anna = self.add("rita", "read-only"), self.add("anna", "analyst")
        yield from (Caller(self.door, f"a token, {role}", role, self.make_token(role)["token"])
                    for role in ROLES[1:])
        yield from (rita, anna, self.ada)
        yield Caller(self.door, "nobody")
        yield Caller(self.door, "a token that was revoked", token=dead["token"])
        yield Caller(loopback, "a process of this machine", "read-only")
        for name, lack in (("without a proof", {"csrf": None}),
                           ("with another's proof", {"csrf": rita.csrf}),
                           ("from nowhere", {"origin": None}),
                           ("from another site", {"origin": "https://evil.example"})):
            yield dataclasses.replace(self.ada, name=f"ada {name}", proves=False, **lack)

    def refusal_of(self, operation, who):
        """The status that x-role and x-person refuse them with; None when they may."""
        if operation.is_change and not who.door.is_https:
            return 405
        if who.token and who.role is None:
            return 401
        if operation.is_change and not who.proves:
            return 403
        if operation.role == "nobody":
            return None
        if who.role is None:
            return 401
        if ROLES.index(who.role) < ROLES.index(operation.role):
            return 403
        return 403 if operation.for_people and not who.session else None

    def test_everybody_may_what_their_role_may_and_nothing_else(self):
        everybody = list(self.everybody())
        allowed = 0
        for operation in self.description.operations:
            for who in everybody:
                with self.subTest(f"{operation} by {who}"):
                    refusal = self.refusal_of(operation, who)
                    if operation.id == "logOut" and refusal is None:
                        who = log_in(self.door, who.name.split(",")[0], PASSWORD, who.role)
                    body = {"user": "anna", "password": PASSWORD} if operation.id == "logIn" else {}
                    came = who.ask(operation.method, nothing_at(operation), json.dumps(body))
                    operation.check(came)
                    if refusal is None:
                        allowed += 1
                        self.assertNotIn(came.status, (401, 403, 405), came)
                    else:
                        self.assertEqual(came.status, refusal, came)
        print(f"{allowed} of {len(everybody) * len(self.description.operations)} were let in")


def nothing_at(operation):
    """A path of the operation at which there is nothing to be changed."""
    names = {one["name"]: NOBODY_IS_CALLED for one in operation.parameters}
    return operation.path.format(**names)


if __name__ == "__main__":
    unittest.main()
