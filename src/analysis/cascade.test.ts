import { describe, expect, it } from 'vitest';
import { type BrownoutDocument, type Component, emptyDocument, type ScheduleEntry, type SetEntry } from '../model/document.ts';
import type { Incident, IncidentKind } from '../model/measures.ts';
import { CASCADE_GAP_MS, findCascades } from './cascade-reader.ts';
import { cascadeGroups, cascadeParts, seconds, tellTimes } from './cascade-parts.ts';
import { describeCascade } from './cascade.ts';

/** clients -> gateway -> api -> db, and api -> queue -> mailer. */
function chain(schedule: readonly ScheduleEntry[] = []): BrownoutDocument {
  const box = (id: string, kind: 'client' | 'service' | 'database', name: string) => ({ id, kind, name, x: 0, y: 0 });
  return {
    ...emptyDocument(),
    components: [
      box('clients', 'client', 'Clients'),
      box('gateway', 'service', 'gateway'),
      box('api', 'service', 'api'),
      box('db', 'database', 'Database'),
      box('mailer', 'service', 'mailer'),
    ],
    connections: [
      sync('e1', 'clients', 'gateway'),
      sync('e2', 'gateway', 'api'),
      sync('e3', 'api', 'db'),
      { id: 'e4', kind: 'queue', protocol: 'rabbitmq', from: 'api', to: 'mailer', channel: 'mail' },
    ],
    brokers: [{ id: 'rabbit', protocol: 'rabbitmq', name: 'RabbitMQ' }],
    channels: [{ id: 'mail', broker: 'rabbit', kind: 'queue', name: 'mail' }],
    schedule,
  };
}

const slowDatabase: ScheduleEntry = {
  id: 'f1',
  type: 'fault',
  fault: 'slowdown',
  target: 'db',
  atMs: 8000,
  durationMs: 20_000,
};
const at = (atMs: number, kind: IncidentKind, subject: string): Incident => ({ atMs, kind, subject });
const timedOut = (atMs: number, connection: string) => [at(atMs, 'attemptTimedOut', connection), at(atMs, 'callFailed', connection)];
const sync = (id: string, from: string, to: string) => ({ id, kind: 'sync', protocol: 'http1', from, to }) as const;
const sentences = (document: BrownoutDocument, incidents: readonly Incident[]) =>
  findCascades(document, incidents).map((cascade) => describeCascade(cascade, document));

