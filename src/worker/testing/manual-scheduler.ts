import type { Scheduler } from '../scheduler.ts';

interface Appointment {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A wall clock that tests move by hand: callbacks run in the order of their times, those of one time in the order in
 *  which they were asked for. */
export class ManualScheduler implements Scheduler {
  private nowMs = 0;
  private order = 0;
  private appointments: Appointment[] = [];
  private readonly costMs: () => number;

  /** @param costMs How long a look at the clock takes: lets engine work between two looks seem to take time. */
  constructor(costMs: () => number = () => 0) {
    this.costMs = costMs;
  }

  wallNow(): number {
    this.nowMs += this.costMs();
    return this.nowMs;
  }

  later(callback: () => void, delayMs: number): void {
    this.appointments.push({ atMs: this.nowMs + Math.max(0, delayMs), order: this.order++, callback });
  }

  /** Lets time pass. Between two callbacks, promises settle. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await settle();
    for (let next = this.takeDue(untilMs); next !== undefined; next = this.takeDue(untilMs)) {
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.callback();
      await settle();
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  /** Time passes and nobody notices: the machine sleeps, or the thread is blocked. */
  skip(ms: number): void {
    this.nowMs += ms;
  }

  private takeDue(untilMs: number): Appointment | undefined {
    const due = this.appointments.filter(({ atMs }) => atMs <= untilMs);
    const [first] = due.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
    if (first !== undefined) this.appointments.splice(this.appointments.indexOf(first), 1);
    return first;
  }
}

/** Lets promises that can settle do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
