import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  axeFindings,
  logIn,
  openBrowser,
  openConsole,
  openPage,
  overflow,
  realUrl,
  screenshot,
} from "./browser.mjs";
import { busy, quiet } from "./worlds.mjs";

// Each page, light and dark, wide and narrow: nothing that axe-core, the policy or the browser
// complains about, and nothing wider than the screen.

const looks = [
  { name: "light", colorScheme: "light" },
  { name: "dark", colorScheme: "dark" },
  { name: "phone", colorScheme: "light", viewport: { width: 360, height: 740 } },
];

const link = `/link#${"c7".repeat(32)}`;

async function firstLinkTo(page, from, within) {
  await page.goto(from);
  return page.locator(`${within} a`).first().getAttribute("href");
}

/** [name, where it is, what is there once it is complete, what to do before it is looked at] */
function pages(paths) {
  return [
    ["incidents", "/", "Birds as of"],
    ["matrix", "/?view=matrix", "Birds as of"],
    ["nothing_found", "/?q=nobody-has-this", "No incident is like that."],
    ["keys", "/", "Birds as of", (page) => page.keyboard.press("?")],
    ["incident", paths.incident, "What happened"],
    [
      "incident_raw",
      paths.incident,
      "What happened",
      async (page) => {
        await page.getByRole("button", { name: "Show the JSON" }).click();
        const hidden = page.getByRole("button", { name: "Show PASSWORD" });
        if ((await hidden.count()) > 0) await hidden.first().click();
      },
    ],
    ["no_such_incident", `/incidents/${"0".repeat(32)}`, "no such incident"],
    ["birds", "/birds", "As of"],
    ["bird", paths.bird, "Paths"],
    ["alerts", "/alerts", "Add a webhook"],
    ["settings", "/settings", "About this console"],
    ["no_such_page", "/nowhere", "There is nothing at this address"],
  ];
}

async function look(page, name) {
  await screenshot(page, name);
  assert.deepEqual(await axeFindings(page), []);
  assert.deepEqual(await page.complaints(), []);
  assert.equal(await overflow(page), 0, "it is wider than the screen");
}

describe("looks", () => {
  let browser;
  let site;
  before(async () => {
    browser = await openBrowser();
    site = await openConsole(busy);
  });
  after(async () => {
    await browser.close();
    site.stop();
  });

  for (const { name, ...options } of looks) {
    test(`outside, ${name}`, async () => {
      const page = await openPage(browser, site, options);
      await page.goto("/");
      await page.getByRole("button", { name: "Log in" }).waitFor();
      await look(page, `login_${name}`);
      await page.goto(link);
      await page.getByRole("button", { name: "Set it and log in" }).waitFor();
      await look(page, `link_${name}`);
      await page.context().close();
    });

    test(`inside, ${name}`, async () => {
      const page = await openPage(browser, site, options);
      await logIn(page);
      const paths = {
        incident: await firstLinkTo(page, "/", "[role=table]"),
        bird: await firstLinkTo(page, "/birds", "table"),
      };
      for (const [title, path, text, act] of pages(paths)) {
        await page.goto(path);
        await page.getByText(text).first().waitFor();
        await act?.(page);
        await look(page, `${title}_${name}`);
      }
      await page.context().close();
    });
  }

  test("all is quiet", { skip: realUrl && "takes made-up data" }, async () => {
    const calm = await openConsole(quiet);
    const page = await openPage(browser, calm);
    await logIn(page);
    await page.getByText("All quiet. 12 of 12 birds reporting.").waitFor();
    await look(page, "quiet");
    await page.context().close();
    calm.stop();
  });
});
