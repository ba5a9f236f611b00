// Delays imports inside the Pulumi SDK and zod until they are used, which in this project is never. They take
// 0.6 s of the 0.9 s of CPU time of each start. tests/tools/loader/lateModules.test.ts fails if a pattern no
// longer matches an import of the installed versions.

const Module = require("node:module");

/** `by` is a part of the importing file's path. @type {{ by: string, what: (string | RegExp)[] }[]} */
const LATE = [
  {
    by: "/@pulumi/pulumi/",
    what: [
      // Turn a function into text for a dynamic provider.
      "typescript",
      "@npmcli/arborist",
      "normalize-package-data",
      // Runs Pulumi from a program.
      "./automation",
      // Sends traces.
      /^@opentelemetry\/(?!api$)/,
    ],
  },
  // Error messages in 50 languages.
  { by: "/zod/", what: [/\/locales\/index\.cjs$/] },
];

/** The imports that get `stand` and never the module. */
const REPLACED = [
  // Maps the stack of every promise that the SDK creates; stackLines.js maps only what is read.
  { by: "/@pulumi/pulumi/", what: "source-map-support/register", stand: {} },
  // Runs the program under the debugger, 0.1 s, in case it turns a function into text. That code
  // imports the module itself, and the debugger then reports everything loaded before.
  {
    by: "/@pulumi/pulumi/cmd/run/",
    what: "../../runtime/closure/v8Hooks",
    stand: { isInitializedAsync: async () => undefined },
  },
];

function loadModulesLate() {
  const load = Reflect.get(Module, "_load");
  /** @param {string} request @param {NodeJS.Module | undefined} parent @param {boolean} isMain */
  const loadLate = (request, parent, isMain) => {
    const now = () => Reflect.apply(load, Module, [request, parent, isMain]);
    const from = parent?.filename?.replaceAll("\\", "/") ?? "";
    const replaced = REPLACED.find(({ by, what }) => request === what && from.includes(by));
    if (replaced !== undefined) return replaced.stand;
    const isLate = LATE.some(
      ({ by, what }) => from.includes(by) && what.some((one) => matches(one, request)),
    );
    return isLate ? standIn(now) : now();
  };
  Reflect.set(Module, "_load", loadLate);
}

/** @param {string | RegExp} what @param {string} request */
function matches(what, request) {
  return typeof what === "string" ? what === request : what.test(request);
}

/** Claims to be an ES module: imports copy all properties of any other. @param {() => object} now */
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

module.exports = { LATE, REPLACED, loadModulesLate, matches };
