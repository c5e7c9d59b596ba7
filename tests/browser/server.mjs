import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, request as httpsRequest } from "node:https";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

// Serves the built pages as the console does, and for /api/ either made-up data or a console that
// runs elsewhere.

const here = fileURLToPath(new URL(".", import.meta.url));
export const buildFolder = join(here, "build");
export const distFolder = join(here, "../../console/web/dist");

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** A certificate of one's own, made once. */
function identity() {
  mkdirSync(buildFolder, { recursive: true });
  const [cert, key] = ["cert.pem", "key.pem"].map((name) => join(buildFolder, name));
  if (!existsSync(cert))
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "3650",
        "-subj",
        "/CN=127.0.0.1",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        key,
        "-out",
        cert,
      ],
      { stdio: "ignore" },
    );
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

function sendFile(path, response) {
  const asset = normalize(path).startsWith("/assets/") && join(distFolder, normalize(path));
  const isAsset = asset && existsSync(asset);
  const file = isAsset ? asset : join(distFolder, "index.html");
  response.writeHead(asset && !isAsset ? 404 : 200, {
    "Content-Type": types[extname(file)],
    "Cache-Control": isAsset ? "public, max-age=31536000, immutable" : "no-cache",
    "Content-Security-Policy": policy,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(readFileSync(file));
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

async function sendAnswer(api, origin, url, request, response) {
  const text = (await bodyOf(request)).toString();
  const { status, head, body } = api.answer({
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: text === "" ? {} : JSON.parse(text),
    origin,
  });
  response.writeHead(status, { "Content-Type": "application/json", ...head });
  response.end(JSON.stringify(body));
}

/** To a console elsewhere, which takes changes from its own origin alone. */
async function passOn(console_, request, response) {
  const body = await bodyOf(request);
  const headers = { ...request.headers, host: console_.host };
  if (headers.origin) headers.origin = console_.origin;
  const onward = httpsRequest(
    new URL(request.url, console_),
    { method: request.method, headers, rejectUnauthorized: false },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  onward.end(body);
}

/** `api`: a FakeApi, or the URL of a console. With port 0 some port that is free. */
export async function serve(api, port = 0) {
  const server = createServer(identity(), (request, response) => {
    const origin = `https://${request.headers.host}`;
    const url = new URL(request.url, origin);
    if (!url.pathname.startsWith("/api/")) return sendFile(url.pathname, response);
    const answered =
      api instanceof URL
        ? passOn(api, request, response)
        : sendAnswer(api, origin, url, request, response);
    return answered.catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `https://127.0.0.1:${server.address().port}`, port: server.address().port, stop };
}
