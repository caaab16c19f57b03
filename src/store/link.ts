import type { BrownoutDocument, View } from '../model/document.ts';
import { addressWith, clearFragment } from './adapters/address.ts';
import { useDiagram } from './diagram-store.ts';
import { idleDetector } from './idle.ts';
import { keepCopy } from './library.ts';
import { engineVersion, openDocument } from './session.ts';
import { strings } from './strings.ts';
import { useView } from './view-store.ts';

/** The codec is large and seldom needed, so it is loaded when it is. */
const codec = () => idleDetector.track(import('../model/link/link.ts'));

/** Opens the document that a link's fragment carries, beside everything that is mine. Returns whether it did; when not,
 *  the reason is shown and the fragment stays in the address. */
export async function openLink(fragment: string): Promise<boolean> {
  const { decodeLink } = await codec();
  const result = decodeLink(fragment);
  if (!result.ok) {
    const lines = [result.message, ...result.problems.map(({ place, message }) => `${place}: ${message}`)];
    useView.getState().showProblems({ title: strings.badLink, lines });
    return false;
  }
  openDocument(result.document, { kind: 'link' }, { play: true });
  // The document is here now; an address that still held it would bring it back over later work.
  clearFragment();
  useView.getState().tell({ text: strings.linkOpened, action: { label: strings.keepCopy, run: keepCopy } });
  return true;
}

/** The link to a document as it is seen: with its log and, if given, the camera and the moment. */
export async function makeLink(view: View | undefined): Promise<string> {
  const { encodeLink } = await codec();
  const { document } = useDiagram.getState();
  const version = await engineVersion();
  return addressWith(encodeLink(withView(document, view), { engineVersion: version }));
}

function withView(document: BrownoutDocument, view: View | undefined): BrownoutDocument {
  const { view: _, ...rest } = document;
  return view === undefined || Object.keys(view).length === 0 ? rest : { ...rest, view };
}
