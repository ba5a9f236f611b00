/**
 * Lets libraries import modules only when they use them, where they import much that this project never
 * uses on the way of every preview, up and destroy: 0.9 s of CPU time in place of 0.3 s.
 *
 * Whoever else requires these, and the library itself once it does use them, gets the modules as ever.
 */

const Module = require("node:module");

/** Whose imports of what wait; what each is for. */
const LATE = [
  // Turns a function into text for a dynamic provider; runs Pulumi from a program; sends traces away.
  {
    by: "/@pulumi/pulumi/",
    what: /^(typescript|@npmcli\/arborist|normalize-package-data|\.\/automation|@opentelemetry\/(?!api$).+)$/,
  },
  // Its sentences in 50 other languages.
  { by: "/zod/", what: /\/locales\/index\.cjs$/ },
];
/** What stands for an import of the SDK's for good. */
const REPLACED = [
  // Rewrites each stack that the SDK reads, and it reads one for every promise: stackLines.js does it.
  { by: "/@pulumi/pulumi/", what: "source-map-support/register", stand: {} },
  // Runs the whole program under a debugger, 0.1 s, in case a function is turned into text; that asks
  // for the debugger itself, which then hears of all that was loaded before.
  {
    by: "/@pulumi/pulumi/cmd/run/",
    what: "../../runtime/closure/v8Hooks",
    stand: { isInitializedAsync: async () => undefined },
  },
];

const load = Reflect.get(Module, "_load");

/**
 * @param {string} request
 * @param {NodeJS.Module | undefined} parent
 * @param {boolean} isMain
 */
function loadLate(request, parent, isMain) {
  const now = () => Reflect.apply(load, Module, [request, parent, isMain]);
  const from = parent?.filename?.replaceAll("\\", "/") ?? "";
  const replaced = REPLACED.find(({ by, what }) => request === what && from.includes(by));
  if (replaced !== undefined) return replaced.stand;
  return LATE.some(({ by, what }) => from.includes(by) && what.test(request))
    ? standIn(now)
    : now();
}

/**
 * Stands for a module until something of it is asked for. It calls itself an ES module, or compiled
 * imports would copy all of it at once; so it has a default as they would give it one.
 *
 * @param {() => object} now
 */
function standIn(now) {
  /** @param {string | symbol} key */
  const get = (key) => {
    const real = now();
    const isWhole = key === "default" && Reflect.get(real, "__esModule") !== true;
    return isWhole ? real : Reflect.get(real, key);
  };
  return new Proxy(
    {},
    {
      get: (_target, key) => (key === "__esModule" ? true : get(key)),
      has: (_target, key) => key === "default" || Reflect.has(now(), key),
    },
  );
}

Reflect.set(Module, "_load", loadLate);
