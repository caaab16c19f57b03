import type { WallClock } from '../../store/adapters/clock.ts';

/** Gathers quick changes of one value: those that come within `wallMs` of the first are handed on together, as the last of
 *  them. None is lost, and each lot is handed on once. */
export class GatheredChange<Value> {
  private readonly clock: Pick<WallClock, 'after'>;
  private readonly wallMs: number;
  private readonly commit: (value: Value) => void;
  private waiting: { readonly value: Value } | undefined;
  private callOff: (() => void) | undefined;

  constructor(options: { readonly clock: Pick<WallClock, 'after'>; readonly wallMs: number; readonly commit: (value: Value) => void }) {
    this.clock = options.clock;
    this.wallMs = options.wallMs;
    this.commit = options.commit;
  }

  /** Takes a value in; the first of a lot begins the wait. */
  change(value: Value): void {
    this.waiting = { value };
    this.callOff ??= this.clock.after(this.wallMs, () => this.flush());
  }

  /** Hands on at once what waits. */
  flush(): void {
    this.callOff?.();
    this.callOff = undefined;
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) this.commit(waiting.value);
  }
}
