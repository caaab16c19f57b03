import { describe, expect, it } from 'vitest';
import { type BrownoutDocument, emptyDocument } from './document.ts';
import { parseDocument, parseDocumentText } from './parse.ts';

/** A small valid document to break in one place at a time. */
function shop(): BrownoutDocument {
  return {
    ...emptyDocument('Shop'),
    components: [
      { id: 'users', kind: 'client', name: 'Users', x: 0, y: 0 },
      { id: 'api', kind: 'service', name: 'Payments', x: 200, y: 0, params: { servers: 4 } },
      { id: 'store', kind: 'database', name: 'Orders', x: 400, y: 0 },
      { id: 'mailer', kind: 'service', name: 'Mailer', x: 400, y: 200 },
    ],
    connections: [
      { id: 'e1', kind: 'sync', protocol: 'http1', from: 'users', to: 'api' },
      { id: 'e2', kind: 'sync', protocol: 'tcp', from: 'api', to: 'store', params: { timeoutMs: 500 } },
      { id: 'e3', kind: 'queue', protocol: 'rabbitmq', from: 'api', to: 'mailer', channel: 'q1' },
    ],
    brokers: [{ id: 'b1', protocol: 'rabbitmq', name: 'RabbitMQ' }],
    channels: [{ id: 'q1', broker: 'b1', kind: 'queue', name: 'Mails' }],
    load: [{ atMs: 0, factor: 1 }, { atMs: 1000, factor: 2 }],
    schedule: [
      { id: 'f1', type: 'fault', fault: 'slowdown', target: 'store', atMs: 1000, durationMs: 500, params: { factor: 5 } },
      { id: 'f2', type: 'set', target: 'e2', param: 'timeoutMs', value: 'unbounded', atMs: 2000 },
      { id: 'f3', type: 'load', factor: 3, atMs: 2500 },
    ],
    log: [{ id: 'l1', type: 'fault', fault: 'cut', target: 'e1', atMs: 100 }],
    notes: [{ id: 'n1', text: 'First line\nsecond', x: 10, y: 20 }],
    view: { zoom: 1.5, selected: 'api' },
  };
}

/** The problems of the shop after `change` was made to a loose copy of it, one line each: path, place, message. */
function problemsAfter(change: (document: any) => void): string[] {
  const copy: unknown = structuredClone(shop());
  change(copy);
  const result = parseDocument(copy);
  return result.ok ? [] : result.problems.map(({ path, place, message }) => `${path} | ${place} | ${message}`);
}

describe('parseDocument', () => {
  it('takes a document that is right, unchanged', () => {
    expect(parseDocument(shop())).toEqual({ ok: true, document: shop() });
    expect(parseDocument(emptyDocument())).toEqual({ ok: true, document: emptyDocument() });
  });

  it('names component, parameter and range in the reader\'s words, all at once', () => {
    const problems = problemsAfter((document) => {
      document.components[1].params = { servers: 0, erlangStages: 1.5, hitRatio: 1, serviceDistribution: 'flat' };
      document.settings.seed = -1;
      document.title = 7;
    });
    expect(problems).toEqual([
      'title | title | must be text, not 7',
      'settings.seed | settings, seed | must be from 0 to 4,294,967,295, not -1',
      'components[1].params.servers | component "Payments", workers | must be from 1 to 10,000, not 0',
      'components[1].params.serviceDistribution | component "Payments", distribution | must be one of "exponential", "deterministic", "lognormal", "erlang", "empirical", not "flat"',
      'components[1].params.erlangStages | component "Payments", stages | must be a whole number, not 1.5',
      'components[1].params.hitRatio | component "Payments", "hitRatio" | is no parameter here',
    ]);
  });

  it('names the choices when a kind, protocol, fault or entry type is unknown', () => {
    const problems = problemsAfter((document) => {
      document.components[1].kind = 'wizard';
      document.connections[0].protocol = 'pigeon';
      document.schedule[0].fault = 'flood';
      document.schedule[1].type = 'wish';
    });
    expect(problems.map((line) => line.split(' | ')[1])).toEqual([
      'component "Payments", kind',
      'connection from "Users" to "Payments", protocol',
      'schedule entry 1, fault',
      'schedule entry 2, type',
    ]);
    expect(problems[2]).toContain('must be one of "crash", "slowdown", "errors", "capacityLoss", "cut", not "flood"');
  });
});
