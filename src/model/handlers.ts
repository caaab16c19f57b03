import { connectionSpecs, parameter } from './catalog.ts';
import type { Connection, Step } from './document.ts';

/** Calls `visit` with every step of a list, inner ones included, and how deep it lies (0 for the list itself). */
export function visitSteps(steps: readonly Step[], visit: (step: Step, depth: number) => void, depth = 0): void {
  for (const step of steps) {
    visit(step, depth);
    if ('steps' in step) visitSteps(step.steps, visit, depth + 1);
  }
}

/** Number of steps that a list makes when its loops and times are written out; what the engine has to keep. */
export function writtenOut(steps: readonly Step[], connections: ReadonlyMap<string, Connection>): number {
  let count = 0;
  for (const step of steps) {
    if (step.do === 'loop') count += step.times * writtenOut(step.steps, connections);
    else if (step.do === 'parallel' || step.do === 'chance') count += 1 + writtenOut(step.steps, connections);
    else if (step.do === 'call' || step.do === 'publish') count += (step.times ?? 1) * callsOf(connections.get(step.connection));
    else count++;
    if (count > Number.MAX_SAFE_INTEGER / 2) return count;
  }
  return count;
}

function callsOf(connection: Connection | undefined): number {
  if (connection?.kind !== 'sync') return 1;
  return parameter(connectionSpecs(connection), connection.params, 'callsPerRequest') as number;
}
