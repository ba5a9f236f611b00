import type { ConfState } from "../../components/cluster/state/confState";

/** The configuration of a simulated node, which is the value of its one directive. */
export interface SimulatedConf {
  active: string;
  staged: string | undefined;
  recorded: string | undefined;
  runs: string;
  /** True if the server takes the directive only at its start. */
  stubborn: boolean;
  /** True if that is recorded. */
  pending: boolean;
}

export function freshConf(): SimulatedConf {
  return {
    active: "1",
    staged: undefined,
    recorded: "1",
    runs: "1",
    stubborn: false,
    pending: false,
  };
}

export function stageConf(conf: SimulatedConf, declared: string): void {
  conf.recorded = declared;
  conf.pending = false;
  conf.staged = conf.active === declared ? undefined : declared;
}

/** @throws Error if the value was neither tested nor active before, to which a roll-back returns */
export function setDirective(conf: SimulatedConf, value: string | undefined): void {
  if (value === undefined || (value !== conf.recorded && value !== conf.active)) {
    throw new Error("That value was not tested");
  }
  if (conf.stubborn) conf.pending = true;
  else conf.runs = value;
}

export function activateConf(conf: SimulatedConf): void {
  if (conf.staged === undefined) throw new Error("No configuration is staged");
  conf.active = conf.staged;
  conf.staged = undefined;
}

/** What an inspection finds of the configuration while the stack declares `declared`. */
export function confState(conf: SimulatedConf, declared: string): ConfState {
  const { active, staged, recorded, runs, pending } = conf;
  const unstaged = staged === undefined && active === declared ? "active" : "missing";
  const where = recorded !== declared ? "missing" : staged === declared ? "staged" : unstaged;
  const differs = where !== "missing" && runs !== declared && !pending;
  return {
    declared: where,
    changes: active === declared ? [] : [`a ${declared}, was ${active}`],
    drift: differs ? [{ name: "a", from: runs, to: declared }] : [],
    pending: where === "missing" || !pending ? [] : ["a"],
  };
}
