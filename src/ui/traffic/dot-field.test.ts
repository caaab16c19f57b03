import { describe, expect, it } from 'vitest';
import { OUTCOME, TAP_KIND } from '../../model/measures.ts';
import type { RunFrame } from '../../store/run-feed.ts';
import { DotField, type DotGround, type DotWay, MOST_DOTS, WATCHABLE_WALL_MS } from './dot-field.ts';
import { createEdgePath, setCubic } from './draw/edge-path.ts';
import { DOT_DUPLICATE, DOT_FAILURE, DOT_REJECTED, DOT_REPLY, DOT_REQUEST, DOT_TIMED_OUT } from './draw/picture.ts';

/** A straight way of 300 flow pixels to the right. */
function straightWay(kind: DotWay['kind'] = 'sync'): DotWay {
  const path = createEdgePath();
  setCubic(path, { x0: 0, y0: 0, x1: 100, y1: 0, x2: 200, y2: 0, x3: 300, y3: 0 });
  return { path, kind, hasStore: kind !== 'sync', rail: kind === 'sync' ? 3 : 0 };
}

const ground = (kind?: DotWay['kind']): DotGround => {
  const way = straightWay(kind);
  return { way: (connection) => (connection === 0 ? way : undefined), exit: () => ({ x: 7, y: 8 }) };
};

type Row = readonly [kind: number, startMs: number, endMs: number, place: number, request: number, outcome: number];

function frameWith(rows: readonly Row[], pace = 1): RunFrame {
  return { tap: Float64Array.from(rows.flat()), pace } as RunFrame;
}

const firstDot = (field: DotField) => [Math.round(field.dots.x[0]!), Math.round(field.dots.y[0]!), field.dots.style[0]];

