import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { FakeApi } from "./fake_api.mjs";
import { buildFolder, serve } from "./server.mjs";

// A browser in front of a console, and everything that it complains about.

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** The console to test instead of made-up data. */
export const realUrl = process.env.AVIARY_WEB_URL;
const user = process.env.AVIARY_WEB_USER ?? "ada";
const password = process.env.AVIARY_WEB_PASSWORD ?? "correct horse battery";

export async function openBrowser() {
  const profile = mkdtempSync(join(tmpdir(), "aviary-browser-"));
  const browser = await chromium.launch({
    executablePath: process.env.AVIARY_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--disk-cache-dir=${profile}`,
    ],
    timeout: 90_000,
  });
  return {
    newContext: (options) => browser.newContext(options),
    close: async () => {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** The made-up console of that world, or the real one if there is one to test. */
export async function openConsole(world) {
  if (realUrl) return { url: realUrl, stop: () => {} };
  const api = new FakeApi(world());
  return { api, ...(await serve(api)) };
}

// Runs in the page before anything of its own.
function watch() {
  window.__complaints = [];
  window.__hit = () => window.__complaints.push("a script of somebody else ran");
  window.addEventListener("securitypolicyviolation", (event) =>
    window.__complaints.push(
      `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
    ),
  );
}

/** What the browser says of its own when a request brings 401: it is no error of the page. */
const expected = /Failed to load resource/;

/** A page that remembers what went wrong on it. */
export async function openPage(browser, { url }, options = {}) {
  const { colorScheme = "light", viewport = { width: 1280, height: 800 }, ...more } = options;
  const context = await browser.newContext({
    baseURL: url,
    ignoreHTTPSErrors: true,
    colorScheme,
    viewport,
    reducedMotion: "reduce",
    ...more,
  });
  context.setDefaultTimeout(Number(process.env.AVIARY_WEB_TIMEOUT ?? 30_000));
  await context.addInitScript(watch);
  const page = await context.newPage();
  const seen = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !expected.test(message.text()))
      seen.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) seen.push(`request: ${request.url()}`);
  });
  const complaints = async () => [...seen, ...(await page.evaluate(() => window.__complaints))];
  return Object.assign(page, { complaints });
}

export async function logIn(page, as = user) {
  await page.goto("/");
  await page.getByRole("textbox", { name: "User" }).fill(as);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("button", { name: "Log out" }).waitFor();
}

/** What axe-core finds against WCAG 2.2 AA, a line each. */
export async function axeFindings(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
  );
}

/** How many pixels the page is wider than the screen. */
export function overflow(page) {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

export async function screenshot(page, name) {
  const folder = join(buildFolder, "screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
