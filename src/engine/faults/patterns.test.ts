import { describe, expect, it } from 'vitest';
import type { BrownoutDocument, FaultEntry } from '../../model/document.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, call, consume, channel, database, poisson, publish, service, steady, type Part } from '../testing/build.ts';
import { componentOf, connectionOf, reportAt } from '../testing/read.ts';

function scheduled(entry: Partial<FaultEntry> & Pick<FaultEntry, 'fault' | 'target'>): Part {
  return { schedule: [{ id: 'f', type: 'fault', atMs: 1000, ...entry }] };
}

const line = [steady('c', 10), service('s'), call('c', 's')];

describe('faults', () => {
  it('[FA20] lets a frozen component stand still: work in progress waits, nothing is lost, nobody is told', () => {
    // A request every 100 ms takes 10 ms; the one of 1,000 ms is in service when the freeze begins at 1,005 ms.
    const frozen = scheduled({ fault: 'freeze', target: 's', atMs: 1005, durationMs: 500 });
    const report = simulate(build(...line, frozen, { settings: { horizonMs: 3050 } }));
    const { completed, lost, failedHere, rejected } = componentOf(report, 's').measures;
    expect([completed, lost, failedHere, rejected]).toEqual([30, 0, 0, 0]);
    expect(componentOf(report, 's').sojournMs.max).toBeCloseTo(510, 6);
    // During the freeze five more came; they are served one after another from 1,510 ms on.
    const during = reportAt(createRun(build(...line, frozen)), 1500);
    expect(componentOf(during, 's').measures).toMatchObject({ working: 1, queued: 5, completed: 9 });
  });

  it('[FA20] stretches what is left of a frozen service when a slow-down begins in between', () => {
    const both: Part = {
      schedule: [
        { id: 'f', type: 'fault', fault: 'freeze', target: 's', atMs: 1005, durationMs: 500 },
        { id: 'g', type: 'fault', fault: 'slowdown', target: 's', atMs: 1100, params: { factor: 4 } },
      ],
    };
    const report = reportAt(createRun(build(steady('c', 1), service('s'), call('c', 's'), both, { settings: { horizonMs: 1900 } })), 1900);
    // 5 ms done, 5 ms left, four times that after the thaw at 1,505 ms.
    expect(componentOf(report, 's').sojournMs.max).toBeCloseTo(525, 6);
  });

  it('[FA22] comes and goes to the end of a long run, and refuses a pattern that no run can carry', () => {
    const pattern = { mtbfMs: 3000, mttrMs: 1000 };
    const parts = [steady('c', 1), service('s', { serviceMs: 0 }), call('c', 's', { latencyMs: 0 }), scheduled({ fault: 'crash', target: 's', atMs: 0, pattern })];
    const { offered, rejected } = componentOf(simulate(build(...parts, { settings: { horizonMs: 2e7 } })), 's').measures;
    // 5,000 failures: the share of time down has a standard error of 0.3 %.
    expect(rejected / offered).toBeGreaterThan(0.235);
    expect(rejected / offered).toBeLessThan(0.265);
    expect(() => createRun(build(...parts, { settings: { horizonMs: 1e9 } }))).toThrow(/come and go more than 200,000 times/);
  });

  it('[FA21] grows to its strength within the ramp', () => {
    const ramp = scheduled({ fault: 'errors', target: 's', atMs: 0, durationMs: 100_000, rampMs: 100_000, params: { ratio: 1 } });
    const report = simulate(build(poisson('c', 200), service('s', { servers: 100 }), call('c', 's'), ramp, { settings: { horizonMs: 100_000 } }));
    const { failed, offered } = componentOf(report, 's').counts;
    // From 5 % to 100 % in twenty steps: 52.5 % on average.
    expect(Math.abs(failed / offered - 0.525)).toBeLessThan(0.02);
  });

  it('[FA22] fails and is repaired by chance: its availability is mtbf / (mtbf + mttr)', () => {
    const pattern = scheduled({ fault: 'crash', target: 's', atMs: 0, pattern: { mtbfMs: 900, mttrMs: 100 } });
    const document = build(steady('c', 100), service('s', { serviceMs: 0.01 }), call('c', 's'), pattern, { settings: { horizonMs: 600_000 } });
    const report = simulate(document);
    const { rejected, offered } = componentOf(report, 's').counts;
    // Some 600 failures: the share of time down is known to about 0.6 %.
    expect(Math.abs(rejected / offered - 0.1)).toBeLessThan(0.018);
    const starts = report.incidents.filter(({ kind }) => kind === 'faultStarted');
    expect(Math.abs(starts.length - 600)).toBeLessThan(90);
    expect(simulate(document).traceHash).toBe(report.traceHash);
  });

  it('[FA23] comes once its condition holds, and ends after its duration', () => {
    const when = { target: 's', measure: 'queued', above: 20 };
    const fault = scheduled({ fault: 'capacityLoss', target: 'b', atMs: 0, durationMs: 2000, when, params: { share: 1 } });
    // Load of 200/s for one worker that serves 100/s: 21 wait after 0.21 s, seen at 0.3 s.
    const document = build(steady('c', 200), service('s'), service('b'), call('c', 's'), fault, { settings: { horizonMs: 5000 } });
    const report = simulate(document);
    expect(report.incidents.filter(({ subject }) => subject === 'f').map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['faultStarted', 300],
      ['faultEnded', 2300],
    ]);
  });

  it('[FA23] never comes when its condition never holds', () => {
    const fault = scheduled({ fault: 'crash', target: 's', atMs: 0, when: { target: 's', measure: 'queued', above: 1000 } });
    expect(simulate(build(...line, fault)).incidents).toEqual([]);
  });

  it('[FA24] hits every member of a zone, and a cut every connection over its border', () => {
    const system = (fault: Part): BrownoutDocument =>
      build(steady('c', 10), service('a'), service('b'), database('d'), service('w'), channel('q'), call('c', 'a'), publish('a', 'q'), call('a', 'b'), call('b', 'd'), consume('q', 'w'), fault);
    const zone: Part = { zones: [{ id: 'z', name: 'Zone', members: ['b', 'd', 'q-broker'] }] };
    const down = reportAt(createRun(system({ ...zone, ...scheduled({ fault: 'crash', target: 'z' }) })), 2000);
    expect(['b', 'd', 'w', 'a'].map((id) => componentOf(down, id).measures.replicasUp)).toEqual([0, 0, 1, 1]);
    const cut = simulate(system({ ...zone, ...scheduled({ fault: 'cut', target: 'z' }) }));
    expect(connectionOf(cut, 'a-b').measures.vanished).toBeGreaterThan(0);
    expect(connectionOf(cut, 'b-d').measures.vanished).toBe(0);
    expect(connectionOf(cut, 'a-q').measures.vanished).toBeGreaterThan(0);
    expect(connectionOf(cut, 'c-a').measures.vanished).toBe(0);
  });

  it('[FA25] is the same run however it is cut and restored, whatever kind of fault', () => {
    const document = build(poisson('c', 100), service('s', { servers: 3 }), call('c', 's', { timeoutMs: 200 }), {
      schedule: [
        { id: 'f', type: 'fault', fault: 'freeze', target: 's', atMs: 0, pattern: { mtbfMs: 500, mttrMs: 100 } },
        { id: 'g', type: 'fault', fault: 'slowdown', target: 's', atMs: 2000, durationMs: 3000, rampMs: 1000 },
        { id: 'h', type: 'fault', fault: 'crash', target: 's', atMs: 0, durationMs: 300, when: { target: 's', measure: 'queued', above: 15 } },
      ],
    });
    const whole = createRun(document);
    whole.advance(10_000, Infinity);
    const cut = createRun(document);
    for (let atMs = 0; atMs <= 10_000; atMs += 173) {
      cut.advance(atMs, Infinity);
      const fresh = cut.snapshot();
      cut.restore(fresh);
    }
    cut.advance(10_000, Infinity);
    expect(cut.traceHash).toBe(whole.traceHash);
    expect(cut.report()).toEqual(whole.report());
  });
});
