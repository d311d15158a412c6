// Bundles the editor into static/vendor/editor.min.js. The first line of the bundle names what it was made of, so that
// a test can tell a bundle that is out of date.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const sources = ["editor.js", "package-lock.json"].map((name) => readFileSync(new URL(name, import.meta.url)));
const sum = createHash("sha256").update(Buffer.concat(sources)).digest("hex");

await build({
  entryPoints: ["editor.js"], outfile: "../vendor/editor.min.js", bundle: true, minify: true, format: "esm",
  target: "es2022", legalComments: "none",
  banner: { js: `/* CodeMirror 6, MIT, EDITOR-LICENSE.txt; made of ${sum} */` },
});
