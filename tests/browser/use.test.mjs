import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { logIn, openBrowser, openConsole, openPage, realUrl } from "./browser.mjs";
import { incident } from "./made_up.mjs";
import { busy, large } from "./worlds.mjs";

// What people do with the pages: log in, read, acknowledge, look for something, lose the console.

const madeUp = { skip: realUrl ? "takes made-up data" : false };

const scrollHeight = (page) =>
  page.evaluate(() => document.querySelector("[role=table]").scrollHeight);

/** Milliseconds of processor time for a frame in which the list scrolls so many pixels. */
async function frameCost(page, pixels) {
  const frames = 60;
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  };
  const before = await spent();
  await page.evaluate(
    async ([by, count]) => {
      const box = document.querySelector("[role=table]");
      box.scrollTop = 0;
      for (let frame = 0; frame < count; frame += 1) {
        box.scrollTop += by;
        await new Promise(requestAnimationFrame);
      }
    },
    [pixels, frames],
  );
  return ((await spent()) - before) / frames;
}

describe("use", madeUp, () => {
  let browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  /** Runs with a console and a page of its own; nothing may have been complained about. */
  async function visit(use, { world = busy, as = "ada", ...options } = {}) {
    const site = await openConsole(world);
    const page = await openPage(browser, site, options);
    try {
      if (as) await logIn(page, as);
      await use(page, site);
      assert.deepEqual(await page.complaints(), []);
    } finally {
      await page.context().close();
      site.stop();
    }
  }

  const openIncidents = (api) => api.incidents.filter((one) => one.state === "open");
  const rows = (page) => page.locator("[role=row][data-state]");
  const selected = (page) => page.locator("[data-selected=true]");
  const acknowledgeButton = (page) => page.getByRole("button", { name: "Acknowledge" });
  const textbox = (page, name) => page.getByRole("textbox", { name });

  // -- getting in --------------------------------------------------------------------------------

  test("a wrong password gets the console's words, the sixth how long to wait", () =>
    visit(
      async (page) => {
        await page.goto("/");
        await textbox(page, "User").fill("ada");
        for (let guess = 0; guess < 6; guess += 1) {
          await textbox(page, "Password").fill(`wrong ${guess}`);
          const answer = page.waitForResponse((response) => response.request().method() === "POST");
          await page.getByRole("button", { name: "Log in" }).click();
          await answer;
          if (guess === 0) await page.getByText("the user or the password is wrong").waitFor();
        }
        await page.getByText("Come again in 7 seconds").waitFor();
      },
      { as: null },
    ));

  test("the first administrator's link sets a name and a password, and logs in", () =>
    visit(
      async (page, { api }) => {
        await page.goto(`/link#${api.firstLink()}`);
        await textbox(page, "Name").fill("grace");
        await textbox(page, "New password").fill("twelve and more characters");
        await page.getByRole("button", { name: "Set it and log in" }).click();
        await page.getByRole("button", { name: "Log out" }).waitFor();
        assert.equal(new URL(page.url()).pathname, "/");
        assert.equal(new URL(page.url()).hash, "");
        await page.goto(`/link#${"0".repeat(64)}`);
        await textbox(page, "New password").fill("twelve and more characters");
        await page.getByRole("button", { name: "Set it and log in" }).click();
        await page.getByText("this link was used, or is too old").waitFor();
      },
      { as: null },
    ));

  test("a session that ends leaves the login, and the page is there afterwards", () =>
    visit(async (page, { api }) => {
      await page.goto("/birds");
      await page.getByRole("heading", { name: "Birds" }).waitFor();
      api.sessions.clear();
      await page.getByRole("button", { name: "Log in" }).waitFor();
      await textbox(page, "User").fill("bob");
      await textbox(page, "Password").fill("correct horse battery");
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByRole("heading", { name: "Birds" }).waitFor();
    }));

  test("another tab logged in anew, and this one goes on", () =>
    visit(async (page, { api }) => {
      const [wanted] = openIncidents(api);
      await page.goto(`/incidents/${wanted.id}`);
      await page.getByText("What happened").waitFor();
      await page.evaluate(() =>
        fetch("/api/v1/session", {
          method: "POST",
          body: JSON.stringify({ user: "bob", password: "correct horse battery" }),
        }),
      );
      await acknowledgeButton(page).click();
      await acknowledgeButton(page).waitFor({ state: "detached" });
      assert.equal(api.incident(wanted.id).acknowledged_by, "bob");
    }));

  // -- handling an incident ----------------------------------------------------------------------

  test("from an alert's link it takes one click to acknowledge", () =>
    visit(async (page, { api }) => {
      const [wanted] = openIncidents(api);
      await page.goto(`/incidents/${wanted.id}`);
      await page
        .getByRole("heading", { name: /^Somebody at 10\.0\.0\.0 tried to log in/ })
        .waitFor();
      await acknowledgeButton(page).click();
      await acknowledgeButton(page).waitFor({ state: "detached" });
      assert.equal(api.incident(wanted.id).acknowledged_by, "ada");
    }));

  test("what was acknowledged is noted and closed", () =>
    visit(async (page, { api }) => {
      const wanted = api.incidents.find((one) => one.state === "acknowledged");
      await page.goto(`/incidents/${wanted.id}`);
      await textbox(page, "Write something down").fill("the scanner of the audit");
      await page.getByRole("button", { name: "Add" }).click();
      await page.getByRole("listitem").getByText("the scanner of the audit").waitFor();
      await page.getByRole("button", { name: "Close" }).click();
      await page.getByRole("button", { name: /^Close it/ }).click();
      await page.getByText("Closed by ada").waitFor();
      assert.equal(api.incident(wanted.id).state, "closed");
    }));

  test("a password is hidden until somebody asks for it", () =>
    visit(async (page, { api }) => {
      await page.goto(`/incidents/${openIncidents(api)[0].id}`);
      await page.getByText("What happened").waitFor();
      assert.equal(await page.getByText("hunter2").count(), 0);
      await page.getByRole("button", { name: "Show PASSWORD" }).first().click();
      assert.equal(await page.getByText("hunter2").count(), 1);
    }));

  test("j and k move, e acknowledges, Enter opens, / filters, ? shows the keys", () =>
    visit(async (page, { api }) => {
      const before = openIncidents(api).length;
      await rows(page).first().waitFor();
      for (const key of ["j", "j", "k", "j"]) await page.keyboard.press(key);
      const first = await selected(page).locator("a").getAttribute("href");
      assert.equal(first, await rows(page).nth(1).locator("a").getAttribute("href"));
      await page.keyboard.press("e");
      await page.waitForFunction(
        (count) => document.querySelectorAll("[role=row][data-state=open]").length === count,
        before - 1,
      );
      assert.notEqual(await selected(page).locator("a").getAttribute("href"), first);
      assert.equal(openIncidents(api).length, before - 1);

      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("/");
      await page.keyboard.type("telnet jke");
      assert.equal(new URL(page.url()).searchParams.get("q"), "telnet jke");
      await page.getByText("No incident is like that.").waitFor();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("telnet");
      await page.waitForFunction(() =>
        [...document.querySelectorAll("[role=row][data-state]")].every((row) =>
          row.textContent.includes("Telnet"),
        ),
      );
      await page.keyboard.press("Escape");
      await page.keyboard.press("j");
      const wanted = await selected(page).locator("a").getAttribute("href");
      await page.keyboard.press("Enter");
      await page.getByText("What happened").waitFor();
      assert.equal(new URL(page.url()).pathname, wanted);
    }));

  test("a count of the matrix leads to as many incidents", () =>
    visit(async (page) => {
      await page.goto("/?view=matrix");
      const count = page.locator("tbody td a").first();
      const wanted = await count.textContent();
      await count.click();
      await page.getByText(`${wanted} of 123`).waitFor();
      assert.equal(await rows(page).count(), Number(wanted));
    }));

  // -- live --------------------------------------------------------------------------------------

  test("what happens meanwhile is there within seconds", () =>
    visit(async (page, { api }) => {
      await rows(page).first().waitFor();
      api.put(incident(999, { src_host: "10.9.9.9", state: "open" }));
      await page.getByText("10.9.9.9").waitFor({ timeout: 5_000 });
      assert.equal(await page.title(), "(7) Incidents – Aviary");
    }));

  test("a restored console is read anew", () =>
    visit(async (page, { api }) => {
      await rows(page).first().waitFor();
      api.incidents = [incident(3, { src_host: "10.3.3.3", state: "open", updated_id: 3 })];
      api.updatedId = 3;
      api.incarnation = "f".repeat(32);
      await page.getByText("10.3.3.3").waitFor({ timeout: 8_000 });
      assert.equal(await rows(page).count(), 1);
    }));

  test("a console that goes away is said so in words, and that it came back", () =>
    visit(async (page) => {
      await rows(page).first().waitFor();
      await page.route("**/api/**", (route) => route.abort());
      const bar = page.getByText(
        /The console does not answer since \d\d:\d\d:\d\d; what you see is older\./,
      );
      await bar.waitFor({ timeout: 20_000 });
      assert.equal((await rows(page).count()) > 5, true, "what was there stays");
      await page.unroute("**/api/**");
      await bar.waitFor({ state: "detached", timeout: 8_000 });
    }));

  // -- what each role is offered -----------------------------------------------------------------

  test("read-only is offered nothing that it may not do", () =>
    visit(
      async (page, { api }) => {
        await page.goto(`/incidents/${openIncidents(api)[0].id}`);
        await page.getByText("An analyst or admin can acknowledge this.").waitFor();
        assert.equal(await page.getByRole("button", { name: "Acknowledge" }).count(), 0);
        await page.goto("/alerts");
        await page.getByText("An admin can add one.").waitFor();
        assert.equal(await page.getByRole("button", { name: /test/i }).count(), 0);
        await page.goto("/settings");
        await page.getByText("Users and API tokens are for an admin.").waitFor();
      },
      { as: "eve" },
    ));

  test("an administrator adds a webhook, a user and a token, each secret shown once", () =>
    visit(async (page, { api }) => {
      await page.goto("/alerts");
      await textbox(page, "Address").fill("https://new.example.net/hook");
      await page.getByRole("button", { name: "Add" }).click();
      await page.getByText(/^whsec_/).waitFor();
      await page.getByRole("button", { name: "Send a test alert to webhook-ef70b799" }).click();
      await page.getByText("the receiver did not take it").waitFor();

      await page.goto("/settings");
      await textbox(page, "New user").fill("trent");
      await page.getByRole("button", { name: "Add" }).click();
      await page.getByText(/\/link#[0-9a-f]{64}$/).waitFor();
      await textbox(page, "New token for").fill("siem");
      await page.getByRole("button", { name: "Make" }).click();
      await page.getByText(/^aviary_[0-9a-f]{64}$/).waitFor();
      await page.reload();
      await page.getByText("About this console").waitFor();
      assert.equal(await page.getByText(/aviary_[0-9a-f]/).count(), 0);

      await page
        .getByRole("row", { name: /^bob/ })
        .getByRole("button", { name: "Disable" })
        .click();
      await page.getByRole("button", { name: "Really disable bob?" }).click();
      await page
        .getByRole("row", { name: /^bob/ })
        .getByRole("button", { name: "Enable" })
        .waitFor();
      assert.equal(api.users.find((one) => one.name === "bob").state, "disabled");
    }));

  // -- much --------------------------------------------------------------------------------------

  test("100,000 incidents scroll, and few rows are there", () =>
    visit(
      async (page) => {
        await page.goto("/");
        await page.getByText("100,000", { exact: true }).waitFor({ timeout: 60_000 });
        const jump = await frameCost(page, (await scrollHeight(page)) / 60);
        const step = await frameCost(page, 100);
        console.log(`  a frame costs ${step.toFixed(1)} ms, ${jump.toFixed(1)} ms if no row stays`);
        // Without a graphics processor, painting is most of it.
        assert.ok(step < 30, "scrolling is smooth");
        assert.ok(jump < 100, "the scroll bar can be dragged");
        assert.ok((await rows(page).count()) < 100);
        await page.goto("/birds");
        await page.getByText("1000 of 1,000 birds reporting.").waitFor();
      },
      { world: large },
    ));
});
