import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { simulate } from '../simulate.ts';
import {
  asks, build, burst, call, calls, channel, consume, type Part, poisson, publish, service, set, settings, steady,
} from '../testing/build.ts';
import { createRun } from '../run.ts';
import { componentOf, reportAt, sourceOf } from '../testing/read.ts';

/** Requests of single users at given moments, each of a class of the priority given. */
function ranked(requests: readonly (readonly [atMs: number, priority: number])[]): { readonly part: Part; readonly ids: readonly string[] } {
  const asked = asks('user', requests.map(([atMs]) => atMs));
  const ranks = [...new Set(requests.map(([, priority]) => priority))];
  const name = (priority: number): string => `rank${priority < 0 ? 'Minus' : ''}${Math.abs(priority)}`;
  return {
    ids: asked.ids,
    part: {
      ...asked.part,
      components: asked.part.components!.map((item, i) => ({ ...item, mix: [{ class: name(requests[i][1]), weight: 1 }] })),
      classes: ranks.map((priority) => ({ id: name(priority), name: name(priority), priority })),
    },
  };
}

/** How long each request took, over one worker of 10 ms. */
function times(requests: readonly (readonly [number, number])[], params: ParameterValues, ...more: readonly Part[]): (number | null)[] {
  const asked = ranked(requests);
  const report = simulate(build(asked.part, service('api', params), calls(asked.ids, 'api'), ...more));
  return asked.ids.map((id) => sourceOf(report, id).answeredMs.mean);
}

const PLAIN = [[1, 0], [2, 0], [3, 0], [4, 0]] as const;

describe('the order of a line', () => {
  it('[RES120] last in, first out: the newest begins when a worker is free', () => {
    // The first is in work until 11; then 4, 3 and 2.
    expect(times(PLAIN, { queueOrder: 'lifo' })).toEqual([10, 39, 28, 17]);
  });

  it('[RES121] adaptive LIFO takes the oldest while at most 80 % of the places are taken, and the newest above', () => {
    // Five places. Four wait: 80 %, so the oldest first.
    const four = [[1, 0], [2, 0], [3, 0], [4, 0], [5, 0]] as const;
    expect(times(four, { queueOrder: 'adaptiveLifo', queueCapacity: 5 })).toEqual([10, 19, 28, 37, 46]);
    // Five wait: the newest is taken, and then four are left, the oldest first again.
    const five = [...four, [6, 0]] as const;
    expect(times(five, { queueOrder: 'adaptiveLifo', queueCapacity: 5 })).toEqual([10, 29, 38, 47, 56, 15]);
  });

  it('[RES122] priority: the highest class first, among equals the oldest; who is in work is not disturbed', () => {
    const requests = [[1, 0], [2, 0], [3, 1], [4, 0], [5, 1], [6, -1], [7, 2]] as const;
    // In work until 11, then 7 (rank 2), 3, 5 (rank 1), 2, 4 (rank 0), 6 (rank -1).
    expect(times(requests, { queueOrder: 'priority' })).toEqual([10, 49, 28, 57, 36, 65, 14]);
  });

  it('[RES123] given requests without classes, priority is first come, first served', () => {
    const asked = asks('user', [1, 2, 3]);
    const report = simulate(build(asked.part, service('api', { queueOrder: 'priority' }), calls(asked.ids, 'api')));
    expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([10, 19, 28]);
  });

  it('[RES124] preemption: a higher class interrupts the lowest in work, which goes on later where it stood', () => {
    // 0 works 1-3, 1 works 3-13, 0 goes on for its 8 ms left.
    expect(times([[1, 0], [3, 1]], { queueOrder: 'preemptive' })).toEqual([20, 10]);
    const report = simulate(build(ranked([[1, 0], [3, 1]]).part, service('api', { queueOrder: 'preemptive' }), calls(['user-1', 'user-2'], 'api')));
    const { measures, waitMs, serviceMs } = componentOf(report, 'api');
    expect(measures).toMatchObject({ preemptions: 1, completed: 2, workingArea: expect.closeTo(20, 9) });
    // The time in line after the interruption counts as waiting.
    expect(measures.queuedArea).toBeCloseTo(10, 9);
    expect([waitMs.max, serviceMs.max]).toEqual([expect.closeTo(10, 9), expect.closeTo(10, 9)]);
  });

  it('[RES125] equals are not interrupted, and interrupted work goes before the others of its class', () => {
    // 0 works 1-3; 1 until 13; then the interrupted one, before the one that has waited since 2.
    expect(times([[1, 0], [2, 0], [3, 1]], { queueOrder: 'preemptive' })).toEqual([20, 29, 10]);
    expect(times([[1, 1], [2, 1]], { queueOrder: 'preemptive' })).toEqual([10, 19]);
  });

  it('[RES126] given several workers, the lowest class is interrupted, of equals the one that began last', () => {
    // Both begin at 1 and 2; at 3 the second gives way.
    expect(times([[1, 0], [2, 0], [3, 1]], { queueOrder: 'preemptive', servers: 2 })).toEqual([10, 18, 10]);
    // The lower class gives way though it began first.
    expect(times([[1, -1], [2, 0], [3, 1]], { queueOrder: 'preemptive', servers: 2 })).toEqual([19, 10, 10]);
  });

  it('[RES127] a worker kept by a call is not taken', () => {
    const asked = ranked([[1, 0], [3, 1]]);
    const behind = service('behind', { serviceMs: 20 });
    const front = service('front', { queueOrder: 'preemptive', serviceMs: 1 });
    const report = simulate(build(asked.part, front, behind, calls(asked.ids, 'front'), call('front', 'behind')));
    // The first calls from 2 to 22 and keeps its worker; the second begins at 22.
    expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([21, 40]);
  });

  it('[RES128] messages stand in the same line', () => {
    const asked = asks('user', [1, 2, 3]);
    const queue = channel('queue');
    const sends = asked.ids.map((id) => publish(id, 'queue'));
    const report = simulate(build(asked.part, queue, service('worker', { queueOrder: 'lifo' }), ...sends, consume('queue', 'worker', { prefetch: 5 })));
    expect(asked.ids.map((id) => sourceOf(report, id).doneMs.mean)).toEqual([10, 29, 18]);
  });

  it('[RES160] the order can be changed during the run: those who wait are lined up anew', () => {
    expect(times(PLAIN, { queueOrder: 'fifo' }, set('api', 'queueOrder', 'lifo', 5))).toEqual([10, 39, 28, 17]);
    expect(times(PLAIN, { queueOrder: 'lifo' }, set('api', 'queueOrder', 'fifo', 5))).toEqual([10, 19, 28, 37]);
    const requests = [[1, 0], [2, 0], [3, 1]] as const;
    // What is in work then is not interrupted by the change itself.
    expect(times(requests, { queueOrder: 'fifo' }, set('api', 'queueOrder', 'priority', 5))).toEqual([10, 29, 18]);
  });

  it('[RES160] from and to processor sharing, services keep what is left of them', () => {
    // Two share from 1 and 2: at 6 the first has had 1 + 2 = 3 ms, the second 2; then both go on at full speed.
    const apart = times([[1, 0], [2, 0]], { queueOrder: 'shared' }, set('api', 'queueOrder', 'fifo', 6));
    expect(apart).toEqual([expect.closeTo(12, 9), expect.closeTo(12, 9)]);
    // The first alone until 6 has 5 left; then both share: 5 each within 10, and 5 alone.
    const together = times([[1, 0], [2, 0]], { queueOrder: 'fifo' }, set('api', 'queueOrder', 'shared', 6));
    expect(together).toEqual([expect.closeTo(15, 9), expect.closeTo(19, 9)]);
  });

  it('[RES161] a change to preemption makes the services in progress interruptible, and back', () => {
    const asked = ranked([[1, 0], [6, 1]]);
    const document = build(asked.part, service('api'), calls(asked.ids, 'api'), set('api', 'queueOrder', 'preemptive', 3), set('api', 'queueOrder', 'fifo', 8));
    const report = simulate(document);
    // Interrupted at 6 with 5 ms left; the other works until 16, then the first for its 5 ms.
    expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([expect.closeTo(20, 9), expect.closeTo(10, 9)]);
  });
});

