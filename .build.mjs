// @ts-check
/**
 * Bundles one file per page into build/static/ and lists each with its integrity hash in manifest.json.
 *
 * The same sources give the same bytes on every machine: no paths, no times, no source maps.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const ROOT = dirname(fileURLToPath(import.meta.url));
const OUT = join(ROOT, "build", "static");
const ENTRIES = {
  chat: "chat/browser/helpseeker.js",
  console: "chat/browser/console.js",
  solver: "chat/browser/solver.js",
  public: "helpline/common/browser/public.js",
};

/**
 * X-Wing hands its X25519 a hash that only key derivation would use, and X-Wing never derives a key that way. The
 * library's version carries SHA-2 and HMAC in JavaScript for it; the browser's own does as well and costs nothing.
 * @type {import("esbuild").Plugin}
 */
const nativeHash = {
  name: "native-hash",
  setup({ onLoad }) {
    onLoad({ filter: /dhkem-x25519[/\\]esm[/\\]src[/\\]hkdfSha256\.js$/ }, ({ path }) => ({
      contents: 'export { HkdfSha256Native as HkdfSha256 } from "@hpke/common";',
      resolveDir: dirname(path),
    }));
  },
};

const { outputFiles } = await build({
  absWorkingDir: ROOT,
  entryPoints: ENTRIES,
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "linked",
  logLevel: "warning",
  plugins: [nativeHash],
  write: false,
});

mkdirSync(OUT, { recursive: true });
/** @type {Record<string, {integrity: string, bytes: number, gzip: number}>} */
const manifest = {};
const names = new Set(["manifest.json"]);
for (const { path, contents: bundled, text } of outputFiles) {
  const name = path.slice(OUT.length + 1);
  names.add(name);
  const contents = name.endsWith(".js") ? await pressed(text) : bundled;
  place(name, contents);
  if (!name.endsWith(".js")) continue;
  manifest[name] = {
    integrity: `sha384-${createHash("sha384").update(contents).digest("base64")}`,
    bytes: contents.length,
    gzip: gzipSync(contents, { level: 9 }).length,
  };
}
place("manifest.json", `${JSON.stringify(manifest, Object.keys(manifest).sort().concat("integrity", "bytes", "gzip"), 2)}\n`);
for (const name of readdirSync(OUT)) if (!names.has(name)) rmSync(join(OUT, name), { recursive: true });

/**
 * What esbuild left, pressed further: a twelfth of the help-seeker's page.
 * @param {string} text
 * @returns {Promise<Uint8Array>}
 */
async function pressed(text) {
  const { code } = await minify(text, {
    module: true,
    compress: { passes: 3, ecma: 2020, inline: 1, sequences: false },
    format: { comments: /^!/ },
  });
  return new TextEncoder().encode(`${code}\n`);
}

/**
 * A running server never reads half a file.
 * @param {string} name
 * @param {Uint8Array | string} contents
 */
function place(name, contents) {
  const draft = join(OUT, `.${name}.new`);
  writeFileSync(draft, contents);
  renameSync(draft, join(OUT, name));
}
