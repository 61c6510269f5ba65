// Collects the licences of everything that ships in the window's program, while its pages are built. They are always
// those of the lock files that it is built from, and nothing is fetched that the build does not need anyway.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const TEXT = /^(un)?(licen[cs]e|copying|copyright|notice)/i;

/** A plugin of Vite's that puts `licences.json` beside the pages. */
export function licences() {
  return {
    name: "licences",
    apply: "build",
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap(({ modules }) => Object.keys(modules ?? {}));
      const packages = [...crates(), ...npmPackages(modules)].sort(byName);
      this.emitFile({ type: "asset", fileName: "licences.json", source: document(packages) });
    },
  };
}

/** Texts that several packages share are in it once. */
function document(packages) {
  const numbers = new Map();
  const number = (text) => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text);
  };
  const rows = packages.map(({ folder, ...row }) => ({ ...row, texts: textsIn(folder, row.licenceFile).map(number) }));
  for (const { name, licence, texts } of rows) {
    if (!licence && texts.length === 0) throw new Error(`${name} says nothing about its licence`);
  }
  return JSON.stringify({ packages: rows.map(({ licenceFile, ...row }) => row), texts: [...numbers.keys()] });
}

/** The crates that are linked into the program on this system: no build scripts, macros, or tests. */
function crates() {
  const tree = ["tree", "-p", "tessera-desktop", "-e", "normal,no-proc-macro", "--prefix", "none", "-f", "{p}"];
  const linked = new Set(cargo(tree).split("\n").map((line) => line.split(" ").slice(0, 2).join(" ")));
  const metadata = JSON.parse(cargo(["metadata", "--format-version", "1", "--filter-platform", host()]));
  return metadata.packages
    .filter(({ name, version, source }) => source !== null && linked.has(`${name} v${version}`))
    .map(({ name, version, license, license_file, manifest_path }) => ({
      name,
      version,
      kind: "crate",
      licence: license ?? "",
      licenceFile: license_file,
      folder: dirname(manifest_path),
    }));
}

function host() {
  return /^host: (.+)$/m.exec(execFileSync("rustc", ["-vV"], { encoding: "utf8" }))[1];
}

function cargo(given) {
  const options = { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] };
  return execFileSync("cargo", given, options);
}

/** The npm packages that the pages really have something of. */
function npmPackages(modules) {
  const folders = modules.map((id) => /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(id)?.[0]);
  return [...new Set(folders.filter(Boolean))].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { name, version, kind: "npm", licence: license ?? "", folder };
  });
}

/** What a package ships as its licence, in a steady order. */
function textsIn(folder, named) {
  const files = readdirSync(folder).filter((name) => TEXT.test(name) && statSync(join(folder, name)).isFile());
  const paths = new Set(files.sort().map((name) => join(folder, name)));
  if (named && existsSync(join(folder, named))) paths.add(resolve(folder, named));
  const texts = [...paths].map((path) => readFileSync(path, "utf8").replaceAll("\r\n", "\n").trim());
  return [...new Set(texts)].filter((text) => text !== "");
}

function byName(one, other) {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : one.version < other.version ? -1 : 1;
}