describe('processor sharing', () => {
  it('[RES130] up to one request for each worker goes at full speed; more share the workers evenly', () => {
    // One worker: both run from 2 on at half speed. First: 1 + 9 * 2 = until 20; the second has 1 ms left.
    expect(times([[1, 0], [2, 0]], { queueOrder: 'shared' })).toEqual([expect.closeTo(19, 9), expect.closeTo(19, 9)]);
    // Two workers, three requests at once: two thirds of full speed.
    expect(times([[1, 0], [1, 0], [1, 0]], { queueOrder: 'shared', servers: 2 })).toEqual([15, 15, 15].map((ms) => expect.closeTo(ms, 9)));
  });

  it('[RES131] nobody waits, and the workers are busy for exactly the work', () => {
    const report = simulate(build(burst('users', 5, 1), service('api', { queueOrder: 'shared', servers: 2 }), call('users', 'api')));
    const { measures, waitMs, sojournMs, serviceMs } = componentOf(report, 'api');
    expect(measures).toMatchObject({ queuedArea: 0, completed: 5, workingArea: expect.closeTo(50, 9), busyArea: expect.closeTo(50, 9) });
    expect([waitMs.max, serviceMs.max, sojournMs.max]).toEqual([0, expect.closeTo(10, 9), expect.closeTo(25, 9)]);
  });

  it('[RES132] the queue limit counts requests beyond one for each worker', () => {
    const api = service('api', { queueOrder: 'shared', servers: 2, queueCapacity: 3 });
    const report = simulate(build(burst('users', 9, 1), api, call('users', 'api')));
    expect(componentOf(report, 'api').measures).toMatchObject({ completed: 5, rejected: 4 });
  });

  it('[RES133] a request that waits for a reply has no share', () => {
    const asked = asks('user', [1, 3]);
    const front = service('front', { queueOrder: 'shared', serviceMs: 2 });
    const behind = service('behind', { servers: 9, serviceMs: 50 });
    const report = simulate(build(asked.part, front, behind, calls(asked.ids, 'front'), call('front', 'behind', { hold: 'hold' })));
    expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([52, 52]);
  });

  it('[RES134] slow-downs, freezes and lost workers stretch what is left', () => {
    const shared = { queueOrder: 'shared' } as const;
    const slow: Part = { schedule: [{ id: 'slow', type: 'fault', fault: 'slowdown', target: 'api', atMs: 6, durationMs: 10, params: { factor: 2 } }] };
    // Alone: 5 ms until 6, 5 of the other 5 within 10 at half speed.
    expect(times([[1, 0]], shared, slow)).toEqual([expect.closeTo(15, 9)]);
    const frozen: Part = { schedule: [{ id: 'ice', type: 'fault', fault: 'freeze', target: 'api', atMs: 6, durationMs: 100 }] };
    expect(times([[1, 0]], shared, frozen)).toEqual([expect.closeTo(110, 9)]);
    const fewer: Part = { schedule: [{ id: 'less', type: 'fault', fault: 'capacityLoss', target: 'api', atMs: 6, params: { share: 0.5 } }] };
    // Two workers for two requests until 6; one worker afterwards: 5 ms each at half speed.
    expect(times([[1, 0], [1, 0]], { ...shared, servers: 2 }, fewer)).toEqual([expect.closeTo(15, 9), expect.closeTo(15, 9)]);
  });
});

