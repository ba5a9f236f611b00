import type { Observed } from "../../cluster/state/observed";
import type { Step } from "../../cluster/steps/step";
import type { Clock } from "./clock";

/** Observes nodes. Throws when the lock of a host is lost. */
export interface NodeObserver {
  /** Observes all nodes; the facts of their hosts are those of the last inspection. */
  observe(): Promise<Observed>;
  /** Observes the named nodes; the others stay as in `before`. */
  observeSome(before: Observed, names: readonly string[]): Promise<Observed>;
}

export interface Observer extends NodeObserver {
  observeWithHosts(): Promise<Observed>;
  /** Also inspects the hosts, and reads every directive of the nodes. */
  observeClosely(): Promise<Observed>;
  /** The names of all members on the hosts, declared or not, at the last inspection. */
  members(): readonly string[];
}

export type StepRunner = (step: Step, ids: ReadonlyMap<string, string>) => Promise<void>;

export interface ConvergePorts {
  readonly observer: Observer;
  readonly perform: StepRunner;
  readonly closedPorts: () => Promise<readonly string[]>;
  readonly clock: Clock;
  readonly say: (line: string) => void;
}
