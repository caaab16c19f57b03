import type { BrownoutDocument, View } from '../model/document.ts';
import { addressWith } from './adapters/address.ts';
import { useDiagram } from './diagram-store.ts';
import { part } from './parts.ts';
import { engineVersion } from './session/engine-commands.ts';

/** The codec is large and seldom needed, so it is loaded when it is. */
const codec = part(() => import('../model/link/link.ts'));

/** The link to a document as it is seen: with its log and, if given, the camera and the moment. Undefined when the
 *  document holds more than a link can carry. */
export async function makeLink(view: View | undefined): Promise<string | undefined> {
  const { encodeLink, LinkTooLargeError } = await codec();
  const { document } = useDiagram.getState();
  const version = await engineVersion();
  try {
    return addressWith(encodeLink(withView(document, view), { engineVersion: version }));
  } catch (error) {
    if (error instanceof LinkTooLargeError) return undefined;
    throw error;
  }
}

function withView(document: BrownoutDocument, view: View | undefined): BrownoutDocument {
  const { view: _, ...rest } = document;
  return view === undefined || Object.keys(view).length === 0 ? rest : { ...rest, view };
}
