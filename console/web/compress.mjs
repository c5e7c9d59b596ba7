// Puts a file in Brotli beside each of dist/: the console sends it as it is.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

for (const name of readdirSync("dist", { recursive: true })) {
  const path = join("dist", name);
  if (statSync(path).isFile()) writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path)));
}
