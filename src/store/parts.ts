import { whenIdle } from './adapters/clock.ts';
import { idleDetector } from './idle.ts';
import { strings } from './strings.ts';
import { useView } from './view-store.ts';

/** Parts of the program that the first picture does not need: they are loaded when they are first used, and ahead of that
 *  as soon as the page has nothing better to do, so that a page that was opened goes on working without a network. */

/** A part of the program could not be loaded: there is no network, or its file is not on the server any more. */
export class PartMissingError extends Error {
  override readonly name = 'PartMissingError';
}

const parts = new Set<() => Promise<unknown>>();

/** Declares a part and gives back what loads it, which fails with `PartMissingError`. It may be called again. */
export function part<Part>(load: () => Promise<Part>): () => Promise<Part> {
  parts.add(load);
  return async () => {
    try {
      return await idleDetector.track(load());
    } catch (reason) {
      throw new PartMissingError(strings.partMissing, { cause: reason });
    }
  };
}

/** Loads every declared part, one at a time while the page is idle. One that cannot be loaded is left for its first use. */
export async function loadPartsAhead(wait: () => Promise<void> = whenIdle): Promise<void> {
  for (const load of parts) {
    await wait();
    await load().catch(() => undefined);
  }
}

/** Does what needs a part. When that cannot be loaded, says so and offers to try again; gives back undefined then. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (reason) {
    if (!(reason instanceof PartMissingError)) throw reason;
    const action = { label: strings.tryAgain, run: () => void attempt(work) };
    useView.getState().tell({ text: strings.partMissing, isProblem: true, action });
    return undefined;
  }
}
