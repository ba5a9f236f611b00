// Keeps compiled TypeScript: loading the compiler takes 0.06 s of CPU time for each of an `up`'s 7 programs.

const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const FOLDER = join(__dirname, "..", "..", "node_modules", ".cache", "redis-cluster");
const COMPILER = [
  require("@swc/core/package.json").version,
  readFileSync(join(__dirname, "register.js"), "utf8"),
];

/** @param {string} source @param {() => string} compile */
function cached(source, compile) {
  const file = join(FOLDER, `${digestOf([...COMPILER, source])}.js`);
  const kept = read(file);
  // A power loss can leave an empty file.
  if (kept !== "") return kept;
  const code = compile();
  keep(file, code);
  return code;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** @param {readonly string[]} texts */
function digestOf(texts) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:${text}`);
  return hash.digest("hex");
}

/** @param {string} file @param {string} code */
function keep(file, code) {
  // Renamed when complete: another program may read it at any moment.
  const next = `${file}.${process.pid}`;
  try {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(next, code);
    renameSync(next, file);
  } catch {
    // Without a writable folder each start compiles again.
  }
}

module.exports = { cached };
