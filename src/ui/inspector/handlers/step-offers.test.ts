import { describe, expect, it } from 'vitest';
import { connect, insertComponent } from '../../../model/builders.ts';
import { type BrownoutDocument, emptyDocument, LIMITS, type Step } from '../../../model/document.ts';
import { applyEdit, type Edit } from '../../../model/edit.ts';
import { problemsOfSteps, stepsAsDrawn } from '../../../model/handler-edits.ts';
import { insertStep, listAt } from '../../../model/step-lists.ts';
import { shareText } from './mix-section.tsx';
import { connectionName, connectionsFor, holderOffers, stepNumber, stepOffers, stepText, type StepScene } from './step-offers.ts';

function build(...makers: ((document: BrownoutDocument) => Edit)[]): BrownoutDocument {
  return makers.reduce((document, make) => applyEdit(document, make(document)).document, emptyDocument('Test'));
}

/** A client c1 that calls the service c2, which calls c3 twice over and sends messages to c4. */
const DOCUMENT = build(
  (d) => insertComponent(d, { kind: 'client', x: 0, y: 0, name: 'Visitors' }),
  (d) => insertComponent(d, { kind: 'service', x: 200, y: 0, name: 'Shop' }),
  (d) => insertComponent(d, { kind: 'service', x: 400, y: 0, name: 'Stock' }),
  (d) => insertComponent(d, { kind: 'service', x: 400, y: 200, name: 'Mail' }),
  (d) => connect(d, { from: 'c1', to: 'c2', kind: 'sync' }),
  (d) => connect(d, { from: 'c2', to: 'c3', kind: 'sync', protocol: 'http1' }),
  (d) => connect(d, { from: 'c2', to: 'c3', kind: 'sync', protocol: 'grpc' }),
  (d) => connect(d, { from: 'c2', to: 'c4', kind: 'queue' }),
);

function scene(id: string, steps?: readonly Step[]): StepScene {
  const component = DOCUMENT.components.find((item) => item.id === id)!;
  return { document: DOCUMENT, component, place: { component: id }, steps: steps ?? stepsAsDrawn(DOCUMENT, component) };
}

const offered = (at: StepScene, path: readonly number[]): string[] => stepOffers(at, path).filter(({ step }) => step !== undefined).map(({ kind }) => kind);
const reasonFor = (at: StepScene, path: readonly number[], kind: Step['do']) => stepOffers(at, path).find((offer) => offer.kind === kind)?.reason;

function nested(depth: number): readonly Step[] {
  return depth === 0 ? [] : [{ do: 'loop', times: 1, steps: nested(depth - 1) }];
}

describe('what the editor lists', () => {
  it('offers a service every kind of step', () => {
    expect(offered(scene('c2'), [])).toEqual(['work', 'call', 'publish', 'parallel', 'chance', 'loop', 'fail']);
  });

  it('offers only what can stand there, and says why not the others', () => {
    expect(offered(scene('c1'), [])).toEqual(['call', 'parallel', 'chance', 'loop', 'fail']);
    expect(reasonFor(scene('c1'), [], 'work')).toBe('Clients have no workers.');
    expect(reasonFor(scene('c1'), [], 'publish')).toBe('No queue or stream leaves it.');
    expect(reasonFor(scene('c3'), [], 'call')).toBe('No sync connection leaves it.');
    const parallel = scene('c2', [{ do: 'parallel', steps: [] }]);
    expect(offered(parallel, [0])).toEqual(['call', 'publish']);
    expect(reasonFor(parallel, [0], 'loop')).toBe('Only calls and publishes go in here.');
  });

  it('offers nothing deeper than steps nest, and nothing beyond the most steps', () => {
    const deep = scene('c2', nested(LIMITS.stepDepth + 1));
    const deepest = Array.from({ length: LIMITS.stepDepth + 1 }, () => 0);
    expect(offered(deep, deepest)).toEqual([]);
    expect(reasonFor(deep, deepest, 'work')).toBe('Steps nest at most 6 deep.');
    expect(offered(deep, deepest.slice(1))).toContain('loop');
    const full = scene('c2', [{ do: 'loop', times: 1000, steps: [{ do: 'work' }, { do: 'work' }] }]);
    expect(reasonFor(full, [], 'work')).toBe('At most 2000 steps, loops written out.');
    expect(offered(full, [])).not.toContain('work');
  });

  it('offers nothing that the document would be refused for', () => {
    const steps: readonly Step[] = [{ do: 'work' }, { do: 'parallel', steps: [{ do: 'call', connection: 'e2' }] }, ...nested(3)];
    for (const path of [[], [1], [2], [2, 0], [2, 0, 0]]) {
      for (const { step } of stepOffers(scene('c2', steps), path)) {
        if (step === undefined) continue;
        const added = insertStep(steps, [...path, listAt(steps, path).length], step);
        expect(problemsOfSteps(DOCUMENT, { component: 'c2' }, added)).toEqual([]);
      }
    }
  });

  it('offers to put a step only into what may hold it', () => {
    expect(holderOffers(scene('c2'), [0]).map((holder) => holder.do)).toEqual(['chance', 'loop']);
    expect(holderOffers(scene('c2'), [1]).map((holder) => holder.do)).toEqual(['parallel', 'chance', 'loop']);
    expect(holderOffers(scene('c2', nested(LIMITS.stepDepth + 1)), [0])).toEqual([]);
  });

  it('offers calls over sync connections and publishes over the others', () => {
    const { document, component } = scene('c2');
    expect(connectionsFor(document, component, 'call').map(({ id }) => id)).toEqual(['e2', 'e3']);
    expect(connectionsFor(document, component, 'publish').map(({ id }) => id)).toEqual(['e4']);
  });

  it('calls a connection by what it leads to, and tells those apart that lead to the same', () => {
    expect(connectionName(DOCUMENT, 'e1')).toBe('Shop');
    const [first, second] = [connectionName(DOCUMENT, 'e2'), connectionName(DOCUMENT, 'e3')];
    expect(first).toMatch(/^Stock, /);
    expect(first).not.toBe(second);
  });

  it('tells steps in words', () => {
    const steps: readonly Step[] = [
      { do: 'work' }, { do: 'work', ms: 2500 }, { do: 'call', connection: 'e1', times: 3 }, { do: 'publish', connection: 'e4' },
      { do: 'parallel', steps: [] }, { do: 'chance', probability: 0.3, steps: [] }, { do: 'loop', times: 5, steps: [] }, { do: 'fail', probability: 0.01 },
    ];
    expect(steps.map((step) => stepText(DOCUMENT, step))).toEqual([
      'Work', 'Work, mean 2.5 s', 'Call Shop, 3 times', 'Publish to Mail', 'All at once', 'For 30% of requests', 'Repeat 5 times', 'Fail 1% of requests',
    ]);
    expect(stepNumber([1, 0])).toBe('2.1');
  });

  it('tells the share of a class to a tenth of a percent', () => {
    expect([shareText(1, 3), shareText(3, 4), shareText(0, 0)]).toEqual(['33.3%', '75%', '0%']);
  });
});
