import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connection, Step } from './document.ts';
import { visitSteps } from './handlers.ts';
import {
  holdsSteps, insertStep, listAt, moveStep, placesIn, removeStep, replaceStep, shiftStep, stepAt, type StepPath, unwrapStep, withKindsOf, wrapStep,
} from './step-lists.ts';

const work = (ms: number): Step => ({ do: 'work', ms });
const loop = (...steps: Step[]): Step => ({ do: 'loop', times: 2, steps });
const STEPS: readonly Step[] = [work(1), loop(work(2), work(3)), work(4)];
const always = (): boolean => true;

const arbitrary = fc.letrec<{ step: Step; steps: readonly Step[] }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 4 },
    fc.record({ do: fc.constant('work' as const), ms: fc.nat(1000) }),
    fc.record({ do: fc.constant('loop' as const), times: fc.integer({ min: 1, max: 3 }), steps: tie('steps') }),
    fc.record({ do: fc.constant('chance' as const), probability: fc.constant(0.5), steps: tie('steps') }),
  ),
  steps: fc.array(tie('step'), { maxLength: 4 }),
})).steps;

/** Every path at which there is a step, in reading order. */
function pathsIn(steps: readonly Step[], prefix: StepPath = []): StepPath[] {
  return steps.flatMap((step, i) => [[...prefix, i], ...(holdsSteps(step) ? pathsIn(step.steps, [...prefix, i]) : [])]);
}

/** Steps without what they hold, sorted: what a move must neither add nor lose. */
function inventory(steps: readonly Step[]): string[] {
  const found: string[] = [];
  visitSteps(steps, (step) => void found.push(JSON.stringify(holdsSteps(step) ? { ...step, steps: [] } : step)));
  return found.toSorted();
}

describe('steps', () => {
  it('are found, put in, taken out and changed wherever they are', () => {
    expect(stepAt(STEPS, [1, 1])).toEqual(work(3));
    expect(listAt(STEPS, [1])).toEqual([work(2), work(3)]);
    expect(insertStep(STEPS, [1, 2], work(9))).toEqual([work(1), loop(work(2), work(3), work(9)), work(4)]);
    expect(removeStep(STEPS, [1, 0])).toEqual([work(1), loop(work(3)), work(4)]);
    expect(replaceStep(STEPS, [0], work(9))).toEqual([work(9), STEPS[1], work(4)]);
    expect(wrapStep(STEPS, [2], { do: 'chance', probability: 0.5, steps: [] })[2]).toEqual({ do: 'chance', probability: 0.5, steps: [work(4)] });
    expect(unwrapStep(STEPS, [1])).toEqual([work(1), work(2), work(3), work(4)]);
    expect(unwrapStep(STEPS, [0])).toBe(STEPS);
  });

  it('are missed loudly where there are none', () => {
    expect(() => stepAt(STEPS, [3])).toThrow('no step at 3');
    expect(() => stepAt(STEPS, [0, 0])).toThrow('no step');
    expect(() => insertStep(STEPS, [], work(1))).toThrow('no step');
    expect(() => removeStep(STEPS, [0, 1])).toThrow('no step');
  });

  it('can be put at as many places as reading passes', () => {
    expect(placesIn(STEPS)).toEqual([[0], [1], [1, 0], [1, 1], [1, 2], [2], [3]]);
    expect(placesIn([])).toEqual([[0]]);
  });

  it('go to a place as it is before the move, and say where they are after it', () => {
    expect(moveStep(STEPS, [0], [1, 1])).toEqual({ steps: [loop(work(2), work(1), work(3)), work(4)], path: [0, 1] });
    expect(moveStep(STEPS, [1, 0], [0])).toEqual({ steps: [work(2), work(1), loop(work(3)), work(4)], path: [0] });
    expect(moveStep(STEPS, [0], [3])).toEqual({ steps: [STEPS[1], work(4), work(1)], path: [2] });
  });

  it('stay where they are within themselves and beside themselves', () => {
    for (const place of [[1], [2], [1, 0], [1, 2]]) expect(moveStep(STEPS, [1], place)).toEqual({ steps: STEPS, path: [1] });
  });

  it('go up and down past neighbours, into steps that hold some, and out of them', () => {
    const down = shiftStep(STEPS, [0], { by: 1, isAllowed: always })!;
    expect(down).toEqual({ steps: [loop(work(1), work(2), work(3)), work(4)], path: [0, 0] });
    const out = shiftStep(STEPS, [1, 0], { by: -1, isAllowed: always })!;
    expect(out.path).toEqual([1]);
    expect(shiftStep(STEPS, [0], { by: -1, isAllowed: always })).toBeUndefined();
    expect(shiftStep(STEPS, [2], { by: 1, isAllowed: always })).toBeUndefined();
  });

  it('pass over places that are not allowed', () => {
    const isAllowed = (steps: readonly Step[]): boolean => steps.every((step) => !holdsSteps(step) || step.steps.length === 2);
    expect(shiftStep(STEPS, [0], { by: 1, isAllowed })).toEqual({ steps: [STEPS[1], work(1), work(4)], path: [1] });
  });

  it('are never lost by a move, and one way up undoes one way down', () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), fc.nat(), (steps, a, b) => {
        const paths = pathsIn(steps);
        if (paths.length === 0) return;
        const from = paths[a % paths.length]!;
        const places = placesIn(steps);
        const moved = moveStep(steps, from, places[b % places.length]!);
        expect(inventory(moved.steps)).toEqual(inventory(steps));
        expect(stepAt(moved.steps, moved.path)).toEqual(stepAt(steps, from));
        const down = shiftStep(steps, from, { by: 1, isAllowed: always });
        if (down !== undefined) expect(shiftStep(down.steps, down.path, { by: -1, isAllowed: always })).toEqual({ steps, path: from });
      }),
    );
  });

  it('come back when what was put in is taken out, what was taken out put in, and what was wrapped unwrapped', () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), (steps, a) => {
        const places = placesIn(steps);
        const place = places[a % places.length]!;
        expect(removeStep(insertStep(steps, place, work(7)), place)).toEqual(steps);
        for (const path of pathsIn(steps)) {
          expect(insertStep(removeStep(steps, path), path, stepAt(steps, path))).toEqual(steps);
          expect(unwrapStep(wrapStep(steps, path, { do: 'loop', times: 1, steps: [] }), path)).toEqual(steps);
        }
      }),
    );
  });

  it('call what is a call now and publish over the rest', () => {
    const steps: readonly Step[] = [{ do: 'call', connection: 'e1', times: 2 }, loop({ do: 'publish', connection: 'e2' })];
    const connections = (first: Connection['kind']) =>
      new Map<string, Connection>([
        ['e1', { id: 'e1', kind: first, protocol: first === 'sync' ? 'http1' : 'rabbitmq', from: 'a', to: 'b' }],
        ['e2', { id: 'e2', kind: 'queue', protocol: 'rabbitmq', from: 'a', to: 'b' }],
      ]);
    expect(withKindsOf(steps, connections('sync'))).toBe(steps);
    expect(withKindsOf(steps, connections('queue'))).toEqual([{ do: 'publish', connection: 'e1', times: 2 }, steps[1]]);
  });
});