describe('back-pressure', () => {
  it('[RES145] given a full line, callers wait outside and come in, in order, when there is a place', () => {
    const api = service('api', { queueCapacity: 1, whenFull: 'block' });
    const run = createRun(build(burst('users', 5, 1), api, call('users', 'api')));
    expect(componentOf(reportAt(run, 1), 'api').measures).toMatchObject({ working: 1, queued: 4, blocked: 3, rejected: 0 });
    expect(componentOf(reportAt(run, 11), 'api').measures).toMatchObject({ working: 1, queued: 3, blocked: 2 });
    expect(componentOf(reportAt(run, 1000), 'api').measures).toMatchObject({ completed: 5, blocked: 0, queuedArea: expect.closeTo(100, 9) });
  });

  it('[RES146] who gave up outside costs no work, unlike who gave up in line', () => {
    const started = (params: ParameterValues): number => {
      const asked = asks('user', [1, 1, 1, 1, 1, 1]);
      const report = simulate(build(asked.part, service('api', params), calls(asked.ids, 'api', { timeoutMs: 15 })));
      const { measures } = componentOf(report, 'api');
      expect(measures.completed + measures.rejected).toBe(6);
      return measures.started;
    };
    expect(started({})).toBe(6);
    expect(started({ queueCapacity: 1 })).toBe(2);
    // The third came in at 11 and was given up in line at 16; the others were given up outside.
    expect(started({ queueCapacity: 1, whenFull: 'block' })).toBe(3);
  });

  it('[RES147] the wait outside holds the caller, and the load moves up to where it comes from', () => {
    const front = service('front', { servers: 4, queueCapacity: 10, serviceMs: 0 });
    const behind = service('behind', { servers: 1, queueCapacity: 2, serviceMs: 100, whenFull: 'block' });
    const run = createRun(build(steady('users', 100), front, behind, call('users', 'front'), call('front', 'behind')));
    const report = reportAt(run, 1000);
    // One in work, two in line, one outside: all four workers of the front are held, and the front rejects.
    expect(componentOf(report, 'behind').measures).toMatchObject({ working: 1, queued: 3, blocked: 1, rejected: 0 });
    expect(componentOf(report, 'front').measures.held).toBe(4);
    expect(componentOf(report, 'front').measures.rejected).toBeGreaterThan(50);
  });
});

describe('the mean is not the order\'s', () => {
  it('[RES129] first in and last in have the same mean, and last in the wider spread', () => {
    const waits = ['fifo', 'lifo'].map((queueOrder) => {
      const api = service('api', { queueOrder, serviceDistribution: 'exponential' });
      return componentOf(simulate(build(poisson('users', 70), api, call('users', 'api'), settings({ horizonMs: 700_000, warmUpMs: 10_000 }))), 'api').waitMs;
    });
    // M/M/1 at 70 %: the mean wait is 23.3 ms; about 50,000 samples of a strongly correlated wait.
    for (const { mean } of waits) expect(Math.abs(mean! - 23.3)).toBeLessThan(2.4);
    expect(waits[1].p99!).toBeGreaterThan(waits[0].p99! * 1.5);
    expect(waits[1].p50!).toBeLessThan(waits[0].p50!);
  });
});
