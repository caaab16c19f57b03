import 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** What the test ran, for `docs/test-full.md`: for example "500 random cut points". */
    counted?: string;
  }
}
