// @ts-check
/**
 * Bundles one file per page into build/static/ and lists each with its integrity hash in manifest.json.
 *
 * The same sources give the same bytes on every machine: no paths, no times, no source maps.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const ROOT = dirname(fileURLToPath(import.meta.url));
const OUT = join(ROOT, "build", "static");
const ENTRIES = {
  console: "chat/browser/console.js",
  solver: "chat/browser/solver.js",
  public: "chat/browser/public.js",
};
/** The help-seeker's page seals to a counsellor's key and never makes or opens one. */
const SEALS_ONLY = { chat: "chat/browser/helpseeker.js" };

/** What of the libraries' classes only they need who hold such a key, by file. No bundler can leave out a method. */
const OPENING = /** @type {Record<string, string[]>} */ ({
  "hybridkem-x-wing/esm/src/xWing.js": [
    "serializePrivateKey",
    "deserializePrivateKey",
    "generateKeyPair",
    "generateKeyPairDerand",
    "deriveKeyPair",
    "importKey",
    "decap",
    "_generateKeyPairDerand",
    "_expandDecapsulationKey",
    "_serializePrivateKey",
    "_deserializePrivateKey",
    "_importJWK",
  ],
  "mlkem/esm/src/mlKem768.js": ["generateKeyPair", "deriveKeyPair", "decap"],
  "mlkem/esm/src/mlKem768Impl.js": ["generateKeyPair", "deriveKeyPair", "decap"],
  "mlkem/esm/src/mlKemBase.js": [
    "_generateKeyPairCore",
    "_deriveKeyPairCore",
    "_decapCore",
    "_deriveKeyPair",
    "_deriveCpaKeyPair",
    "_decap",
    "_kdf",
    "_polyvecFromBytes",
    "_decompressU",
    "_decompressV",
  ],
  "core/esm/src/cipherSuiteNative.js": ["createRecipientContext", "open", "_keyScheduleR"],
});

/** A field of a class as it was written for old browsers: a property defined at length. */
const FIELD =
  /Object\.defineProperty\(this, "(\w+)", \{\s*enumerable: true,\s*configurable: true,\s*writable: true,\s*value: ([\s\S]*?)\n\s*\}\);/g;

/**
 * What in the libraries weighs much and does nothing here.
 *
 * X-Wing hands its X25519 a hash that only key derivation would use, and X-Wing never derives a key that way. The
 * library's version carries SHA-2 and HMAC in JavaScript for it; the browser's own does as well and costs nothing.
 *
 * Modules of which nothing is used do nothing by being loaded. Their shim for other runtimes wraps `globalThis` and
 * adds nothing to it. An assignment does the same as a FIELD.
 * @param {boolean} isSealingOnly whether what is OPENING is left out too
 * @returns {import("esbuild").Plugin}
 */
const lighter = (isSealingOnly) => ({
  name: "lighter",
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /^\.|^@hpke\/|^mlkem$/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === ROOT || !/node_modules[/\\](@hpke|mlkem)[/\\]/.test(importer)) return undefined;
      const found = await resolve(path, { kind, importer, resolveDir, pluginData: ROOT });
      return { ...found, sideEffects: false };
    });
    onLoad({ filter: /dhkem-x25519[/\\]esm[/\\]src[/\\]hkdfSha256\.js$/ }, ({ path }) => ({
      contents: 'export { HkdfSha256Native as HkdfSha256 } from "@hpke/common";',
      resolveDir: dirname(path),
    }));
    onLoad({ filter: /_dnt\.shims\.js$/ }, () => ({ contents: "export const dntGlobalThis = globalThis;" }));
    onLoad({ filter: /node_modules[/\\](@hpke|mlkem)[/\\].*\.js$/ }, ({ path }) => ({
      contents: without(path, readFileSync(path, "utf8").replace(FIELD, "this.$1 = $2;"), isSealingOnly),
      loader: "js",
    }));
  },
});

/**
 * A library's source without the methods that are OPENING.
 * @param {string} path
 * @param {string} source
 * @param {boolean} isSealingOnly
 * @throws {Error} if one of them is not there: the list is as old as the library was
 */
function without(path, source, isSealingOnly) {
  const [, methods = []] = Object.entries(OPENING).find(([file]) => path.endsWith(file)) ?? [];
  return (isSealingOnly ? methods : []).reduce((left, name) => {
    const parts = left.split(new RegExp(`^ {4}(?:async )?${name}\\(.*\\) \\{\\n[^]*?^ {4}\\}\\n`, "m"));
    if (parts.length !== 2) throw new Error(`${path} has no one method ${name}`);
    return parts.join("");
  }, source);
}

/**
 * @param {Record<string, string>} entryPoints
 * @param {boolean} isSealingOnly
 */
const bundle = (entryPoints, isSealingOnly) =>
  build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir: OUT,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    // What begins with an underscore is private in every library here, and no string names it any more (see FIELD).
    mangleProps: /^_[a-zA-Z]/,
    charset: "utf8",
    legalComments: "external",
    logLevel: "warning",
    plugins: [lighter(isSealingOnly)],
    write: false,
  });

mkdirSync(OUT, { recursive: true });
/** @type {Record<string, {integrity: string, bytes: number, gzip: number}>} */
const manifest = {};
const names = new Set(["manifest.json"]);
const made = await Promise.all([bundle(ENTRIES, false), bundle(SEALS_ONLY, true)]);
for (const { path, contents: bundled, text } of made.flatMap(({ outputFiles }) => outputFiles)) {
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
