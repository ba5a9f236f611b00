import { formatCount, formatDuration } from "../../text/amount";
import type { MoveListener } from "../acts/stepContext";
import type { Clock } from "./clock";

/** ms between two lines. */
const LINE_INTERVAL = 2000;

/** Tells how far all moves of slots of a run are, every two seconds and at their end. */
export class MoveProgress implements MoveListener {
  readonly #clock: Pick<Clock, "now">;
  readonly #say: (line: string) => void;
  #total = 0;
  #slots = 0;
  #keys = 0;
  #began = 0;
  #lastLine = 0;

  constructor(ports: { readonly clock: Pick<Clock, "now">; readonly say: (line: string) => void }) {
    this.#clock = ports.clock;
    this.#say = ports.say;
  }

  begin(slots: number): void {
    if (this.#slots === this.#total) {
      [this.#total, this.#slots, this.#keys] = [0, 0, 0];
      this.#began = this.#clock.now();
      this.#lastLine = this.#began;
    }
    this.#total += slots;
  }

  moved(slots: number, keys: number): void {
    this.#slots += slots;
    this.#keys += keys;
    const now = this.#clock.now();
    const passed = now - this.#began;
    const count = `${formatCount(this.#keys)} ${this.#keys === 1 ? "key" : "keys"}`;
    if (this.#slots === this.#total) {
      const of = this.#total === 1 ? "1 slot" : `${formatCount(this.#total)} slots`;
      this.#say(`moved ${of} with ${count}`);
    } else if (now - this.#lastLine >= LINE_INTERVAL) {
      this.#lastLine = now;
      this.#say(`move slots: ${this.#describe(count, passed)}`);
    }
  }

  /** `"38 % (1,556 of 4,096 slots, 95,100 keys, 41,000 keys/s, about 4 s left)"` */
  #describe(count: string, passed: number): string {
    const percent = Math.floor((100 * this.#slots) / this.#total);
    const rate = formatCount(Math.round((1000 * this.#keys) / passed));
    const left = this.#slots === 0 ? "" : `, about ${this.#timeLeft(passed)} left`;
    const slots = `${formatCount(this.#slots)} of ${formatCount(this.#total)} slots`;
    return `${percent} % (${slots}, ${count}, ${rate} keys/s${left})`;
  }

  #timeLeft(passed: number): string {
    return formatDuration((passed * (this.#total - this.#slots)) / this.#slots);
  }
}
