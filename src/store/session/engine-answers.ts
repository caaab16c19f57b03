import type { ScheduleEntry } from '../../model/document.ts';
import type { ClientHandlers } from '../../worker/client.ts';
import type { PlayState } from '../../worker/protocol.ts';
import { activeFaults } from '../active-faults.ts';
import { wallClock } from '../adapters/clock.ts';
import { openCascades } from '../current-cascade.ts';
import { useDiagram } from '../diagram-store.ts';
import { attempt, part } from '../parts.ts';
import { runFeed } from '../run-feed.ts';
import { useRun } from '../run-store.ts';
import { seriesLog } from '../series-log.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-store.ts';
import { command } from './engine-commands.ts';
import { ownChange } from './own-change.ts';
import { play } from './playback.ts';
import { load } from './run-load.ts';
import { beginStuck, onResumed, withdrawStuckOffer } from './stuck-run.ts';

/** Cascades of the demo's rounds before that are kept. */
const MOST_KEPT = 10;

/** Text on the screen follows the run about this often. Wall milliseconds. */
const TICK_WALL_MS = 250;

let lastTickWallMs = 0;

/** Writes what the engine tells into feed, strip and stores. */
export const engineAnswers: ClientHandlers = {
  onLoaded(loaded) {
    withdrawStuckOffer();
    runFeed.begin(loaded, useDiagram.getState().document.settings.warmUpMs);
    seriesLog.clear();
    useRun.setState({ engine: 'ready', incidents: [], cascades: [], report: undefined, error: undefined });
  },
  onFrame(frame) {
    // The last pictures of the run before, while the next one is being compiled.
    if (isBetweenRuns()) return;
    runFeed.push(frame);
    const nowWallMs = wallClock.now();
    if (nowWallMs - lastTickWallMs < TICK_WALL_MS) return;
    lastTickWallMs = nowWallMs;
    tick();
  },
  onSeries(series) {
    if (isBetweenRuns()) return;
    seriesLog.add(series.rows, series.intervalMs);
  },
  onIncidents({ incidents }) {
    useRun.setState((state) => ({ incidents: [...state.incidents, ...incidents] }));
    void attempt(refreshCascades);
  },
  onCut({ fromMs }) {
    seriesLog.cut(fromMs);
    runFeed.cut(fromMs);
    useRun.setState((state) => ({ incidents: state.incidents.filter((incident) => incident.atMs < fromMs) }));
    void attempt(refreshCascades);
  },
  onStatus(status) {
    // The last words of the run before, while the next one is being compiled.
    if (isBetweenRuns()) return;
    const before = useRun.getState().play;
    const { state, outcome, error, traceHash, nowMs } = status;
    useRun.setState({ play: state, outcome, error, traceHash, nowMs });
    tick();
    if (state === 'ended' && before !== 'ended') finish(before);
  },
  onStuck(report) {
    useRun.setState({ engine: 'stuck', play: 'paused' });
    beginStuck(report);
  },
  onResumed,
  onPausedWhileHidden() {
    useView.getState().tell({ text: strings.pausedWhileHidden, action: { label: strings.play, run: play } });
  },
};

/** Whether what comes is of a run that is not shown any more. */
function isBetweenRuns(): boolean {
  const { engine } = useRun.getState();
  return engine === 'loading' || engine === 'refused';
}

/** Brings text up to date with the latest frame. */
function tick(): void {
  const { frame } = runFeed;
  const latest = frame === undefined ? {} : { pace: frame.pace, inFlight: frame.inFlight, dotEvery: frame.dotEvery };
  const playing = useRun.getState().play === 'playing' && frame !== undefined ? { nowMs: frame.nowMs } : {};
  useRun.setState((state) => ({ ...latest, ...playing, tick: state.tick + 1 }));
  refreshFaults();
}

/** Brings up to date which faults act at the moment that is shown. */
export function refreshFaults(): void {
  const { faults, nowMs } = useRun.getState();
  const now = activeFaults(useDiagram.getState().document, nowMs);
  if (textOfFaults(now) !== textOfFaults(faults)) useRun.setState({ faults: now });
}

function textOfFaults(faults: ReadonlyMap<string, readonly ScheduleEntry[]>): string {
  return [...faults].map(([target, list]) => `${target}:${list.map((entry) => entry.id).join('+')}`).join(' ');
}

const cascadeReader = part(() => import('../../analysis/cascade-reader.ts'));

/** Reads the chains of cause and effect anew. Their reader is loaded with the first incident: most pages never need it
 *  in their first seconds. */
async function refreshCascades(): Promise<void> {
  if (useRun.getState().incidents.length === 0) return useRun.setState({ cascades: [] });
  const { findCascades } = await cascadeReader();
  useRun.setState({ cascades: findCascades(useDiagram.getState().document, useRun.getState().incidents) });
}

const brokenRun = part(() => import('./broken-run.ts'));

/** At the end: the demo loops, and a run that came there by running shows its summary. One that was taken there, by a
 *  seek or by an edit at its end, keeps the reader where he is. */
function finish(before: PlayState): void {
  const { origin } = useDiagram.getState();
  const { outcome, nowMs } = useRun.getState();
  if (outcome.kind === 'broken') return void attempt(async () => (await brokenRun()).tellBroken({ outcome, nowMs }));
  const isAtHorizon = outcome.kind === 'horizon';
  if (origin.kind === 'demo' && before === 'playing' && isAtHorizon) return loop();
  command(async (engine) => {
    const report = await engine.report();
    useRun.setState({ report });
    if (before !== 'seeking') useView.getState().showPanel('summary');
  });
}

function loop(): void {
  const kept = openCascades(useRun.getState(), useView.getState().dismissed).slice(-MOST_KEPT);
  ownChange(() => useDiagram.getState().forgetLog());
  load(useDiagram.getState().document, { play: true });
  if (kept.length > 0) useRun.setState({ earlierCascades: kept });
}
