import { onFragmentChange, readFragment } from './adapters/address.ts';
import { useDiagram } from './diagram-store.ts';
import { guardEdits } from './edit-gate.ts';
import { openDemo, openDraft, openLast, startSaving, takeOverNotes } from './library.ts';
import { checkLink, followAddress, openLink } from './link.ts';
import { attempt } from './parts.ts';
import { startSession } from './session/session.ts';

let hasStarted = false;

/** Starts the page: what was open in this tab before a reload; what the link says; without one, what was worked on last;
 *  for a new visitor, the demo, running. */
export async function startPage(): Promise<void> {
  if (hasStarted) return;
  hasStarted = true;
  guardEdits(useDiagram);
  startSession();
  startSaving();
  followAddress();
  onFragmentChange(() => void followFragment());
  const isOpenFromNote = await attempt(takeOverNotes);
  if (await attempt(openDraft)) return checkFragment();
  if ((await openFragment()) || isOpenFromNote === true) return;
  if (await openLast()) return;
  await openDemo();
}

/** The one fragment that is no link: the page that shows every part of the interface. */
const GALLERY = 'gallery';

/** Whether the address asks for the gallery. */
export function isGallery(): boolean {
  return readFragment() === GALLERY;
}

/** Calls back whenever `isGallery` may have changed. Returns the function that ends it. */
export function onGalleryChange(callback: () => void): () => void {
  return onFragmentChange(callback);
}

async function openFragment(): Promise<boolean> {
  const fragment = linkFragment();
  return fragment === undefined ? false : openLink(fragment);
}

/** Opens what the address says by now. Without a link, as after a step back from one, it is what was open before it. */
async function followFragment(): Promise<void> {
  if ((await openFragment()) || readFragment() !== '' || useDiagram.getState().origin.kind !== 'link') return;
  if (!(await openLast())) await openDemo();
}

/** A link that could not be opened is told again after a reload, however good what is open is. */
async function checkFragment(): Promise<void> {
  const fragment = linkFragment();
  if (fragment !== undefined) await checkLink(fragment);
}

function linkFragment(): string | undefined {
  const fragment = readFragment();
  return fragment === '' || fragment === GALLERY ? undefined : fragment;
}
