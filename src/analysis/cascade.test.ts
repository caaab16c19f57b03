import { describe, expect, it } from 'vitest';
import { type BrownoutDocument, emptyDocument, type ScheduleEntry } from '../model/document.ts';
import type { Incident, IncidentKind } from '../model/measures.ts';
import { CASCADE_GAP_MS, describeCascade, findCascades, seconds } from './cascade.ts';

/** clients -> gateway -> api -> db, and api -> queue -> mailer. */
function chain(schedule: readonly ScheduleEntry[] = []): BrownoutDocument {
  const box = (id: string, kind: 'client' | 'service' | 'database', name: string) => ({ id, kind, name, x: 0, y: 0 });
  const call = (id: string, from: string, to: string) => ({ id, kind: 'sync', protocol: 'http1', from, to }) as const;
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
      call('e1', 'clients', 'gateway'),
      call('e2', 'gateway', 'api'),
      call('e3', 'api', 'db'),
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
    const incidents = [at(4000, 'changed', 'l1'), at(5000, 'attemptTimedOut', 'e3')];
    expect(sentences({ ...chain(), log: [dial] }, incidents)).toEqual([
      'Load went to ×2.5 at 4.0 s; Database could not keep up from 5.0 s; api timed out from 5.0 s.',
    ]);
    const late = [at(4000, 'changed', 'l1'), at(50_000, 'attemptTimedOut', 'e3')];
    expect(sentences({ ...chain(), log: [dial] }, late)[0]).not.toContain('Load');
  });

  it('finds the cause behind parts that only waited', () => {
    const incidents = [at(8000, 'faultStarted', 'f1'), at(11_000, 'attemptTimedOut', 'e1')];
    const document = chain([slowDatabase]);
    const [cascade] = findCascades(document, incidents);
    expect(cascade!.steps.map((step) => [step.victim, step.what, step.depth])).toEqual([
      ['db', 'fault', 0],
      ['api', 'stalled', 1],
      ['gateway', 'stalled', 2],
      ['clients', 'timedOut', 3],
    ]);
    expect(sentences(document, incidents)).toEqual([
      'Database slowed at 8.0 s; api was stuck waiting by 11.0 s; gateway was stuck waiting by 11.0 s; Clients gave up waiting from 11.0 s.',
    ]);
  });

  it('tells what a part did rather than that it waited, when both are known', () => {
    const incidents = [
      at(8000, 'faultStarted', 'f1'),
      at(11_000, 'attemptTimedOut', 'e1'),
      at(11_004, 'attemptTimedOut', 'e2'),
    ];
    expect(sentences(chain([slowDatabase]), incidents)).toEqual([
      'Database slowed at 8.0 s; api was stuck waiting by 11.0 s; gateway timed out from 11.0 s; Clients gave up waiting from 11.0 s.',
    ]);
  });

  it('tells the waiting as well where others fell before its end, so that causes stand before effects', () => {
    const incidents = [
      at(8000, 'faultStarted', 'f1'),
      at(11_000, 'attemptTimedOut', 'e1'),
      at(12_500, 'attemptTimedOut', 'e2'),
    ];
    expect(sentences(chain([slowDatabase]), incidents)).toEqual([
      'Database slowed at 8.0 s; api was stuck waiting by 11.0 s; gateway was stuck waiting by 11.0 s and timed out from 12.5 s; Clients gave up waiting from 11.0 s.',
    ]);
  });

  it('takes the rejections of a full caller for an effect of what it waits for', () => {
    const incidents = [at(8000, 'faultStarted', 'f1'), at(9500, 'requestRejected', 'api')];
    expect(sentences(chain([slowDatabase]), incidents)).toEqual([
      'Database slowed at 8.0 s; api turned requests away from 9.5 s.',
    ]);
  });

  it('does not blame what nobody waits for', () => {
    const slowMailer: ScheduleEntry = { ...slowDatabase, target: 'mailer' };
    const incidents = [at(8000, 'faultStarted', 'f1'), at(9500, 'attemptTimedOut', 'e2')];
    expect(sentences(chain([slowMailer]), incidents)).toEqual(['api could not keep up from 9.5 s; gateway timed out from 9.5 s.']);
  });

  it('follows the cut of a connection', () => {
    const cut: ScheduleEntry = { id: 'f2', type: 'fault', fault: 'cut', target: 'e3', atMs: 1000 };
    const incidents = [at(1000, 'faultStarted', 'f2'), at(3000, 'attemptTimedOut', 'e3')];
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
    const incidents = [at(8000, 'faultStarted', 'f1'), ...callers.map((id) => at(9000, 'attemptTimedOut', `to-${id}`))];
    expect(sentences(document, incidents)[0]).toMatch(/^Database slowed at 8.0 s; s0 timed out .*; and 4 more\.$/);
  });
});

describe('seconds', () => {
  it('rounds to tenths and counts minutes', () => {
    expect([seconds(8049), seconds(59_999), seconds(68_000)]).toEqual(['8.0 s', '1 min 0.0 s', '1 min 8.0 s']);
  });
});
