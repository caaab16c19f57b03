import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../../model/parameter.ts';
import type { EngineRun } from '../../engine-run.ts';
import { createRun } from '../../run.ts';
import { asks, build, call, calls, dial, fault, type Part, service, set, settings, steady, stream } from '../../testing/build.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../../testing/read.ts';

/** A client that sends to a reader over one gRPC stream whose windows stay as they are. */
function upload(ratePerSec: number, reader: ParameterValues, params: ParameterValues = {}): Part[] {
  return [
    steady('writer', ratePerSec), service('reader', reader),
    stream('writer', 'reader', 'grpcStream', { shape: 'client', windowGrowth: false, ...params }), settings({ horizonMs: 600_000 }),
  ];
}

/** Replicas of a feed, called in turn, that stream what they are called with to an app that connects to them. */
function feed(ratePerSec: number, params: ParameterValues, options: { readonly feed?: ParameterValues; readonly app?: ParameterValues } = {}): Part[] {
  return [
    steady('users', ratePerSec), service('feed', { serviceMs: 0, ...options.feed }), call('users', 'feed'), service('app', { servers: 100, serviceMs: 1, ...options.app }),
    stream('feed', 'app', 'grpcStream', { shape: 'server', ...params }), settings({ horizonMs: 600_000 }),
  ];
}

function at(run: EngineRun, ms: number, id = 'writer-reader') {
  return connectionOf(reportAt(run, ms), id).measures;
}

describe('flow control', () => {
  it('[STR1] slows a sender of 1000 messages a second down to a reader of 100, and loses none', () => {
    const run = createRun(build(...upload(1000, { serviceMs: 10 })));
    // 99 were read; one is in work, a window holds 65, and the buffer takes the one that fills it.
    expect(at(run, 1000).succeeded).toBe(99 + 1 + 65 + 66);
    const before = at(run, 20_000);
    const after = at(run, 50_000);
    expect(after.succeeded - before.succeeded).toBe(3000);
    expect(after.acknowledged - before.acknowledged).toBe(3000);
    expect(after).toMatchObject({ buffered: 66, lag: 132, skipped: 0, failed: 0 });
  });

  it('[STR2] carries a window per round trip', () => {
    for (const latencyMs of [50, 25]) {
      const run = createRun(build(...upload(2000, { serviceMs: 0 }, { latencyMs })));
      const { bytes } = at(run, 2000);
      expect((at(run, 4000).bytes - bytes) / 2).toBe((65_000 * 500) / latencyMs);
    }
  });

  it('[STR2] [STR20] grows the windows to twice what arrives in a round trip, up to the largest', () => {
    const rates = [30_000, 130_000, 16_777_216].map((maxWindowBytes) => {
      const run = createRun(build(...upload(2000, { serviceMs: 0 }, { latencyMs: 50, windowGrowth: true, maxWindowBytes })));
      const { bytes } = at(run, 2000);
      return (at(run, 4000).bytes - bytes) / 2;
    });
    expect(rates).toEqual([650_000, 1_300_000, 2_000_000]);
  });

  it('[STR21] takes a window of one message in one round trip, and needs more for a larger one', () => {
    for (const [recordBytes, trips] of [[60_000, 1], [100_000, 2], [200_000, 4]]) {
      const asked = asks('user', [0, 1, 2]);
      const run = createRun(build(asked.part, service('reader', { serviceMs: 0 }), ...asked.ids.map((id) =>
        stream(id, 'reader', 'grpcStream', { shape: 'client', windowGrowth: false, latencyMs: 50, recordBytes }))));
      expect(sourceOf(reportAt(run, 5000), 'user-1').doneMs.mean).toBe(50 + (trips - 1) * 100);
    }
  });

  it('[STR22] lets a stream that is not read stall its siblings where the connection\'s window is not larger', () => {
    // By key 0 or 1 to one of two streams. The reader is slow, and reads each stream by itself.
    const delivered = [65_535, 1_000_000].map((connectionWindowBytes) => {
      const asked = asks('user', Array.from({ length: 100 }, (_, i) => i + 1));
      const part = build(asked.part, service('hub', { serviceMs: 0 }), calls(asked.ids, 'hub'), service('reader', { serviceMs: 100_000, servers: 2 }), settings({ horizonMs: 50_000 }),
        stream('hub', 'reader', 'grpcStream', { shape: 'client', windowGrowth: false, streamsPerClient: 2, connectionWindowBytes }));
      return at(createRun(part), 40_000, 'hub-reader').batches;
    });
    // Both read one message each; the rest of what was sent fills the window of the connection, or those of the streams.
    expect(delivered).toEqual([67, 100]);
  });

  it('[STR23] keeps the worker of a sender that waits for room', () => {
    const run = createRun(build(
      steady('users', 1000), service('hub', { serviceMs: 0, servers: 3 }), call('users', 'hub'), service('reader', { serviceMs: 10 }),
      stream('hub', 'reader', 'grpcStream', { shape: 'client' }), settings({ horizonMs: 60_000 }),
    ));
    const hub = componentOf(reportAt(run, 10_000), 'hub').measures;
    expect(hub).toMatchObject({ held: 3, working: 0 });
    expect(hub.queued).toBeGreaterThan(8000);
  });
});

