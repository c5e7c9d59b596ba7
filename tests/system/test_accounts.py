"""People and programs at the console's HTTPS door: who gets in, what they may, how that ends."""

import http.client
import json
import ssl
import unittest

from tests.system.harness import processes
from tests.system.harness.site import CommandFailed, site_of

PASSWORD = "correct horse battery"
COOKIE = "__Host-aviary"


class Browser:
    """As much of one as the API needs: it keeps the cookie, and sends what a page would."""

    def __init__(self, address, certificate):
        self.address = address
        self.trusted = ssl.create_default_context(cafile=certificate)
        self.cookie = self.csrf = None
        self.set_cookie = None  # as the last answer had it

    def ask(self, method, path, body=None, **head):
        """(status, object); a head of None is left out."""
        host, port = self.address.split(":")
        sent = {"Origin": f"https://{self.address}", "X-CSRF-Token": self.csrf,
                "Cookie": f"{COOKIE}={self.cookie}" if self.cookie else None,
                **{name.replace("_", "-"): value for name, value in head.items()}}
        door = http.client.HTTPSConnection(host, int(port), timeout=30, context=self.trusted)
        try:
            door.request(method, "/api/v1/" + path, None if body is None else json.dumps(body),
                         {name: value for name, value in sent.items() if value is not None})
            answer = door.getresponse()
            self.set_cookie = answer.headers.get("Set-Cookie")
            self.retry_after = answer.headers.get("Retry-After")
            return answer.status, json.loads(answer.read())
        finally:
            door.close()

    def log_in(self, user, password=PASSWORD, **head):
        status, told = self.ask("POST", "session", {"user": user, "password": password}, **head)
        if status == 200:
            self.cookie = self.set_cookie.split(";")[0].split("=")[1]
            self.csrf = told["csrf"]
        return status

    def status(self, method, path, body=None, **head):
        return self.ask(method, path, body, **head)[0]