describe('DotField', () => {
  it('puts a slow dot where simulated time says, on the rail of its direction', () => {
    const field = new DotField();
    const rows: Row[] = [[TAP_KIND.forward, 1000, 2000, 0, 5, OUTCOME.ok]];
    field.add(frameWith(rows), ground(), 1000);
    field.advance(1500, 16, ground());
    expect(firstDot(field)).toEqual([150, 3, DOT_REQUEST]);
    field.advance(1500, 5000, ground());
    expect(firstDot(field)).toEqual([150, 3, DOT_REQUEST]);
    field.advance(2000, 16, ground());
    expect(field.dots.count).toBe(0);
  });

  it('lets a reply come back, with the shape of its outcome', () => {
    for (const [outcome, style] of [
      [OUTCOME.ok, DOT_REPLY],
      [OUTCOME.failed, DOT_FAILURE],
      [OUTCOME.rejected, DOT_REJECTED],
    ] as const) {
      const field = new DotField();
      field.add(frameWith([[TAP_KIND.back, 0, 1000, 0, 5, outcome]]), ground(), 0);
      field.advance(250, 16, ground());
      expect(firstDot(field)).toEqual([225, -3, style]);
    }
  });

  it('runs a message to its store and from there to the consumer', () => {
    const field = new DotField();
    field.add(frameWith([[TAP_KIND.forward, 0, 1000, 0, 5, OUTCOME.ok]]), ground('queue'), 0);
    field.advance(999, 16, ground('queue'));
    expect(firstDot(field)[0]).toBe(150);
    field.clear();
    field.add(frameWith([[TAP_KIND.deliver, 0, 1000, 0, 5, OUTCOME.ok]]), ground('queue'), 0);
    field.advance(500, 16, ground('queue'));
    expect(firstDot(field)[0]).toBe(225);
  });

  it('lets a message rest in its tray for as long as it waits there, and no two in one place', () => {
    const field = new DotField();
    const queue = ground('queue');
    field.add(frameWith([[TAP_KIND.forward, 0, 1000, 0, 5, OUTCOME.ok], [TAP_KIND.forward, 0, 1100, 0, 6, OUTCOME.ok]]), queue, 0);
    field.advance(1050, 16, queue);
    expect(field.dots.count).toBe(2);
    field.advance(1500, 16, queue);
    const [first, second] = [field.dots.x[0]!, field.dots.x[1]!];
    expect([first, second].every((x) => Math.abs(x - 150) < 28)).toBe(true);
    expect(first).not.toBe(second);
    field.add(frameWith([[TAP_KIND.deliver, 2000, 3000, 0, 5, OUTCOME.ok]]), queue, 1500);
    field.advance(1900, 16, queue);
    expect(field.dots.count).toBe(2);
    field.advance(2500, 16, queue);
    expect([field.dots.x[0]!, field.dots.x[1]!].map(Math.round).toSorted((a, b) => a - b)).toEqual([Math.round(second), 225]);
    field.add(frameWith([[TAP_KIND.dead, 2600, 2600, 0, 6, OUTCOME.failed]]), queue, 2500);
    field.advance(3100, 16, queue);
    expect(field.dots.count).toBe(0);
  });

  it('lets a slowed message rest as long as it really waited, after it came', () => {
    const field = new DotField();
    const queue = ground('queue');
    field.add(frameWith([[TAP_KIND.forward, 0, 2, 0, 5, OUTCOME.ok]]), queue, 0);
    field.advance(2, 500, queue);
    expect(field.dots.count).toBe(1);
    field.add(frameWith([[TAP_KIND.deliver, 202, 204, 0, 5, OUTCOME.ok]]), queue, 190);
    // It came after 417 ms, and rests for 200.
    field.advance(204, 100, queue);
    expect(Math.abs(field.dots.x[0]! - 150)).toBeLessThan(28);
    field.advance(204, 200, queue);
    expect(field.dots.count).toBe(1);
    expect(field.dots.x[0]).toBeGreaterThan(180);
  });

  it('keeps few of a long backlog in sight, and forgets what it is not told of any more', () => {
    const field = new DotField();
    const queue = ground('queue');
    const rows = Array.from({ length: 50 }, (_, i): Row => [TAP_KIND.forward, 0, 1000, 0, i + 1, OUTCOME.ok]);
    field.add(frameWith(rows), queue, 0);
    field.advance(1500, 16, queue);
    expect(field.dots.count).toBe(8);
    field.advance(90_000, 16, queue);
    expect(field.dots.count).toBe(0);
  });

  it('shows what is too quick as flow: at a visible speed of wall time, standing still with the run', () => {
    const field = new DotField();
    const quick = WATCHABLE_WALL_MS - 1;
    field.add(frameWith([[TAP_KIND.forward, 0, quick, 0, 5, OUTCOME.ok]]), ground(), 0);
    expect(field.isFlowAt(1)).toBe(true);
    field.advance(1e6, 100, ground());
    const [before] = firstDot(field);
    field.advance(2e6, 0, ground());
    expect([field.dots.count, firstDot(field)[0]]).toEqual([1, before]);
    field.advance(2e6, 2000, ground());
    expect(field.dots.count).toBe(0);
  });

  it('lets the slowed dots of one request follow each other, and one of them can be picked', () => {
    const field = new DotField();
    const rows: Row[] = [
      [TAP_KIND.forward, 0, 1, 0, 5, OUTCOME.ok],
      [TAP_KIND.back, 3, 4, 0, 5, OUTCOME.ok],
    ];
    field.add(frameWith(rows), ground(), 0);
    field.advance(10, 400, ground());
    expect([field.dots.count, field.dots.style[0]]).toEqual([1, DOT_REQUEST]);
    field.advance(10, 700, ground());
    expect([field.dots.count, field.dots.style[0]]).toEqual([1, DOT_REPLY]);
    expect(field.find(field.dots.x[0]!, field.dots.y[0]!, 3)?.request).toBe(5);
  });

  it('shows a message that was not confirmed on its way back, then going out again, and then given up', () => {
    const queue = { ...ground('queue'), isRedelivering: () => true };
    const field = new DotField();
    field.add(frameWith([[TAP_KIND.deliver, 0, 1, 0, 5, OUTCOME.ok]]), queue, 0);
    field.advance(1, 2000, queue);
    field.add(frameWith([[TAP_KIND.deliver, 50, 51, 0, 5, OUTCOME.ok]]), queue, 50);
    field.advance(51, 200, queue);
    expect([field.dots.count, field.dots.style[0]]).toEqual([1, DOT_FAILURE]);
    const [backX] = firstDot(field);
    field.advance(51, 100, queue);
    expect(firstDot(field)[0]).toBeLessThan(Number(backX));
    expect(firstDot(field)[0]).toBeGreaterThanOrEqual(150);
    field.advance(51, 200, queue);
    expect([field.dots.count, field.dots.style[0]]).toEqual([1, DOT_DUPLICATE]);

    field.advance(51, 2000, queue);
    field.add(frameWith([[TAP_KIND.dead, 90, 90, 0, 5, OUTCOME.failed]]), queue, 90);
    field.advance(90, 100, queue);
    expect([field.dots.count, field.dots.style[0], field.leaving.count]).toEqual([1, DOT_FAILURE, 0]);
    field.advance(90, 400, queue);
    expect([field.dots.count, field.leaving.count]).toEqual([0, 1]);
  });

  it('lets what ended leave where it ended', () => {
    const field = new DotField();
    field.add(
      frameWith([
        [TAP_KIND.timeout, 0, 0, 0, 5, OUTCOME.timedOut],
        [TAP_KIND.leave, 0, 0, 0, 6, OUTCOME.rejected],
      ]),
      ground(),
      0,
    );
    field.advance(0, 16, ground());
    const { leaving } = field;
    const left = Array.from({ length: leaving.count }, (_, i) => [Math.round(leaving.x[i]!), leaving.style[i]]);
    expect(left).toEqual([
      [14, DOT_TIMED_OUT],
      [16, DOT_REJECTED],
    ]);
    field.advance(0, 5000, ground());
    expect(leaving.count).toBe(0);
  });

  it('calls the same ways flow or watched as soon as the pace changes, before anything else goes them', () => {
    const field = new DotField();
    field.add(frameWith([[TAP_KIND.forward, 0, 2, 0, 5, OUTCOME.ok]]), ground(), 0);
    expect([1, 0.1, 0.001].map((pace) => field.isFlowAt(pace))).toEqual([true, true, false]);
  });

  it('lets a crowd of timeouts leave one after another and side by side, as far as that can be seen', () => {
    const field = new DotField();
    const crowd = Array.from({ length: 50 }, (_, i): Row => [TAP_KIND.timeout, 0, 0, 0, i, OUTCOME.timedOut]);
    field.add(frameWith(crowd), ground(), 0);
    field.advance(0, 400, ground());
    const { leaving } = field;
    const places = Array.from({ length: leaving.count }, (_, i) => leaving.x[i]!);
    expect(leaving.count).toBe(5);
    expect(new Set(places).size).toBe(5);
    expect(new Set(leaving.progress.slice(0, 5)).size).toBe(5);
  });

  it('spreads the records of a stream over its lanes', () => {
    const field = new DotField();
    const way: DotWay = { ...straightWay('stream'), lanes: { count: 3, offset: (lane) => 10 * lane } };
    const lanes: DotGround = { way: () => way, exit: () => undefined };
    field.add(frameWith([0, 1, 2].map((request): Row => [TAP_KIND.forward, 0, 1000, 0, request, OUTCOME.ok])), lanes, 0);
    field.advance(500, 16, lanes);
    expect(Array.from(field.dots.y.subarray(0, 3))).toEqual([0, 10, 20]);
  });

  it('finds the dot near a place and tells its request', () => {
    const field = new DotField();
    field.add(frameWith([[TAP_KIND.forward, 0, 1000, 0, 2050, OUTCOME.ok]]), ground(), 0);
    field.advance(500, 16, ground());
    expect(field.find(155, 5, 10)?.request).toBe(2050);
    expect(field.find(200, 5, 10)).toBeUndefined();
  });

  it('tells what a picked request did before it was picked, and what it does then', () => {
    const field = new DotField();
    const quick: Row = [TAP_KIND.forward, 0, 1, 0, 7, OUTCOME.ok];
    field.add(frameWith([quick, [TAP_KIND.forward, 0, 1, 0, 8, OUTCOME.ok]]), ground(), 0);
    field.advance(5000, 5000, ground());
    field.pick(7);
    field.add(frameWith([[TAP_KIND.back, 1500, 2500, 0, 7, OUTCOME.ok]]), ground(), 1000);
    expect(field.pickedHistory.map((moment) => moment.kind)).toEqual([TAP_KIND.forward, TAP_KIND.back]);
    field.pick(undefined);
    expect(field.pickedHistory).toEqual([]);
  });

  it('never shows more than it may', () => {
    const field = new DotField();
    const rows = Array.from({ length: MOST_DOTS + 100 }, (_, i): Row => [TAP_KIND.forward, 0, 1000, 0, i, OUTCOME.ok]);
    field.add(frameWith(rows), ground(), 0);
    field.advance(500, 16, ground());
    expect(field.dots.count).toBe(MOST_DOTS);
  });

  it('forgets later moments after a step back', () => {
    const field = new DotField();
    field.add(frameWith([[TAP_KIND.forward, 5000, 9000, 0, 1, OUTCOME.ok], [TAP_KIND.forward, 500, 9000, 0, 2, OUTCOME.ok]]), ground(), 0);
    field.dropAfter(1000);
    field.advance(1000, 16, ground());
    expect([field.dots.count, field.requests[0]]).toEqual([1, 2]);
  });
});
