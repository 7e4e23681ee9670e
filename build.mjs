// Bundles every page into <package>/static/ with a manifest.json that names the
// hashed files. Called by hatch_build.py; run it alone with `node build.mjs`.
import { build } from "esbuild";
import { po } from "gettext-parser";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const PAGES = {
  kiosk: ["kiosk"],
  display: ["hall", "counter", "pad", "worker"],
  queue_server: ["console", "reception", "manager", "admin", "city", "follow", "signin", "setup", "account"],
};
// Televisions and kiosks run browsers of 2020.
const TARGET = ["es2019", "chrome80"];
const BUILT = /-[A-Z0-9]{8}\.(js|css|woff2)(\.map|\.LEGAL\.txt)?$/;

/** Sentences by key, without those not translated yet. */
export async function readCatalogue(path) {
  const entries = po.parse(await readFile(path)).translations[""] ?? {};
  const texts = {};
  for (const [key, entry] of Object.entries(entries)) {
    if (key && entry.msgstr[0]) texts[key] = entry.msgstr[0];
  }
  return texts;
}

const catalogues = {
  name: "catalogues",
  setup(bundle) {
    bundle.onLoad({ filter: /\.po$/ }, async ({ path }) => ({
      contents: JSON.stringify(await readCatalogue(path)),
      loader: "json",
      watchFiles: [path],
    }));
  },
};

function entrySource(part, page) {
  const candidates = ["tsx", "ts"].map((ext) => join(part, "ui", `${page}.${ext}`));
  return candidates.find(existsSync);
}

async function removeOld(folder, outputs) {
  const fresh = new Set(Object.keys(outputs).map((path) => basename(path)));
  for (const name of await readdir(folder)) {
    if (BUILT.test(name) && !fresh.has(name)) await rm(join(folder, name));
  }
}

function manifestOf(outputs, part) {
  const address = (path) => `/static/${part}/${basename(path)}`;
  const manifest = {};
  for (const [path, output] of Object.entries(outputs)) {
    if (!output.entryPoint || !path.endsWith(".js")) continue;
    const page = basename(output.entryPoint).replace(/\.tsx?$/, "");
    manifest[page] = {
      js: address(path),
      css: output.cssBundle ? address(output.cssBundle) : null,
    };
  }
  return manifest;
}

async function buildPart(part, pages) {
  const entryPoints = pages.map((page) => entrySource(part, page)).filter(Boolean);
  if (entryPoints.length === 0) return;
  const folder = join(part, "static");
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints,
    outdir: folder,
    bundle: true,
    format: "esm",
    minify: true,
    sourcemap: "linked",
    metafile: true,
    logLevel: "warning",
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    target: TARGET,
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".woff2": "file", ".woff": "empty" },
    publicPath: `/static/${part}/`,
    legalComments: "linked",
    plugins: [catalogues],
  });
  const manifest = manifestOf(metafile.outputs, part);
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
  await removeOld(folder, metafile.outputs);
}

async function main() {
  const parts = Object.entries(PAGES).map(([part, pages]) => buildPart(part, pages));
  const outcomes = await Promise.allSettled(parts);
  // A part that does not build keeps no other from being built.
  for (const { reason } of outcomes.filter(({ status }) => status === "rejected")) {
    if (!reason.errors) console.error(reason); // esbuild has told its own already
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
