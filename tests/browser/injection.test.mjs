import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  logIn,
  openBrowser,
  openConsole,
  openPage,
  overflow,
  realUrl,
  screenshot,
} from "./browser.mjs";
import { payloads } from "./payloads.mjs";
import { hostile } from "./worlds.mjs";

// Whatever an intruder typed is text, on every page. What should stand there is what the API says,
// so that this also holds against a console with incidents of its own.

/** Everything that the page's script and the built document brought along, and nothing else. */
const ownElements = {
  script: 1,
  iframe: 0,
  object: 0,
  embed: 0,
  img: 0,
  base: 0,
  form: 1,
  style: 0,
};

async function askApi(page, path) {
  const text = await page.evaluate(async (url) => (await fetch(`/api/v1/${url}`)).text(), path);
  return JSON.parse(text);
}

/** The texts of all elements that show what others wrote. */
async function toldTexts(page) {
  return new Set(
    await page.evaluate(() => [...document.querySelectorAll("bdi")].map((one) => one.textContent)),
  );
}

async function assertTold(page, wanted, where) {
  const told = await toldTexts(page);
  const missing = wanted.filter((text) => text !== "" && !told.has(text));
  assert.deepEqual(missing, [], `${where}: not shown as they are`);
}

async function assertHarmless(page, where) {
  assert.deepEqual(await page.complaints(), [], where);
  const found = await page.evaluate(
    (names) =>
      Object.fromEntries(names.map((name) => [name, document.querySelectorAll(name).length])),
    Object.keys(ownElements),
  );
  for (const [name, most] of Object.entries(ownElements))
    assert.ok(found[name] <= (name === "form" ? 9 : most), `${where}: ${found[name]} of <${name}>`);
  const odd = await page.evaluate(() =>
    [...document.querySelectorAll("a[href]")]
      .map((link) => link.getAttribute("href"))
      .filter(
        (href) =>
          !/^(\/(birds|alerts|settings|incidents)?(\/[0-9a-f]{32})?(\?[\w=%.+&*-]*)?|#page)$/.test(
            href,
          ),
      ),
  );
  assert.deepEqual(odd, [], `${where}: addresses that are not the pages' own`);
  assert.equal(await overflow(page), 0, `${where}: wider than the screen`);
}

/** Scrolls a windowed list through, and gathers what it shows on the way. */
async function toldWhileScrolling(page) {
  return page.evaluate(async () => {
    const box = document.querySelector("[role=table]");
    const told = new Set();
    for (let top = 0; top < box.scrollHeight; top += box.clientHeight) {
      box.scrollTop = top;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      for (const one of box.querySelectorAll("bdi")) told.add(one.textContent);
    }
    return [...told];
  });
}

async function clickAll(page, name) {
  const buttons = page.getByRole("button", { name });
  while ((await buttons.count()) > 0) await buttons.first().click();
}

