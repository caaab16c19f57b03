import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePrograms } from '../engine/build-programs.ts';
import { addFlows } from '../engine/testing/random-flows.ts';
import { changeProtocol, connect, insertComponent } from './builders.ts';
import { changeParam } from './declared.ts';
import { type BrownoutDocument, emptyDocument, LIMITS, type Step } from './document.ts';
import { applyEdit, type Edit } from './edit.ts';
import {
  canAddClass, changeClass, handlerOf, insertClass, mayHaveHandlers, mentionsOfClass, problemsOfSteps, setHandler, setWeight, stepsAsDrawn, stepsInForce,
  withStepsOf,
} from './handler-edits.ts';
import { parseDocument } from './parse.ts';
import { Dice, randomDocument } from './testing/random-document.ts';

function apply(document: BrownoutDocument, ...makers: ((document: BrownoutDocument) => Edit)[]): BrownoutDocument {
  return makers.reduce((current, make) => applyEdit(current, make(current)).document, document);
}

/** A client c1 that calls the service c2, which calls c3 and sends messages to c4. */
function shop(): BrownoutDocument {
  return apply(
    emptyDocument('Shop'),
    (d) => insertComponent(d, { kind: 'client', x: 0, y: 0, name: 'Visitors' }),
    (d) => insertComponent(d, { kind: 'service', x: 200, y: 0, name: 'Shop' }),
    (d) => insertComponent(d, { kind: 'service', x: 400, y: 0, name: 'Stock' }),
    (d) => insertComponent(d, { kind: 'service', x: 400, y: 200, name: 'Mail' }),
    (d) => connect(d, { from: 'c1', to: 'c2', kind: 'sync' }),
    (d) => connect(d, { from: 'c2', to: 'c3', kind: 'sync' }),
    (d) => connect(d, { from: 'c2', to: 'c4', kind: 'queue' }),
    (d) => insertClass(d, 'Class'),
    (d) => insertClass(d, 'Class'),
  );
}

const component = (document: BrownoutDocument, id: string) => document.components.find((item) => item.id === id)!;
const DRAWN: readonly Step[] = [{ do: 'work' }, { do: 'call', connection: 'e2' }, { do: 'publish', connection: 'e3' }];

/** An edit of what flows that fits the document. */
function anyFlowEdit(dice: Dice, document: BrownoutDocument): Edit {
  const owners = document.components.filter(mayHaveHandlers);
  const clients = document.components.filter(({ kind }) => kind === 'client');
  const { classes } = document;
  const roll = dice.below(7);
  if (roll === 0 && classes.length > 0) return { type: 'remove', ids: [dice.pick(classes).id] };
  if (roll === 1 && classes.length > 0) return changeClass(document, dice.pick(classes).id, { priority: dice.below(3), requestBytes: dice.below(2) * 100 });
  if (roll === 2 && classes.length > 0 && clients.length > 0) {
    return setWeight(document, { component: dice.pick(clients).id, class: dice.pick(classes).id }, dice.below(3));
  }
  if (roll > 2 && owners.length > 0) return anyHandler(dice, document);
  return canAddClass(document) ? insertClass(document, 'Class') : { type: 'setTitle', title: 'Full' };
}

function anyHandler(dice: Dice, document: BrownoutDocument): Edit {
  const owner = dice.pick(document.components.filter(mayHaveHandlers));
  const place = { component: owner.id, class: dice.pick([undefined, ...document.classes.map(({ id }) => id)]) };
  if (handlerOf(owner, place.class) !== undefined && dice.chance(0.4)) return setHandler(document, place, undefined);
  const drawn = stepsInForce(document, owner, place.class);
  const steps = dice.chance(0.5) ? drawn : [{ do: 'chance', probability: 0.5, steps: drawn } as const];
  return problemsOfSteps(document, place, steps).length > 0 ? { type: 'setView' } : setHandler(document, place, steps);
}