describe('findCascades', () => {
  it('follows a fault up the calls, in causal order with times', () => {
    const incidents = [
      at(8000, 'faultStarted', 'f1'),
      at(8600, 'attemptTimedOut', 'e3'),
      at(8600, 'callFailed', 'e3'),
      at(9100, 'callFailed', 'e2'),
      at(9100, 'callFailed', 'e1'),
    ];
    const document = chain([slowDatabase]);
    const [cascade] = findCascades(document, incidents);
    expect(cascade!.steps.map((step) => [step.victim, step.what, step.depth])).toEqual([
      ['db', 'fault', 0],
      ['api', 'timedOut', 1],
      ['api', 'callFailed', 1],
      ['gateway', 'callFailed', 2],
      ['clients', 'callFailed', 3],
    ]);
    expect(sentences(document, incidents)).toEqual([
      'Database slowed at 8.0 s; api timed out from 8.6 s; gateway failed from 9.1 s; Clients saw failures from 9.1 s.',
    ]);
  });

  it('tells nothing of a fault that nobody felt', () => {
    expect(findCascades(chain([slowDatabase]), [at(8000, 'faultStarted', 'f1')])).toEqual([]);
  });

  it('begins at the part that gave way when there was no fault', () => {
    const incidents = [at(5000, 'requestRejected', 'db'), at(5001, 'callFailed', 'e3')];
    expect(sentences(chain(), incidents)).toEqual(['Database could not keep up from 5.0 s; api failed from 5.0 s.']);
  });

  it('names a turn of the load dial as the reason when it came shortly before', () => {
    const dial: ScheduleEntry = { id: 'l1', type: 'load', factor: 2.5, atMs: 4000 };
    const incidents = [at(4000, 'changed', 'l1'), ...timedOut(5000, 'e3')];
    expect(sentences({ ...chain(), log: [dial] }, incidents)).toEqual([
      'Load went to ×2.5 at 4.0 s; Database could not keep up from 5.0 s; api timed out from 5.0 s.',
    ]);
    const late = [at(4000, 'changed', 'l1'), ...timedOut(50_000, 'e3')];
    expect(sentences({ ...chain(), log: [dial] }, late)[0]).not.toContain('Load');
  });

  it('tells nothing of attempts that a retry rescued', () => {
    const rescued = [at(2102, 'attemptTimedOut', 'e3'), at(2500, 'requestRejected', 'api')];
    expect(findCascades(chain(), rescued)).toEqual([]);
    expect(findCascades(chain([slowDatabase]), [at(8000, 'faultStarted', 'f1'), at(8500, 'attemptTimedOut', 'e3')])).toEqual([]);
  });

  it('tells the first attempts once a call failed after its last one', () => {
    const incidents = [at(8000, 'faultStarted', 'f1'), at(8200, 'attemptTimedOut', 'e3'), at(9300, 'callFailed', 'e3')];
    const [cascade] = findCascades(chain([slowDatabase]), incidents);
    expect(cascade!.failedAtMs).toBe(9300);
    expect(describeCascade(cascade!, chain())).toBe('Database slowed at 8.0 s; api timed out from 8.2 s.');
  });

  it('does not take trouble from before the cause, or from long ago, for its effect', () => {
    const before = [at(7900, 'attemptTimedOut', 'e3'), at(8000, 'faultStarted', 'f1'), at(9300, 'callFailed', 'e3')];
    expect(sentences(chain([slowDatabase]), before)).toEqual(['Database slowed at 8.0 s; api failed from 9.3 s.']);
    const longAgo = [at(2000, 'attemptTimedOut', 'e3'), at(20_000, 'callFailed', 'e3')];
    expect(sentences(chain(), longAgo)).toEqual(['Database could not keep up from 20.0 s; api failed from 20.0 s.']);
  });

  it('finds the cause behind parts that only waited', () => {
    const incidents = [at(8000, 'faultStarted', 'f1'), ...timedOut(11_000, 'e1')];
    const document = chain([slowDatabase]);
    const [cascade] = findCascades(document, incidents);
    expect(cascadeParts(cascade!).map((step) => [step.victim, step.what, step.depth])).toEqual([
      ['db', 'fault', 0],
      ['api', 'stalled', 1],
      ['gateway', 'stalled', 2],
      ['clients', 'timedOut', 3],
    ]);
    expect(sentences(document, incidents)).toEqual([
      'Database slowed at 8.0 s; api was stuck waiting by 11.0 s; gateway was stuck waiting by 11.0 s; Clients gave up waiting from 11.0 s.',
    ]);
  });

  it('prefers, of several ways to the cause, the one that timed out', () => {
    const base = chain([slowDatabase]);
    const aside: Component = { id: 'aside', kind: 'service', name: 'aside', x: 0, y: 0 };
    const document: BrownoutDocument = {
      ...base,
      components: [...base.components, aside],
      connections: [sync('a1', 'gateway', 'aside'), sync('a2', 'aside', 'db'), ...base.connections],
    };
    const incidents = [at(8000, 'faultStarted', 'f1'), at(9000, 'attemptTimedOut', 'e2'), ...timedOut(11_000, 'e1')];
    expect(sentences(document, incidents)).toEqual([
      'Database slowed at 8.0 s; api was stuck waiting by 9.0 s; gateway timed out from 9.0 s; Clients gave up waiting from 11.0 s.',
    ]);
  });

  it('tells what a part did rather than that it waited, when it happened within the tenth of a second that is told', () => {
    const incidents = [at(8000, 'faultStarted', 'f1'), ...timedOut(11_000, 'e1'), ...timedOut(11_004, 'e2')];
    expect(sentences(chain([slowDatabase]), incidents)).toEqual([
      'Database slowed at 8.0 s; api was stuck waiting by 11.0 s; gateway timed out from 11.0 s; Clients gave up waiting from 11.0 s.',
    ]);
  });

  it('never tells a cause later than its effect', () => {
    const incidents = [at(8000, 'faultStarted', 'f1'), ...timedOut(11_000, 'e1'), ...timedOut(11_200, 'e2'), ...timedOut(12_500, 'e3')];
    expect(sentences(chain([slowDatabase]), incidents)).toEqual([
      'Database slowed at 8.0 s; api was stuck waiting by 11.0 s; gateway was stuck waiting by 11.0 s; Clients gave up waiting from 11.0 s.',
    ]);
  });

  it('takes the rejections of a full caller for an effect of what it waits for', () => {
    const incidents = [at(8000, 'faultStarted', 'f1'), at(9500, 'requestRejected', 'api'), at(9501, 'callFailed', 'e2')];
    expect(sentences(chain([slowDatabase]), incidents)).toEqual([
      'Database slowed at 8.0 s; api turned requests away from 9.5 s; gateway failed from 9.5 s.',
    ]);
  });

  it('does not blame what nobody waits for', () => {
    const slowMailer: ScheduleEntry = { ...slowDatabase, target: 'mailer' };
    const incidents = [at(8000, 'faultStarted', 'f1'), ...timedOut(9500, 'e2')];
    expect(sentences(chain([slowMailer]), incidents)).toEqual(['api could not keep up from 9.5 s; gateway timed out from 9.5 s.']);
  });

  it('follows the cut of a connection', () => {
    const cut: ScheduleEntry = { id: 'f2', type: 'fault', fault: 'cut', target: 'e3', atMs: 1000 };
    const incidents = [at(1000, 'faultStarted', 'f2'), ...timedOut(3000, 'e3')];
    expect(sentences(chain([cut]), incidents)).toEqual(['api → Database was cut at 1.0 s; api timed out from 3.0 s.']);
  });

  it('follows a broker fault through its channels, and a slow consumer to its queue', () => {
    const down: ScheduleEntry = { id: 'f3', type: 'fault', fault: 'crash', target: 'rabbit', atMs: 1000 };
    expect(sentences(chain([down]), [at(1000, 'faultStarted', 'f3'), at(1200, 'callFailed', 'e4')])).toEqual([
      'RabbitMQ crashed at 1.0 s; api failed from 1.2 s.',
    ]);
    const slow: ScheduleEntry = { id: 'f4', type: 'fault', fault: 'slowdown', target: 'mailer', atMs: 1000 };
    expect(sentences(chain([slow]), [at(1000, 'faultStarted', 'f4'), at(9000, 'messageDropped', 'mail')])).toEqual([
      'mailer slowed at 1.0 s; mail dropped messages from 9.0 s.',
    ]);
  });

  it('blames the only reader of a queue that drops messages, and the queue itself when there are several', () => {
    expect(sentences(chain(), [at(9000, 'messageDropped', 'mail')])).toEqual([
      'mailer could not keep up from 9.0 s; mail dropped messages from 9.0 s.',
    ]);
    const base = chain();
    const second = { ...base.connections[3]!, id: 'e5', to: 'gateway' };
    expect(sentences({ ...base, connections: [...base.connections, second] }, [at(9000, 'messageDropped', 'mail')])).toEqual([
      'mail could not keep up from 9.0 s.',
    ]);
  });

  it('tells every effect once, and starts anew long after the last', () => {
    const incidents = [
      at(5000, 'requestRejected', 'db'),
      at(5001, 'callFailed', 'e3'),
      at(12_000, 'callFailed', 'e3'),
      at(12_001 + CASCADE_GAP_MS, 'callFailed', 'e3'),
    ];
    expect(findCascades(chain(), incidents).map((cascade) => cascade.steps.length)).toEqual([2, 2]);
  });

  it('counts what one sentence cannot hold', () => {
    const base = chain([slowDatabase]);
    const callers = Array.from({ length: 9 }, (_, index) => `s${index}`);
    const document: BrownoutDocument = {
      ...base,
      components: [...base.components, ...callers.map((id) => ({ id, kind: 'service', name: id, x: 0, y: 0 }) as const)],
      connections: callers.map((id) => ({ id: `to-${id}`, kind: 'sync', protocol: 'http1', from: id, to: 'db' })),
    };
    const incidents = [at(8000, 'faultStarted', 'f1'), ...callers.flatMap((id) => timedOut(9000, `to-${id}`))];
    expect(sentences(document, incidents)[0]).toMatch(/^Database slowed at 8.0 s; s0 timed out .*; and 4 more\.$/);
  });
});

