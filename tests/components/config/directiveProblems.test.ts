import { expect, test } from "vitest";
import { directiveProblems } from "../../../components/config/directiveProblems";

test.each([
  [{ "min-replicas-to-write": "1" }, 1],
  [{ "min-slaves-to-write": "0" }, 0],
  [{ "min-replicas-to-write": ["5", "1"] }, 1],
  // The server judges what is no number.
  [{ "min-replicas-to-write": "many", "min-replicas-max-lag": "10" }, 1],
  [{}, 0],
])("directiveProblems() accepts %j with %i replicas", (directives, replicas) => {
  expect(directiveProblems({ directives, replicas })).toEqual([]);
});

test.each([
  [2, 1, "is 2, more than replicas (1): every write would fail. Set it to 1 or less"],
  [1, 0, "is 1, more than replicas (0): every write would fail. Set it to 0"],
])("directiveProblems() rejects %i with %i replicas", (value, replicas, reason) => {
  for (const name of ["min-replicas-to-write", "min-slaves-to-write"]) {
    const directives = { [name]: `${value}` };
    expect(directiveProblems({ directives, replicas })).toEqual([
      { path: `directives.${name}`, reason },
    ]);
  }
});