/** As JSON.stringify writes what is no text: fields show that. */
function textOf(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

describe("injection", () => {
  let browser;
  let site;
  let page;
  before(async () => {
    browser = await openBrowser();
    site = await openConsole(hostile);
    page = await openPage(browser, site, { viewport: { width: 1024, height: 768 } });
    await logIn(page);
  });
  after(async () => {
    await browser.close();
    site.stop();
  });

  test("there are 200 payloads and more", () => {
    assert.ok(payloads().length >= 200);
  });

  test("incidents", async () => {
    const { incidents } = await askApi(page, "incidents");
    await page.locator("[role=row][data-state]").first().waitFor();
    const told = new Set(await toldWhileScrolling(page));
    const missing = incidents.flatMap(({ src_host, birds }) =>
      [src_host, birds[0]].filter((text) => text !== "" && !told.has(text)),
    );
    assert.deepEqual(missing, []);
    await assertHarmless(page, "incidents");
    await screenshot(page, "injection_incidents");
  });

  test("matrix", async () => {
    await page.goto("/?view=matrix");
    await page.getByText("Birds as of").waitFor();
    await assertHarmless(page, "matrix");
  });

  test("incident", async () => {
    const { incidents } = await askApi(page, "incidents");
    // Each of the made-up ones has all payloads.
    for (const { id } of incidents.slice(0, realUrl ? 40 : 1)) {
      const { reports, ...incident } = await askApi(page, `incidents/${id}`);
      await page.goto(`/incidents/${id}`);
      await page.getByText("What happened").waitFor();
      await clickAll(page, /^Show \d+ of/);
      await page.evaluate(() => {
        for (const button of document.querySelectorAll("button[aria-label^='Show ']"))
          button.click();
      });
      await clickAll(page, /^Show all/);
      const wanted = reports.flatMap(({ logdata, node_id, local_time }) => [
        ...Object.keys(logdata),
        ...Object.values(logdata).map(textOf),
        node_id ?? "",
        local_time ?? "",
      ]);
      await assertTold(page, [...wanted, incident.src_host, incident.birds[0]], `incident ${id}`);
      await page.getByRole("button", { name: "Show the JSON" }).click();
      await assertHarmless(page, `incident ${id}`);
      await screenshot(page, "injection_incident");
    }
  });

  test("birds", async () => {
    const { birds } = await askApi(page, "birds");
    await page.goto("/birds");
    await page.getByText("As of").first().waitFor();
    const wanted = birds.flatMap(({ name, location, paths }) => [
      name,
      location,
      paths?.[0]?.advice ?? "",
    ]);
    await assertTold(page, wanted, "birds");
    await assertHarmless(page, "birds");
    for (const { id, name, location, paths } of birds.slice(0, 5)) {
      await page.goto(`/birds/${id}`);
      await page.getByRole("heading", { name: "Paths" }).waitFor();
      await assertTold(page, [name, location, paths?.[0]?.resolver ?? ""], `bird ${id}`);
      await assertHarmless(page, `bird ${id}`);
    }
  });

  test("alerts", async () => {
    const { channels } = await askApi(page, "channels");
    await page.goto("/alerts");
    await page.getByRole("heading", { name: "Add a webhook" }).waitFor();
    await page.getByRole("table").waitFor();
    await assertTold(
      page,
      channels.flatMap(({ url, last_result }) => [url, last_result ?? ""]),
      "alerts",
    );
    await assertHarmless(page, "alerts");
  });

  test("settings", async () => {
    const { sessions } = await askApi(page, "sessions");
    const { tokens } = await askApi(page, "tokens");
    await page.goto("/settings");
    if (tokens.length > 0) await page.getByRole("table", { name: "API tokens" }).waitFor();
    await page.getByRole("table", { name: "Sessions" }).waitFor();
    const wanted = [...sessions.map(({ agent }) => agent), ...tokens.map(({ name }) => name)];
    await assertTold(page, wanted, "settings");
    await assertHarmless(page, "settings");
  });

  test("addresses of this console with payloads in them", {
    skip: realUrl && "one is enough",
  }, async () => {
    for (const text of payloads()
      .filter((one) => one.length < 100)
      .slice(0, 20)) {
      await page.goto(`/?q=${encodeURIComponent(text.toWellFormed())}`);
      await page.getByText("Birds as of").waitFor();
    }
    assert.deepEqual(await page.complaints(), []);
  });

  test("a script that did get in would be noticed", async () => {
    const victim = await openPage(browser, site);
    await victim.goto("/");
    await victim
      .evaluate(() => {
        const script = document.createElement("script");
        try {
          script.text = "__hit()";
          document.body.append(script);
        } catch {
          // Trusted Types refused it already.
        }
        document.body.setAttribute("onclick", "__hit()");
      })
      .catch(() => {});
    assert.ok((await victim.complaints()).some((one) => one.startsWith("policy: ")));
    await victim.context().close();
  });
});