describe('seconds', () => {
  it('rounds to tenths and counts minutes', () => {
    expect([seconds(8049), seconds(59_999), seconds(68_000)]).toEqual(['8.0 s', '1 min 0.0 s', '1 min 8.0 s']);
  });
});

describe('tellTimes', () => {
  it('tells neighbours that look alike to a hundredth, where that helps', () => {
    expect(tellTimes([3400, 6410, 6430, 6430, 7000])).toEqual(['3.4 s', '6.41 s', '6.43 s', '6.43 s', '7.0 s']);
    expect(tellTimes([6410, 6411])).toEqual(['6.4 s', '6.4 s']);
    expect(tellTimes([66_010, 66_020])).toEqual(['1 min 6.01 s', '1 min 6.02 s']);
  });

  it('never makes times go back', () => {
    expect(tellTimes([11_000, 11_040, 11_000])).toEqual(['11.0 s', '11.0 s', '11.0 s']);
    expect(tellTimes([6349, 6351, 6449, 6451])).toEqual(['6.3 s', '6.35 s', '6.45 s', '6.5 s']);
  });
});

describe('cascadeGroups', () => {
  const groupsOf = (...steps: readonly (readonly [string, string, number])[]) => {
    const told = steps.map(([victim, what, atMs]) => ({ victim, what, atMs, depth: what === 'callFailed' ? 1 : 0 }));
    return cascadeGroups({ steps: told }, balanced()).map((group) => group.map((step) => step.victim));
  };

  it('puts targets of one balancer together that the same happened to within a second', () => {
    expect(groupsOf(['a', 'overload', 0], ['balancer', 'callFailed', 10], ['b', 'overload', 900])).toEqual([['a', 'b'], ['balancer']]);
    expect(groupsOf(['a', 'overload', 0], ['b', 'overload', 1100])).toEqual([['a'], ['b']]);
    expect(groupsOf(['a', 'fault', 0], ['b', 'fault', 0])).toEqual([['a'], ['b']]);
    expect(groupsOf(['a', 'overload', 0], ['b', 'rejected', 0])).toEqual([['a'], ['b']]);
    expect(groupsOf(['a', 'overload', 0], ['db', 'overload', 0])).toEqual([['a'], ['db']]);
  });
});

