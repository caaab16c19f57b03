import type { LinkResult } from '../model/link/link.ts';
import { clearFragment, readFragment } from './adapters/address.ts';
import { useDiagram } from './diagram-store.ts';
import { attempt, part } from './parts.ts';
import { openDocument } from './session/session.ts';
import { strings } from './strings.ts';
import { useView } from './view-store.ts';

/** The codec is large and seldom needed, so it is loaded when it is. */
const codec = part(() => import('../model/link/link.ts'));

/** Keeps the address true: the fragment of a link stays there for as long as its document is what is open, so that a
 *  reload shows it again. It goes when the document becomes mine or gives way to another; a link that cannot be opened
 *  keeps its token. */
export function followAddress(): void {
  let shown = '';
  useDiagram.subscribe(({ origin }, before) => {
    if (origin === before.origin) return;
    if (origin.kind === 'link') shown = readFragment();
    else if (before.origin.kind === 'link' && readFragment() === shown) clearFragment();
  });
}

/** Opens the document that a link's fragment carries, beside everything that is mine. Returns whether it did; when not,
 *  the reason is shown and the fragment stays in the address. */
export async function openLink(fragment: string): Promise<boolean> {
  return (await attempt(() => readLink(fragment))) ?? false;
}

/** Says what is wrong with a link's fragment, if anything is, and opens nothing: when what was open before a reload is
 *  back, under an address that is not its own. */
export async function checkLink(fragment: string): Promise<void> {
  await attempt(() => decoded(fragment));
}

async function decoded(fragment: string): Promise<LinkResult> {
  const { decodeLink } = await codec();
  const result = openable(fragment, decodeLink);
  if (!result.ok) {
    const lines = [result.message, ...result.problems.map(({ place, message }) => `${place}: ${message}`)];
    useView.getState().showProblems({ title: strings.badLink, lines });
  }
  return result;
}

async function readLink(fragment: string): Promise<boolean> {
  const result = await decoded(fragment);
  if (!result.ok) return false;
  openDocument(result.document, { kind: 'link' }, { play: true });
  useView.getState().tell({ text: strings.linkOpened });
  return true;
}

/** Reads a fragment, and failing that the token that it begins with: what a link was pasted into, or a tool that counts
 *  clicks, may have left something behind it. The token's checksum tells whether that is all of it. */
function openable(fragment: string, decode: (token: string) => LinkResult): LinkResult {
  const result = decode(fragment);
  const token = tokenOf(fragment);
  if (result.ok || token === fragment) return result;
  const cut = decode(token);
  return cut.ok ? cut : result;
}

/** The fragment up to the first character that no link has. */
export function tokenOf(fragment: string): string {
  return /^#?[A-Za-z0-9_-]*/.exec(fragment)![0];
}