class Accounts(unittest.TestCase):
    def setUp(self):
        self.site = site_of(self)
        self.site.init_console()
        self.site.start_console()

    def browser(self):
        return Browser(self.site.https, self.site.console_folder / "tls" / "cert.pem")

    def use(self, link, user=None):
        return self.browser().status("POST", "links/use",
                                     {"link": link, "user": user, "password": PASSWORD})

    def administrator(self):
        """`ada`, who is logged in."""
        link = self.site.ask_console("users", "link")["link"]
        self.assertEqual(self.use(link, "ada"), 200)
        ada = self.browser()
        self.assertEqual(ada.log_in("ada"), 200)
        return ada

    def add(self, user, role):
        link = self.site.ask_console("users", "add", user, "--role", role)["link"]
        self.assertEqual(self.use(link), 200)
        there = self.browser()
        self.assertEqual(there.log_in(user), 200)
        return there

    # -- in and out ----------------------------------------------------------------------------

    def test_the_first_administrator_comes_in_by_a_link_that_works_once(self):
        self.assertEqual(self.browser().status("GET", "incidents"), 401)
        first = self.site.ask_console("users", "link")["link"]
        again = self.site.ask_console("users", "link")["link"]
        self.assertEqual(self.use(first, "eve"), 410, "a new link ends the one before it")
        self.assertEqual(self.use(again, "ada"), 200)
        self.assertEqual(self.use(again, "eve"), 410)
        with self.assertRaises(CommandFailed):
            self.site.ask_console("users", "link")
        ada = self.browser()
        self.assertEqual(ada.log_in("ada", "wrong"), 401)
        self.assertEqual(ada.log_in("ada"), 200)
        for attribute in ("Path=/", "Secure", "HttpOnly", "SameSite=Strict"):
            self.assertIn(attribute, ada.set_cookie)
        self.assertEqual(ada.ask("GET", "session")[1]["user"], "ada")
        self.assertEqual(self.site.ask_console("users", "list")["users"],
                         [{"name": "ada", "role": "admin", "state": "active"}])

    def test_a_session_survives_a_restart_and_ends_at_logout(self):
        ada = self.administrator()
        self.site.console.kill()
        self.site.start_console()
        self.assertEqual(ada.status("GET", "session"), 200)
        self.assertEqual(ada.status("DELETE", "session"), 200)
        self.assertIn("Max-Age=0", ada.set_cookie)
        self.assertEqual(ada.status("GET", "session"), 401)

    def test_a_login_takes_over_no_session_that_was_brought(self):
        self.administrator()
        victim = self.browser()
        victim.cookie = "5" * 64
        self.assertEqual(victim.log_in("ada", X_CSRF_Token=None), 200)
        self.assertNotEqual(victim.cookie, "5" * 64)

    def test_sessions_are_listed_and_ended_by_whom_they_belong_to(self):
        ada = self.administrator()
        bob = self.add("bob", "analyst")
        mine = bob.ask("GET", "sessions")[1]["sessions"]
        self.assertEqual([one["user"] for one in mine], ["bob"])
        all_of_them = ada.ask("GET", "sessions")[1]["sessions"]
        self.assertEqual({one["user"] for one in all_of_them}, {"ada", "bob"})
        adas = next(one["id"] for one in all_of_them if one["user"] == "ada")
        self.assertEqual(bob.status("DELETE", f"sessions/{adas}"), 404)
        self.assertEqual(ada.status("DELETE", f"sessions/{mine[0]['id']}"), 200)
        self.assertEqual(bob.status("GET", "session"), 401)

    def test_what_ends_a_users_rights_ends_the_sessions(self):
        self.administrator()
        bob = self.add("bob", "analyst")
        self.site.ask_console("users", "disable", "bob")
        self.assertEqual(bob.status("GET", "session"), 401)
        self.assertEqual(bob.log_in("bob"), 401)
        self.site.ask_console("users", "enable", "bob")
        self.assertEqual(bob.log_in("bob"), 200)
        self.assertEqual(
            bob.status("POST", "password", {"old": PASSWORD, "new": "horse staple rain"}), 200)
        self.assertEqual(bob.status("GET", "session"), 401)
        self.assertEqual(bob.log_in("bob", "horse staple rain"), 200)

    # -- what strangers and other sites may ----------------------------------------------------

    def test_a_change_needs_our_origin_and_the_pages_proof(self):
        ada = self.administrator()
        new = {"name": "siem", "role": "read-only"}
        self.assertEqual(ada.status("POST", "tokens", new, Origin=None), 403)
        self.assertEqual(ada.status("POST", "tokens", new, Origin="https://evil.example"), 403)
        self.assertEqual(ada.status("POST", "tokens", new, X_CSRF_Token=None), 403)
        self.assertEqual(ada.status("POST", "tokens", new, X_CSRF_Token="0" * 32), 403)
        self.assertEqual(self.site.ask_console("tokens", "list")["tokens"], [])
        self.assertEqual(ada.status("POST", "tokens", new), 200)

    def test_another_host_is_not_served(self):
        ada = self.administrator()
        for host in ("evil.example", f"evil.example:{self.site.https.split(':')[1]}", "10.0.0.1"):
            self.assertEqual(ada.status("GET", "incidents", Host=host), 421, host)
        self.assertEqual(ada.status("GET", "incidents", Host="localhost"), 200)

    def test_guessing_has_to_wait(self):
        self.administrator()
        guesser = self.browser()
        self.assertEqual([guesser.log_in("ada", "wrong") for _ in range(5)], [401] * 5)
        self.assertEqual(guesser.log_in("ada"), 429)
        self.assertGreaterEqual(int(guesser.retry_after), 1)

    def test_plain_http_is_not_spoken_at_the_https_port(self):
        host, port = self.site.https.split(":")
        door = http.client.HTTPConnection(host, int(port), timeout=10)
        with self.assertRaises((http.client.HTTPException, OSError)):
            door.request("GET", "/api/v1/incidents")
            door.getresponse()
        door.close()

    # -- tokens --------------------------------------------------------------------------------

    def test_a_token_may_what_its_role_may_until_it_is_revoked(self):
        token = self.site.ask_console("tokens", "create", "--name", "siem", "--role", "analyst",
                                      "--expires", "2d")
        program = self.browser()

        def status(method, path, body=None):
            return program.status(method, path, body, Origin=None,
                                  Authorization=f"Bearer {token['token']}")
        self.assertEqual(status("GET", "incidents"), 200)
        self.assertEqual(status("GET", "log"), 403)
        self.assertEqual(status("POST", "channels", {"url": "https://example.net/"}), 403)
        self.assertEqual(status("GET", "tokens"), 403)
        listed = self.site.ask_console("tokens", "list")["tokens"]
        self.assertEqual([(one["name"], one["role"]) for one in listed], [("siem", "analyst")])
        self.assertIn("last_used", listed[0])
        self.assertNotIn(token["token"], json.dumps(listed))
        self.site.ask_console("tokens", "revoke", token["id"])
        self.assertEqual(status("GET", "incidents"), 401)

    def test_no_token_makes_another(self):
        token = self.site.ask_console("tokens", "create", "--role", "admin")["token"]
        program = self.browser()
        head = {"Origin": None, "Authorization": f"Bearer {token}"}
        self.assertEqual(program.status("GET", "audit", **head), 200)
        for method, path in (("POST", "tokens"), ("POST", "users"), ("POST", "links"),
                             ("GET", "users"), ("GET", "sessions")):
            self.assertEqual(program.status(method, path, {}, **head), 403, path)

    def test_nothing_in_the_log_opens_anything(self):
        ada = self.administrator()
        token = self.site.ask_console("tokens", "create", "--role", "admin")["token"]
        link = self.site.ask_console("users", "add", "bob")["link"]
        dump = self.site.on_console("log", "dump", "--json")
        self.assertIn("session_opened", dump)
        for secret in (PASSWORD, ada.cookie, ada.csrf, token.removeprefix("aviary_"), link,
                       "argon2"):
            self.assertNotIn(secret, dump)


if __name__ == "__main__":
    unittest.main()