describe('order and spread', () => {
  it('[STR24] works on the messages of a stream one after another, in order, and on streams side by side', () => {
    const asked = asks('user', [3, 1, 2]);
    const parts = [asked.part, service('hub', { serviceMs: 0, servers: 9 }), calls(asked.ids, 'hub'), service('reader', { servers: 9, serviceMs: 10 })];
    const one = createRun(build(...parts, stream('hub', 'reader', 'grpcStream', { shape: 'client' })));
    expect(componentOf(reportAt(one, 5), 'reader').measures.working).toBe(1);
    expect(asked.ids.map((id) => sourceOf(reportAt(one, 100), id).doneMs.mean)).toEqual([28, 10, 19]);
    const three = createRun(build(...parts, stream('hub', 'reader', 'grpcStream', { shape: 'client', streamsPerClient: 3 })));
    expect(componentOf(reportAt(three, 5), 'reader').measures.working).toBe(3);
  });

  it('[STR25] sends to one stream after another, to that of the key, or to all', () => {
    const sent = (params: ParameterValues) => {
      const run = createRun(build(...feed(100, { clients: 10, ...params })));
      const { calls: published, attempts } = at(run, 5000, 'feed-app');
      return [published, attempts, taken(run)];
    };
    expect(sent({ spread: 'one' })).toEqual([500, 500, Array<number>(10).fill(50)]);
    expect(sent({ spread: 'all' })).toEqual([500, 5000, Array<number>(10).fill(500)]);
    const [, , byKey] = sent({ spread: 'key', keys: 1 });
    expect((byKey as number[]).filter((count) => count > 0)).toEqual([500]);
  });

  it('[STR26] opens no more streams on a connection than the server allows', () => {
    const run = createRun(build(...feed(100, { streamsPerClient: 60, streamMessages: 1, maxStreams: 40 })));
    expect(at(run, 0, 'feed-app').connected).toBe(40);
    // A stream that ends makes room for one that waits.
    reportAt(run, 5000);
    expect(taken(run).filter((count) => count > 0).length).toBe(60);
  });
});

function taken(run: EngineRun): number[] {
  const layout = run.partitionLayout[0];
  return Array.from(run.observe().partitions.subarray(layout.endOffset, layout.endOffset + layout.partitions));
}

describe('the life of a stream', () => {
  it('[STR4] stays where it began when a replica is added, until its connection is too old', () => {
    for (const [connectionAgeMs, isMoved] of [['unbounded', false], [20_000, true]] as const) {
      const run = createRun(build(
        steady('users', 100), service('hub', { serviceMs: 0 }), call('users', 'hub'), service('reader', { replicas: 2, servers: 4, serviceMs: 1 }),
        stream('hub', 'reader', 'grpcStream', { shape: 'client', clients: 40, connectionAgeMs, ageGraceMs: 1000 }), settings({ horizonMs: 100_000 }),
        fault('crash', 'reader', 1000, 4000, { replica: 2 }),
      ));
      expect(shares(run, 10_000)).toEqual([40, 0]);
      const [first, second] = shares(run, 60_000);
      expect(first + second).toBe(40);
      expect(second > 10).toBe(isMoved);
    }
  });

  it('[STR27] is cut by a deadline in the middle, and opened again at once', () => {
    const run = createRun(build(...upload(100, { serviceMs: 30 }, { streamDeadlineMs: 1000 })));
    // By 1000 ms 32 messages are done and one is in work: the others of the stream are lost.
    expect(at(run, 999)).toMatchObject({ skipped: 0, acknowledged: 32, lag: 67 });
    expect(at(run, 1000.5)).toMatchObject({ skipped: 66, connected: 1, disconnects: 0 });
  });

  it('[STR28] ends after its messages, and the next one waits for all of them to be worked on and a way back', () => {
    const run = createRun(build(...upload(1000, { serviceMs: 10 }, { streamMessages: 10, latencyMs: 5 })));
    // Ten messages from 1 ms on: the last is done at 1 + 5 + 100 ms, the answer is there at 111 ms.
    expect(at(run, 110.5).batches).toBe(10);
    expect(at(run, 111).batches).toBe(20);
  });

  it('[STR29] gives an upload one result, at its end: a failure, or a loss, is one of all its messages', () => {
    const done = (...parts: Part[]) => {
      const run = createRun(build(...upload(100, { serviceMs: 1 }, { streamMessages: 100 }), ...parts));
      const { done: well, effectsLost } = sourceOf(reportAt(run, 2500), 'writer').measures;
      return [well, effectsLost];
    };
    expect(done()).toEqual([200, 0]);
    expect(done(set('reader', 'failureRatio', 1, 1495), set('reader', 'failureRatio', 0, 1505))).toEqual([100, 100]);
    // 49 of the second upload are done, and one is in work.
    expect(done(fault('crash', 'reader', 1500.5, 10))).toEqual([100, 50]);
  });
});

