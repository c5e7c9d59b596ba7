import { FakeApi } from "./fake_api.mjs";
import { serve } from "./server.mjs";
import { busy, hostile, large, quiet } from "./worlds.mjs";

// node serve.mjs [PORT] [WORLD or URL of a console]: the built pages, to look at.

const worlds = { busy, hostile, large, quiet };
const [port = "8444", what = "busy"] = process.argv.slice(2);
const api = what.startsWith("https:") ? new URL(what) : new FakeApi(worlds[what]());
const { url } = await serve(api, Number(port));
console.log(`${url} (ada, bob or eve with the password: correct horse battery)`);
