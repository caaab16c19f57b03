import type { WallClock } from '../../store/adapters/clock.ts';

/** Says what it hears, but never twice the same and never sooner than `wallMs` after what it said before: what comes
 *  sooner waits, and only the last of it is said. */
export class PacedWords {
  private readonly clock: Pick<WallClock, 'now' | 'after'>;
  private readonly wallMs: number;
  private readonly say: (words: string) => void;
  private said = '';
  private saidWallMs = -Infinity;
  private waiting: string | undefined;
  private callOff: (() => void) | undefined;

  constructor(options: {
    readonly clock: Pick<WallClock, 'now' | 'after'>;
    readonly wallMs: number;
    readonly say: (words: string) => void;
  }) {
    this.clock = options.clock;
    this.wallMs = options.wallMs;
    this.say = options.say;
  }

  /** Takes the words of now. */
  hear(words: string): void {
    this.waiting = words;
    const restWallMs = this.saidWallMs + this.wallMs - this.clock.now();
    if (restWallMs <= 0) this.flush();
    else this.callOff ??= this.clock.after(restWallMs, () => this.flush());
  }

  /** Says nothing more. */
  end(): void {
    this.callOff?.();
    this.callOff = undefined;
    this.waiting = undefined;
  }

  private flush(): void {
    const words = this.waiting;
    this.end();
    if (words === undefined || words === this.said) return;
    this.said = words;
    this.saidWallMs = this.clock.now();
    this.say(words);
  }
}