/** Streams that lead to each replica of the reader. */
function shares(run: EngineRun, ms: number): number[] {
  run.advance(ms, Infinity);
  const { wires } = (run as unknown as { core: { wires: { serverStreams: Int32Array } } }).core;
  return Array.from(wires.serverStreams);
}

describe('loss', () => {
  it('[STR3] breaks all streams of a replica that dies, and no others', () => {
    const run = createRun(build(
      ...feed(100, { clients: 200, spread: 'all', latencyMs: 1 }, { feed: { replicas: 2 } }), fault('crash', 'feed', 5000, 20_000, { replica: 1 }),
    ));
    expect(shares(run, 4999)).toEqual([100, 100]);
    expect(at(run, 5000, 'feed-app')).toMatchObject({ connected: 100, disconnects: 100 });
    // gRPC's first try comes at once and finds the other replica: two round trips of 2 ms.
    expect(shares(run, 5004)).toEqual([0, 200]);
    expect(shares(run, 40_000)).toEqual([0, 200]);
  });

  it('[STR3] brings clients back with jittered back-off', () => {
    const run = createRun(build(...feed(100, { clients: 200, spread: 'all', latencyMs: 1 }), fault('crash', 'feed', 5000, 3000)));
    expect(at(run, 5000, 'feed-app')).toMatchObject({ connected: 0, disconnects: 200 });
    // All try at once and are refused after a round trip; the next tries come 1 s later, a fifth more or less.
    expect(at(run, 5801, 'feed-app').connects).toBe(200);
    const tries = [5900, 6000, 6100, 6202].map((ms) => at(run, ms, 'feed-app').connects - 200);
    for (const [i, expected] of [50, 100, 150, 200].entries()) expect(Math.abs(tries[i] - expected)).toBeLessThan(4 * 7);
    expect(tries[3]).toBe(200);
    // Third ones 1.6 s after the second, fourth ones 2.56 s after the third: both a fifth more or less.
    expect(at(run, 6202 + 2 + 1600 * 1.2, 'feed-app').connects).toBe(600);
    expect(at(run, 6202 + 4 + 4160 * 1.2 + 4, 'feed-app').connected).toBe(200);
  });

  it('[STR3] leaves it to the application what is missing, done twice, or neither', () => {
    const after = (resume: string) => {
      const run = createRun(build(
        ...upload(100, { serviceMs: 20, replicas: 2, servers: 1 }, { resume, checkpointEvery: 10, sendBufferBytes: 1_000_000 }),
        fault('crash', 'reader', 1000.5, 60_000, { replica: 1 }), { schedule: [{ id: 'end', type: 'load', factor: 0, atMs: 2000.5 }] },
      ));
      const { acknowledged, skipped, duplicates, redelivered } = at(run, 100_000);
      expect(acknowledged + skipped).toBe(200);
      return { skipped, duplicates, redelivered, done: sourceOf(reportAt(run, 100_000), 'writer').measures.done };
    };
    // At 1000.5 ms 49 messages are done, one is in work, and 50 are unread.
    expect(after('lose')).toEqual({ skipped: 51, duplicates: 0, redelivered: 0, done: 149 });
    expect(after('resume')).toEqual({ skipped: 0, duplicates: 0, redelivered: 1, done: 200 });
    expect(after('repeat')).toEqual({ skipped: 0, duplicates: 9, redelivered: 10, done: 200 });
  });

  it('[STR30] lets a client work on what it has received when its server dies', () => {
    const run = createRun(build(...feed(50, {}, { app: { serviceMs: 50 } }), fault('crash', 'feed', 1000.5), dial(0, 1000.2)));
    expect(at(run, 1000.1, 'feed-app')).toMatchObject({ acknowledged: 19, lag: 31 });
    expect(at(run, 5999, 'feed-app')).toMatchObject({ acknowledged: 50, skipped: 0, lag: 0 });
  });

  it('[STR31] fails a send at once while the client that sends is not connected', () => {
    const run = createRun(build(...upload(100, { serviceMs: 1 }), fault('crash', 'reader', 1005, 5000)));
    expect(at(run, 3000)).toMatchObject({ failed: 200, acknowledged: 100, skipped: 0 });
    expect(sourceOf(reportAt(run, 3000), 'writer').measures.failed).toBe(200);
  });

  it('[STR32] holds what is under way over a cut connection, and finds out by pings alone', () => {
    const cut = (pingMs: number | 'unbounded', lasting: number) =>
      createRun(build(...upload(10, { serviceMs: 1 }, { latencyMs: 5, pingMs }), fault('cut', 'writer-reader', 1002, lasting)));
    const patient = cut('unbounded', 60_000);
    expect(at(patient, 61_000)).toMatchObject({ disconnects: 0, skipped: 0 });
    expect(at(patient, 70_000)).toMatchObject({ disconnects: 0, skipped: 0, acknowledged: 699 });
    const pinging = cut(5000, 60_000);
    // The last that passed came at 905 ms; 5 s later a ping goes out, and 20 s later the wire is given up.
    expect(at(pinging, 25_904).disconnects).toBe(0);
    expect(at(pinging, 26_006).disconnects).toBe(1);
  });
});