describe('edits of what flows', () => {
  it('leave a valid and canonical document, and are undone to the same bytes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        let document = addFlows(dice, randomDocument(seed, 8));
        for (let i = 0; i < 30; i++) {
          const before = JSON.stringify(document);
          const { document: after, inverse } = applyEdit(document, anyFlowEdit(dice, document));
          expect(JSON.stringify(applyEdit(after, inverse).document)).toBe(before);
          document = after;
        }
        expect(JSON.stringify(parseDocument(document))).toBe(JSON.stringify({ ok: true, document }));
      }),
      { numRuns: 40 },
    );
  });

  it('write what is drawn as steps that compile to the same program', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const document = randomDocument(seed, 8);
        const owners = document.components.filter(mayHaveHandlers);
        const written = apply(document, ...owners.map(({ id }) => (d: BrownoutDocument) => setHandler(d, { component: id }, stepsAsDrawn(d, component(d, id)))));
        expect(compilePrograms(written)).toEqual(compilePrograms(document));
      }),
      { numRuns: 60 },
    );
  });

  it('write the calls of a component that makes them at once as one parallel step', () => {
    const document = apply(shop(), (d) => changeParam(d, 'c2', 'callOrder', 'parallel'));
    expect(stepsAsDrawn(document, component(document, 'c2'))).toEqual([
      { do: 'work' },
      { do: 'parallel', steps: [{ do: 'call', connection: 'e2' }] },
      { do: 'publish', connection: 'e3' },
    ]);
    expect(stepsAsDrawn(document, component(document, 'c1'))).toEqual([{ do: 'call', connection: 'e1' }]);
  });

  it('use the handler of the class, else the one for all others, else what is drawn', () => {
    const own: readonly Step[] = [{ do: 'work', ms: 5 }];
    const others: readonly Step[] = [{ do: 'fail', probability: 1 }];
    const document = apply(shop(), (d) => setHandler(d, { component: 'c2', class: 'k1' }, own));
    expect(stepsInForce(document, component(document, 'c2'), 'k1')).toBe(own);
    expect(stepsInForce(document, component(document, 'c2'), 'k2')).toEqual(DRAWN);
    const both = apply(document, (d) => setHandler(d, { component: 'c2' }, others));
    expect(stepsInForce(both, component(both, 'c2'), 'k2')).toBe(others);
    const none = apply(both, (d) => setHandler(d, { component: 'c2' }, undefined), (d) => setHandler(d, { component: 'c2', class: 'k1' }, undefined));
    expect(none).toEqual(shop());
  });

  it('keep the fields of a component in order when a parameter is set after a handler', () => {
    const document = apply(shop(), (d) => setHandler(d, { component: 'c2' }, DRAWN), (d) => changeParam(d, 'c2', 'servers', 3));
    expect(Object.keys(component(document, 'c2'))).toEqual(['id', 'kind', 'name', 'x', 'y', 'params', 'handlers']);
  });

  it('leave a weight of 0 out, and the mix when nothing is left', () => {
    const weighted = apply(shop(), (d) => setWeight(d, { component: 'c1', class: 'k2' }, 3), (d) => setWeight(d, { component: 'c1', class: 'k1' }, 1));
    expect(component(weighted, 'c1').mix).toEqual([{ class: 'k1', weight: 1 }, { class: 'k2', weight: 3 }]);
    const less = apply(weighted, (d) => setWeight(d, { component: 'c1', class: 'k1' }, 0), (d) => setWeight(d, { component: 'c1', class: 'k2' }, 0));
    expect(less).toEqual(shop());
  });

  it('name new classes by number, up to the most that a document has', () => {
    expect(shop().classes.map(({ id, name }) => [id, name])).toEqual([['k1', 'Class 1'], ['k2', 'Class 2']]);
    let document = shop();
    while (canAddClass(document)) document = apply(document, (d) => insertClass(d, 'Class'));
    expect(document.classes).toHaveLength(LIMITS.classes);
  });

  it('leave out of a class what it has anyway', () => {
    const changed = apply(shop(), (d) => changeClass(d, 'k1', { replyBytes: 200, priority: 2 }));
    expect(changed.classes[0]).toEqual({ id: 'k1', name: 'Class 1', priority: 2, replyBytes: 200 });
    expect(apply(changed, (d) => changeClass(d, 'k1', { replyBytes: 0, priority: 0 }))).toEqual(shop());
    expect(() => changeClass(shop(), 'k9', {})).toThrow('no class k9');
  });

  it('tell who speaks of a class', () => {
    const document = apply(shop(), (d) => setHandler(d, { component: 'c2', class: 'k1' }, DRAWN), (d) => setWeight(d, { component: 'c1', class: 'k1' }, 1));
    expect(mentionsOfClass(document, 'k1')).toEqual({ handlers: ['Shop'], mixes: ['Visitors'], bindings: [] });
    expect(mentionsOfClass(document, 'k2')).toEqual({ handlers: [], mixes: [], bindings: [] });
  });

  it('tell beforehand what a document with the steps would be refused for', () => {
    const cases: readonly { readonly on: string; readonly steps: readonly Step[]; readonly problem: string }[] = [
      { on: 'c1', steps: [{ do: 'work' }], problem: 'has a work step, but clients have no workers' },
      { on: 'c2', steps: [{ do: 'parallel', steps: [{ do: 'work' }] }], problem: 'has something else than calls and publishes in a parallel step' },
      { on: 'c2', steps: [{ do: 'call', connection: 'e3' }], problem: 'has to publish over "e3", a queue connection' },
      { on: 'c2', steps: [{ do: 'call', connection: 'e1' }], problem: 'uses "e1", which is no connection that leaves it' },
      { on: 'c2', steps: [{ do: 'loop', times: 1000, steps: [{ do: 'call', connection: 'e2', times: 3 }] }], problem: 'makes 3,000 steps when its loops are written out; at most 2000 are allowed' },
      { on: 'c2', steps: nested(7), problem: `nests steps deeper than ${LIMITS.stepDepth}` },
    ];
    for (const { on, steps, problem } of cases) {
      expect(problemsOfSteps(shop(), { component: on }, steps)).toEqual([problem]);
      const parsed = parseDocument(apply(shop(), (d) => setHandler(d, { component: on }, steps)));
      const refusals = parsed.ok ? [] : parsed.problems.map(({ message }) => message);
      // Text that nests deeper than any document is refused before its steps are looked at.
      expect(refusals.includes(problem) || refusals.includes('is nested too deeply')).toBe(true);
    }
    expect(problemsOfSteps(shop(), { component: 'c2' }, DRAWN)).toEqual([]);
    const deepest = nested(LIMITS.stepDepth);
    expect(problemsOfSteps(shop(), { component: 'c2' }, deepest)).toEqual([]);
    expect(parseDocument(apply(shop(), (d) => setHandler(d, { component: 'c2' }, deepest))).ok).toBe(true);
  });

  it('publish over a call that became a queue, and undo both as one', () => {
    const document = apply(shop(), (d) => setHandler(d, { component: 'c2' }, DRAWN));
    const { document: queued, inverse } = applyEdit(document, withStepsOf(document, changeProtocol(document, 'e2', 'rabbitmq')));
    expect(component(queued, 'c2').handlers![0]!.steps[1]).toEqual({ do: 'publish', connection: 'e2' });
    expect(parseDocument(queued).ok).toBe(true);
    expect(JSON.stringify(applyEdit(queued, inverse).document)).toBe(JSON.stringify(document));
    const same = changeProtocol(document, 'e2', 'grpc');
    expect(withStepsOf(document, same)).toBe(same);
  });
});

function nested(depth: number): readonly Step[] {
  return depth === 0 ? [{ do: 'work' }] : [{ do: 'loop', times: 1, steps: nested(depth - 1) }];
}