/** clients -> balancer -> a and b -> db. */
function balanced(schedule: readonly ScheduleEntry[] = []): BrownoutDocument {
  const service = (id: string): Component => ({ id, kind: 'service', name: id, x: 0, y: 0 });
  return {
    ...emptyDocument(),
    components: [
      { ...service('clients'), kind: 'client' },
      { ...service('balancer'), kind: 'loadBalancer' },
      { ...service('a'), params: { servers: 4, serviceMs: 70 } },
      { ...service('b'), params: { servers: 4, serviceMs: 70 } },
      { ...service('db'), kind: 'database', params: { servers: 20, serviceMs: 5 } },
    ],
    connections: [
      sync('e1', 'clients', 'balancer'),
      sync('e2', 'balancer', 'a'),
      sync('e3', 'balancer', 'b'),
      sync('e4', 'a', 'db'),
      sync('e5', 'b', 'db'),
    ],
    schedule,
  };
}

describe('findCascades with several parts that give way', () => {
  const rejected = (atMs: number, component: string, connection: string) => [
    at(atMs, 'requestRejected', component),
    at(atMs + 10, 'callFailed', connection),
  ];

  it('tells them as one chain when the same load is behind them', () => {
    const dial: ScheduleEntry = { id: 'l1', type: 'load', factor: 5, atMs: 4000 };
    const incidents = [at(4000, 'changed', 'l1'), ...rejected(5000, 'a', 'e2'), at(5011, 'callFailed', 'e1'), ...rejected(5300, 'b', 'e3')];
    expect(sentences(balanced([dial]), incidents)).toEqual([
      'Load went to ×5 at 4.0 s; a and b could not keep up from 5.00 s; balancer failed from 5.01 s; clients saw failures from 5.01 s.',
    ]);
  });

  it('names those that are told together in the order of the document', () => {
    const incidents = [...rejected(5000, 'b', 'e3'), ...rejected(5300, 'a', 'e2')];
    expect(sentences(balanced(), incidents)[0]).toMatch(/^a and b could not keep up from 5\.00 s; balancer failed/);
  });

  it('tells the one that has to carry what a crashed one lost, though the balancer itself never failed before', () => {
    const crash: ScheduleEntry = { id: 'f1', type: 'fault', fault: 'crash', target: 'b', atMs: 1000 };
    const incidents = [at(1000, 'faultStarted', 'f1'), at(1010, 'requestRejected', 'b'), ...rejected(9000, 'a', 'e2')];
    expect(sentences(balanced([crash]), incidents)).toEqual(['b crashed at 1.0 s; a could not keep up from 9.00 s; balancer failed from 9.01 s.']);
  });

  it('keeps chains apart that have nothing in common', () => {
    const base = balanced();
    const document = { ...base, components: [...base.components, { id: 'other', kind: 'client', name: 'other', x: 0, y: 0 } as const], connections: [...base.connections, sync('e6', 'other', 'db')] };
    expect(sentences(document, [...rejected(5000, 'a', 'e2'), ...rejected(6000, 'db', 'e6')])).toHaveLength(2);
  });
});

