import { onFragmentChange, readFragment } from './adapters/address.ts';
import { openDemo, openLast, startSaving } from './library.ts';
import { openLink } from './link.ts';
import { startSession } from './session.ts';

let hasStarted = false;

/** Starts the page: what the link says; without one, what was worked on last; for a new visitor, the demo, running. */
export async function startPage(): Promise<void> {
  if (hasStarted) return;
  hasStarted = true;
  startSession();
  startSaving();
  onFragmentChange(() => void openFragment());
  if (await openFragment()) return;
  if (await openLast()) return;
  await openDemo();
}

async function openFragment(): Promise<boolean> {
  const fragment = readFragment();
  return fragment === '' ? false : openLink(fragment);
}
