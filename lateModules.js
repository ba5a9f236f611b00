/**
 * Lets the Pulumi SDK import TypeScript and npm's arborist only when it uses them, which is when it
 * turns a function into text for a dynamic provider: this project has none, and the two are more than
 * half of what the SDK imports (1.1 s of CPU time in place of 0.45 s, on every preview, up and destroy).
 *
 * Whoever else requires them, and the SDK itself once it does use them, gets the modules as ever.
 */

const Module = require("node:module");

const LATE = new Set(["typescript", "@npmcli/arborist"]);
const load = Reflect.get(Module, "_load");

/**
 * @param {string} request
 * @param {NodeJS.Module | undefined} parent
 * @param {boolean} isMain
 */
function loadLate(request, parent, isMain) {
  const now = () => Reflect.apply(load, Module, [request, parent, isMain]);
  const isSdk = parent?.filename?.replaceAll("\\", "/").includes("/@pulumi/pulumi/") === true;
  return isSdk && LATE.has(request) ? standIn(now) : now();
}

/**
 * Stands for a module until something of it is asked for. It calls itself an ES module, or the SDK's
 * compiled imports would copy all of it at once.
 *
 * @param {() => object} now
 */
function standIn(now) {
  return new Proxy(
    {},
    {
      get: (_target, key) => (key === "__esModule" ? true : Reflect.get(now(), key)),
      has: (_target, key) => Reflect.has(now(), key),
    },
  );
}

Reflect.set(Module, "_load", loadLate);
