import type { Speed } from '../../worker/protocol.ts';
import { useDiagram } from '../diagram-store.ts';
import { attempt } from '../parts.ts';
import { useRun } from '../run-store.ts';
import { useView } from '../view-store.ts';
import { command, engine, refreshReport, tellFailure } from './engine-commands.ts';
import { want } from './run-load.ts';

/** Playing, pausing and moving through the run. */

export function play(): void {
  want({ play: true });
  command((engine) => engine.play());
}

export function pause(): void {
  want({ play: false });
  command((engine) => engine.pause());
}

/** Runs one event and stops. */
export function step(): void {
  command((engine) => engine.step());
}

export function setSpeed(speed: Speed): void {
  useRun.setState({ speed });
  command((engine) => engine.setSpeed(speed));
}

export function seek(atMs: number): void {
  want({ atMs });
  command((engine) => engine.seek(atMs));
}

/** Computes to the horizon as fast as possible. */
export function runToEnd(): void {
  // Not counted as work to wait for: it may take minutes, and the page stays usable.
  attempt(async () => (await engine()).runToEnd()).catch(tellFailure);
}

/** Lets a run at its horizon go on for as long again. */
export function goOn(): void {
  const horizonMs = useRun.getState().horizonMs + useDiagram.getState().document.settings.horizonMs;
  useView.getState().showPanel('none');
  useRun.setState({ horizonMs });
  command((engine) => engine.extend(horizonMs));
  play();
}

/** Shows where a run stopped before its horizon, and why. */
export function showStop(): void {
  command(async () => {
    await refreshReport();
    useView.getState().showPanel('summary');
  });
}

/** How many dots the picture can carry; 0 for none. */
export function setDotBudget(dots: number): void {
  command((engine) => engine.setDotBudget(dots));
}