describe('findCascades after changes while it runs', () => {
  const change = (id: string, values: Partial<SetEntry>): SetEntry => ({ id, type: 'set', target: 'b', param: 'servers', value: 1, atMs: 3000, ...values });
  const turn = (factor: number, atMs: number): ScheduleEntry => ({ id: `l${atMs}`, type: 'load', factor, atMs });
  const failing = (place: string, connection: string, atMs = 7400) => [
    at(atMs, 'requestRejected', place),
    at(atMs, 'callFailed', connection),
    at(atMs, 'callFailed', 'e1'),
  ];
  const REST = 'b could not keep up from 7.4 s; balancer failed from 7.4 s; clients saw failures from 7.4 s.';
  const told = (entries: readonly ScheduleEntry[], incidents = failing('b', 'e3')) =>
    sentences({ ...balanced(), log: entries }, incidents)[0];

  it('begin with the change that the part could not bear', () => {
    expect(told([change('s', {})])).toBe(`b went from 4 workers to 1 at 3.0 s; ${REST}`);
    expect(told([change('s', { param: 'serviceMs', value: 700 })])).toBe(`Service time of b went from 70 ms to 700 ms at 3.0 s; ${REST}`);
  });

  it('do not blame a turn of the load dial that the failure did not need', () => {
    expect(told([change('s', {}), turn(1.6, 7000)])).toBe(`b went from 4 workers to 1 at 3.0 s; ${REST}`);
    expect(told([change('s', {}), turn(0.9, 7000)])).toBe(`b went from 4 workers to 1 at 3.0 s; ${REST}`);
  });

  it('blame the turn, not a change that the part could bear, and both when it took both', () => {
    const raised = 'Load went to ×3 at 7.0 s';
    expect(told([change('s', { target: 'a', value: 3 }), turn(3, 7000)])).toBe(`${raised}; ${REST}`);
    expect(told([change('s', { value: 8 }), turn(6, 7000)])).toBe(`Load went to ×6 at 7.0 s; ${REST}`);
    const wide = change('w', { value: 8, atMs: 0 });
    expect(told([wide, change('s', { value: 5 }), turn(1.5, 7000)])).toBe(
      `b went from 8 workers to 5 at 3.0 s; Load went to ×1.5 at 7.0 s; ${REST}`,
    );
  });

  it('remember for as long as it lasts what made a part too small', () => {
    const late = told([change('s', {})], failing('b', 'e3', 90_000));
    expect(late).toMatch(/^b went from 4 workers to 1 at 3\.0 s; b could not keep up from 1 min 30\.0 s;/);
    const undone = [change('s', {}), change('t', { value: 4, atMs: 20_000 })];
    expect(told(undone, failing('b', 'e3', 90_000))).toMatch(/^b could not keep up/);
  });

  it('take the steps of one slider for one change, and neither its way back nor an improvement for a reason', () => {
    const steps = [change('s', { value: 3, atMs: 2600 }), change('t', { value: 2, atMs: 2800 }), change('u', {})];
    expect(told(steps)).toBe(`b went from 4 workers to 1 at 3.0 s; ${REST}`);
    expect(told([...steps, change('v', { value: 4, atMs: 3200 })])).toBe(REST);
    expect(told([change('s', { value: 40 })])).toBe(REST);
  });

  it('blame what the figures do not show only when it is near, for the worse and recent', () => {
    const queue = { param: 'queueCapacity', value: 0 } as const;
    expect(told([change('s', queue)])).toBe(`b went from 1000 waiting places to 0 at 3.0 s; ${REST}`);
    expect(told([change('s', { ...queue, target: 'a' })])).toBe(REST);
    expect(told([change('s', { ...queue, value: 2000 })])).toBe(REST);
    expect(told([change('s', queue)], failing('b', 'e3', 40_000))).toMatch(/^b could not/);
    expect(told([change('s', { param: 'failureRatio', value: 0.5 })])).toBe(
      `Own failures of b went from 0% to 50% at 3.0 s; ${REST.replace('could not keep up', 'began to fail')}`,
    );
    expect(told([change('s', { target: 'e3', param: 'timeoutMs', value: 5 })])).toMatch(/^Timeout of balancer → b went from .* to 5 ms at 3\.0 s; b replied too late from 7\.4 s; balancer failed/);
  });

  it('name a source that asks for more', () => {
    expect(told([change('s', { target: 'clients', param: 'ratePerSec', value: 300 })])).toMatch(/^Rate of clients went from .* to 300\/s at 3\.0 s; b could/);
  });

  it('do not take trouble from before the change for its effect', () => {
    const incidents = [at(2000, 'requestRejected', 'b'), ...failing('b', 'e3').slice(1)];
    expect(told([change('s', {})], incidents)).toBe(`b went from 4 workers to 1 at 3.0 s; ${REST}`);
  });
});

