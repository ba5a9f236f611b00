/**
 * Loaded into each converge of a held up: while the file HELD_CLOCK exists, its clock is stopped. So the
 * time for which a test holds it, however long on a busy machine, is none of the 30 s that it has.
 */

const { existsSync } = require("node:fs");

const file = process.env["HELD_CLOCK"];
const real = Date.now;
/** ms for which it stood still before. */
let lost = 0;
/** When it was stopped, in real ms. */
let stopped = 0;

if (file !== undefined && process.argv.includes("converge")) {
  Date.now = () => {
    const isHeld = existsSync(file);
    if (isHeld && stopped === 0) stopped = real();
    if (!isHeld && stopped !== 0) {
      lost += real() - stopped;
      stopped = 0;
    }
    return (isHeld ? stopped : real()) - lost;
  };
}
