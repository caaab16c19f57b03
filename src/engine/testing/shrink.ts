import type { BrownoutDocument } from '../../model/document.ts';
import { parseDocument } from '../../model/parse.ts';

const LISTS = ['schedule', 'log', 'load', 'zones', 'connections', 'channels', 'brokers', 'components', 'classes'] as const;

/** Documents that are tried at most, so that a failure is told soon. */
const MOST_TRIED = 200;

/** A smaller document for which `isFailing` still holds: items, then parameters, are left out one by one until none can
 *  be spared, or enough were tried. The result is as `parseDocument` gives it. */
export function shrink(document: BrownoutDocument, isFailing: (candidate: BrownoutDocument) => boolean): BrownoutDocument {
  let smallest = document;
  let tried = 0;
  const isFailingStill = (candidate: BrownoutDocument): boolean => tried++ < MOST_TRIED && isFailing(candidate);
  for (;;) {
    const smaller = firstFailing(smallest, isFailingStill);
    if (smaller === undefined) return smallest;
    smallest = smaller;
  }
}

function firstFailing(document: BrownoutDocument, isFailing: (candidate: BrownoutDocument) => boolean): BrownoutDocument | undefined {
  for (const candidate of candidates(document)) {
    const parsed = parseDocument(candidate);
    if (parsed.ok && isFailing(parsed.document)) return parsed.document;
  }
  return undefined;
}

function* candidates(document: BrownoutDocument): Generator<BrownoutDocument> {
  for (const list of LISTS) {
    for (let i = 0; i < document[list].length; i++) yield { ...document, [list]: (document[list] as readonly unknown[]).toSpliced(i, 1) };
  }
  for (const [i, { handlers: _, mix: __, ...plain }] of document.components.entries()) {
    yield { ...document, components: document.components.with(i, plain) };
  }
  for (const list of ['components', 'connections', 'channels', 'brokers'] as const) {
    for (const [i, item] of document[list].entries()) {
      for (const name of Object.keys(item.params ?? {})) {
        const { [name]: _, ...params } = item.params ?? {};
        yield { ...document, [list]: (document[list] as readonly unknown[]).with(i, { ...item, params }) };
      }
    }
  }
}