describe('findCascades at a part that is full because it waits', () => {
  const narrow = (servers: number, gatewayServers = 24): BrownoutDocument => {
    const base = chain();
    const params: Readonly<Record<string, Component['params']>> = {
      clients: { ratePerSec: 40 },
      gateway: { servers: gatewayServers, serviceMs: 20 },
      api: { servers: 16, serviceMs: 20 },
      db: { servers, serviceMs: 25 },
    };
    const withParams = (component: Component): Component => {
      const own = params[component.id];
      return own === undefined ? component : { ...component, params: own };
    };
    const connections = base.connections.map((connection) => ({ ...connection, params: { timeoutMs: 1000 } }));
    return { ...base, components: base.components.map(withParams), connections };
  };
  const full = [at(5000, 'requestRejected', 'gateway'), at(5001, 'callFailed', 'e1')];

  it('begins at the narrowest part behind it', () => {
    expect(sentences(narrow(2), full)).toEqual([
      'Database could not keep up from 5.0 s; api was stuck waiting by 5.0 s; gateway turned requests away from 5.0 s; Clients saw failures from 5.0 s.',
    ]);
  });

  it('begins at the part itself when all behind it is wider', () => {
    expect(sentences(narrow(30, 8), full)).toEqual(['gateway could not keep up from 5.0 s; Clients saw failures from 5.0 s.']);
  });

  it('follows values that were changed while it ran', () => {
    const entry: ScheduleEntry = { id: 's1', type: 'set', target: 'db', param: 'servers', value: 2, atMs: 3000 };
    expect(sentences({ ...narrow(30, 8), log: [entry] }, full)[0]).toMatch(/^Database/);
  });

  it('moves the beginning to a call that was out before, when its timeout comes to light', () => {
    const incidents = [...full, at(5500, 'attemptTimedOut', 'e2')];
    const late = [...full, at(40_000, 'attemptTimedOut', 'e2')];
    expect(sentences(narrow(30, 8), incidents)[0]).toBe(
      'api could not keep up from 5.0 s; gateway was stuck waiting by 5.0 s; Clients saw failures from 5.0 s.',
    );
    expect(sentences(narrow(30, 8), late)[0]).toMatch(/^gateway could not keep up/);
  });
});
