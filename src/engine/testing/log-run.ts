import type { BrownoutDocument } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import type { EngineRun } from '../engine-run.ts';
import { createRun } from '../run.ts';
import { build, type Part, service, settings, steady } from './build.ts';
import { channelOf, connectionOf, reportAt } from './read.ts';

/** What a test of a log is about; everything else is as Kafka has it. */
export interface LogOptions {
  readonly ratePerSec?: number;
  readonly producer?: ParameterValues;
  readonly consumer?: ParameterValues;
  readonly topic?: ParameterValues;
  readonly cluster?: ParameterValues;
  readonly worker?: ParameterValues;
  readonly parts?: readonly Part[];
  readonly horizonMs?: number;
}

/** Records from a source to a log that one group reads: `source`, `log`, `worker`, on Kafka's own defaults but for the
 *  network, which takes no time. */
export function logDocument(options: LogOptions): BrownoutDocument {
  const { ratePerSec = 100, producer = {}, consumer = {}, topic = {}, cluster = {}, worker = {}, parts = [], horizonMs = 3_600_000 } = options;
  const link = { kind: 'stream', protocol: 'kafka', channel: 'log' } as const;
  return build(
    steady('source', ratePerSec),
    service('worker', { servers: 100, ...worker }),
    {
      brokers: [{ id: 'cluster', protocol: 'kafka', name: 'cluster', params: cluster }],
      channels: [{ id: 'log', broker: 'cluster', kind: 'log', name: 'log', x: 0, y: 0, params: topic }],
      connections: [
        { ...link, id: 'in', from: 'source', to: 'log', params: { latencyMs: 0, ...producer } },
        { ...link, id: 'out', from: 'log', to: 'worker', params: { latencyMs: 0, ...consumer } },
      ],
    },
    ...parts,
    settings({ horizonMs }),
  );
}

/** A run of such a document, with what tests ask for at a moment. */
export class LogRun {
  readonly run: EngineRun;

  constructor(options: LogOptions | EngineRun) {
    this.run = 'advance' in options ? options : createRun(logDocument(options));
  }

  /** A run of any document. */
  static of(document: BrownoutDocument): LogRun {
    return new LogRun(createRun(document));
  }

  /** Measures of a connection at a moment. */
  at(atMs: number, connection = 'out') {
    return connectionOf(reportAt(this.run, atMs), connection).measures;
  }

  /** Measures of the log now. */
  get log() {
    return channelOf(this.run.report(), 'log').measures;
  }

  /** Offsets that the group has reached, partition by partition, at a moment. */
  places(atMs: number): number[] {
    this.run.advance(atMs, Infinity);
    const { partitions } = this.run.observe();
    const [layout] = this.run.partitionLayout;
    return Array.from({ length: layout.partitions }, (_, p) => partitions[layout.readers[0].offset + p]);
  }
}
