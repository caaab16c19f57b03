import type { RunOutcome } from '../../engine/report.ts';
import { copyText } from '../adapters/clipboard.ts';
import { useDiagram } from '../diagram-store.ts';
import { makeLink } from '../make-link.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-store.ts';

/** A run that ended because the engine broke a rule of its own, and where it stood then. */
export interface BrokenRun {
  readonly outcome: Extract<RunOutcome, { kind: 'broken' }>;
  readonly nowMs: number;
}

/** Says that the engine made a mistake, which one and where, and offers a link that opens the same diagram at that moment:
 *  the same document, log and seed make the same mistake again. */
export async function tellBroken({ outcome, nowMs }: BrokenRun): Promise<void> {
  const { opening } = useDiagram.getState();
  const text = strings.broken(strings.invariants[outcome.invariant], `${nameOf(outcome.place)}${outcome.message}`);
  // The link is made before it is asked for: browsers let the clipboard be written at once after a press, and not later.
  const link = await makeLink({ atMs: nowMs }).catch(() => undefined);
  if (useDiagram.getState().opening !== opening) return;
  const offer = link === undefined ? {} : { action: { label: strings.copyReplay, run: () => void copyReplay(link) } };
  useView.getState().tell({ text, isProblem: true, ...offer });
}

async function copyReplay(link: string): Promise<void> {
  if (await copyText(link)) useView.getState().tell({ text: strings.replayCopied });
  else useView.getState().showProblems({ title: strings.copyByHand, lines: [link] });
}

/** The place by the name that its part bears, with what follows a name; nothing for the whole run. */
function nameOf(place: string): string {
  const { components, connections, channels } = useDiagram.getState().document;
  const named = [...components, ...channels].find(({ id }) => id === place)?.name;
  if (named !== undefined) return `${named}: `;
  const connection = connections.find(({ id }) => id === place);
  const nameAt = (id: string): string => components.find((component) => component.id === id)?.name ?? id;
  return connection === undefined ? '' : `${nameAt(connection.from)} → ${nameAt(connection.to)}: `;
}
