import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Report } from '../engine/report.ts';
import { PROTOCOLS } from '../model/catalog.ts';
import { parseDocument, parseDocumentText } from '../model/parse.ts';
import { applySet } from './set-path.ts';
import { runSim } from './sim.ts';
import { NINE_WAYS } from './system-examples.ts';

const FILE = new URL('../../public/diagrams/one-job-nine-ways.json', import.meta.url).pathname;
const TEXT = readFileSync(FILE, 'utf8');

/** Runs the shipped file for a few seconds with one field changed, as from the command line. */
function simOver(protocol: string) {
  let printed = '';
  let complaints = '';
  const code = runSim([FILE, '--horizon', '5s', '--set', `connections.job.protocol=${protocol}`, '--json'], {
    readFile: () => TEXT,
    print: (text) => (printed += text),
    complain: (text) => (complaints += text),
  });
  return { code, printed, complaints };
}

function document() {
  const parsed = parseDocumentText(TEXT);
  if (!parsed.ok) throw new Error('The shipped diagram does not parse.');
  return parsed.document;
}

function over(...protocols: string[]) {
  return protocols.reduce((before, protocol) => {
    const result = applySet(before, `connections.job.protocol=${protocol}`);
    if (!result.ok) throw new Error(result.message);
    return result.document;
  }, document());
}

describe('one file, one field, nine protocols', () => {
  it.each(NINE_WAYS)('runs headless over %s, with the kind, channel and broker that it needs', (protocol) => {
    const { code, printed, complaints } = simOver(protocol);
    expect([code, complaints]).toEqual([0, '']);
    const report = JSON.parse(printed) as Report;
    const channels = PROTOCOLS[protocol].channelKind === undefined ? 0 : 1;
    expect(report.channels).toHaveLength(channels);
    expect(report.components.find(({ id }) => id === 'invoicing')!.measures.offered).toBeGreaterThan(10);
    const changed = over(protocol);
    expect(changed.brokers).toHaveLength(channels);
    expect(changed.connections[1]).toMatchObject({ id: 'job', kind: PROTOCOLS[protocol].kind, protocol });
    expect(parseDocument(changed)).toEqual({ ok: true, document: changed });
  });

  it('leaves nothing behind when one protocol follows another', () => {
    expect(over(...NINE_WAYS, ...NINE_WAYS.toReversed())).toEqual(document());
    expect(over('RABBITMQ')).toEqual(over('rabbitmq'));
  });

  it('turns calls of handlers into publishes', () => {
    const steps = [{ do: 'work' }, { do: 'call', connection: 'job' }] as const;
    const before = document();
    const components = before.components.map((item) => (item.id === 'orders' ? { ...item, handlers: [{ steps }] } : item));
    const result = applySet({ ...before, components }, 'connections.job.protocol=rabbitmq');
    expect(result.ok && result.document.components[1]!.handlers).toEqual([{ steps: [{ do: 'work' }, { do: 'publish', connection: 'job' }] }]);
  });

  it('says which protocols there are, and why one cannot be', () => {
    const message = (text: string) => {
      const result = applySet(document(), text);
      return result.ok ? '' : result.message;
    };
    expect(message('connections.job.protocol=rabbit')).toContain('there is no protocol "rabbit"; there is rabbitmq, ');
    for (const protocol of NINE_WAYS) expect(message('connections.job.protocol=')).toContain(protocol);
    const toStore = { ...document(), components: document().components.map((item) => (item.id === 'invoicing' ? { ...item, kind: 'database' as const, params: {} } : item)) };
    const refused = applySet(toStore, 'connections.job.protocol=kafka');
    expect(refused.ok ? '' : refused.message).toContain('it cannot be Kafka: it cannot end at "Invoicing" (database) as a stream');
  });

  it('a file whose protocol contradicts the kind is told both ways to mend it, and nothing else', () => {
    const found = (protocol: string, kind = 'sync') => {
      const text = TEXT.replace('"id": "job", "kind": "sync", "protocol": "http1"', `"id": "job", "kind": "${kind}", "protocol": "${protocol}"`);
      const parsed = parseDocumentText(text);
      return parsed.ok ? [] : parsed.problems.map(({ message }) => message);
    };
    const calls = 'http1, http2, grpc, tcp';
    expect(found('rabbitmq')).toEqual([
      `RabbitMQ makes a queue connection, not a sync one: set "kind" to "queue", with a "channel" on a broker of RabbitMQ, or "protocol" to one of ${calls}`,
    ]);
    expect(found('webSocket')).toEqual([`WebSocket makes a stream connection, not a sync one: set "kind" to "stream", or "protocol" to one of ${calls}`]);
    expect(found('grpc', 'stream')).toEqual([
      'gRPC makes a sync connection, not a stream one: set "kind" to "sync", or "protocol" to one of kafka, grpcStream, webSocket',
    ]);
    for (const protocol of NINE_WAYS) expect(found(protocol, PROTOCOLS[protocol].kind === 'sync' ? 'queue' : 'sync')).toHaveLength(1);
  });
});
