import { describe, expect, it, vi } from 'vitest';
import type { Theme, ThemeFont } from '../../widgets/theme.ts';
import { createCascadeMark, drawCascadeEdge, drawCascadeMark, drawCascadeNode, placeCascadeMark } from './cascade.ts';
import { drawComponent, drawWaiting } from './component.ts';
import { takeBox, takeName } from './far-component.ts';
import { takeFaultBadge } from './fault-badge.ts';
import { drawDots, drawLeaving } from './dots.ts';
import { createEdgePath, setCubic } from './edge-path.ts';
import { drawFlowCounter, takeFlowCounter } from './edge-words.ts';
import {
  createComponentPicture,
  createDotColumns,
  createLeavingColumns,
  createQueueEdgePicture,
  createStreamEdgePicture,
  createSyncEdgePicture,
  DOT_STYLE_COUNT,
  type BoxKind,
  type DrawView,
  type HealthState,
} from './picture.ts';
import { drawQueueEdge, drawQueueWords } from './queue-edge.ts';
import { drawPlainQueue } from './plain-edge.ts';
import { drawPlainStream, drawStreamEdge } from './stream-edge.ts';
import { drawSyncEdge } from './sync-edge.ts';
import { createView, scaledTheme } from './view.ts';

const KINDS: readonly BoxKind[] = [
  'client',
  'service',
  'loadBalancer',
  'cache',
  'database',
  'channelQueue',
  'channelLog',
  'broker',
];
const STATES: readonly HealthState[] = ['idle', 'ok', 'strained', 'failing', 'down'];
const AMOUNTS = [0, 1, 7, 24, 25, 1e6, Number.NaN, Infinity];
const ZOOMS = [0.1, 0.5, 1, 4];

/** A context that refuses numbers that are none, and remembers what was written and which settings were left behind. */
function strictContext() {
  const words: string[] = [];
  const settings: Record<string, unknown> = { globalAlpha: 1, lineCap: 'butt', font: '' };
  let calls = 0;
  const call =
    (name: string) =>
    (...values: unknown[]): unknown => {
      calls += 1;
      for (const value of values) {
        if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${name}(${values.join(', ')})`);
      }
      if (name === 'fillText') words.push(String(values[0]));
      return name === 'measureText' ? { width: String(values[0]).length * 6 } : undefined;
    };
  const ctx = new Proxy(settings, {
    get: (target, name: string) => (name in target ? target[name] : call(name)),
    set(target, name: string, value) {
      if (typeof value === 'number' && !(value >= 0 && value < Infinity)) throw new Error(`${name} = ${value}`);
      target[name] = value;
      return true;
    },
  }) as unknown as CanvasRenderingContext2D;
  return { ctx, words, settings, callCount: () => calls };
}

// Node has no paths of its own; what they contain is drawn by the browser alone.
vi.stubGlobal('Path2D', class {});

const font: ThemeFont = { css: '10px sans-serif', size: 10, figureWidth: 6, isTabular: false };
const fonts = { micro: font, small: font, strong: font, count: font, readout: font };
const theme = new Proxy({ fonts } as Record<string, unknown>, {
  get: (target, name: string) => target[name] ?? name,
}) as unknown as Theme;

const viewAt = (zoom: number): DrawView => createView(zoom, 1);
const box = { x: 100, y: 50, width: 200, height: 96 };

function pathTo(x3: number, y3: number) {
  const path = createEdgePath();
  setCubic(path, { x0: 0, y0: 0, x1: x3 / 2, y1: 0, x2: x3 / 2, y2: y3, x3, y3 });
  return path;
}
const paths = [pathTo(300, 40), pathTo(0, 300), pathTo(-200, 10), pathTo(8, 0), pathTo(0, 0)];

function expectTidy(settings: Record<string, unknown>): void {
  expect([settings.globalAlpha, settings.lineCap]).toEqual([1, 'butt']);
}

describe('drawing', () => {
  it('draws every component from any numbers, and leaves the context as it was', () => {
    const { ctx, settings, callCount } = strictContext();
    for (const kind of KINDS) {
      for (const state of STATES) {
        for (const amount of AMOUNTS) {
          for (const zoom of ZOOMS) {
            const picture = createComponentPicture(kind, 5);
            Object.assign(picture, { state, queued: amount, ratePerSec: amount, failedPerSec: amount });
            Object.assign(picture, { answeredPerSec: amount, utilization: amount, hitRatio: amount, replicas: 3 });
            Object.assign(picture, { workers: Number.isFinite(amount) ? amount : 0, queueCapacity: amount });
            picture.working = picture.workers / 2;
            drawWaiting(ctx, theme, viewAt(zoom), box, picture);
            drawComponent(ctx, theme, viewAt(zoom), box, picture);
          }
        }
      }
    }
    expectTidy(settings);
    expect(callCount()).toBeGreaterThan(1000);
  });

  it('draws every edge from any numbers along any way, a way without length included', () => {
    const { ctx, settings } = strictContext();
    for (const path of paths) {
      for (const state of STATES) {
        for (const amount of AMOUNTS) {
          for (const zoom of ZOOMS) {
            const flags = { state, isCut: amount === 7, isSelected: amount === 1, isHovered: amount === 0 };
            const sync = { ...createSyncEdgePicture('gRPC'), ...flags, inFlight: amount };
            drawSyncEdge(ctx, theme, viewAt(zoom), path, sync);
            const queue = { ...createQueueEdgePicture('orders'), ...flags, ready: amount, unacked: amount };
            Object.assign(queue, { capacity: amount, hasDeadLetters: true, deadLettered: amount });
            drawQueueEdge(ctx, theme, viewAt(zoom), path, queue);
            const stream = { ...createStreamEdgePicture('clicks', 9, 3), ...flags };
            stream.lags.fill(amount);
            drawStreamEdge(ctx, theme, viewAt(zoom), path, stream);
            drawPlainQueue(ctx, theme, viewAt(zoom), path, queue);
            drawPlainStream(ctx, theme, viewAt(zoom), path, stream);
          }
        }
      }
    }
    expectTidy(settings);
  });

  it('says with a word what it says with a colour', () => {
    const seen = STATES.map((state) => {
      const { ctx, words } = strictContext();
      drawComponent(ctx, theme, viewAt(1), box, { ...createComponentPicture('service'), state });
      return words.join(' ');
    });
    expect(seen).toMatchInlineSnapshot(`
      [
        "0 /s idle % 0",
        "0 /s steady % 0",
        "0 /s strained % 0",
        "0 /s failing % 0",
        "0 /s down % 0",
      ]
    `);
  });

  it('tells the kinds of edge apart by their lines alone, at every distance', () => {
    for (const zoom of [0.15, 0.3, 0.5, 1]) {
      const linesOf = (draw: (ctx: CanvasRenderingContext2D) => void): string => {
        let strokes = 0;
        let starts = 0;
        let isInPieces = false;
        const ctx = new Proxy(strictContext().ctx, {
          get: (target, key) => {
            if (key === 'moveTo') starts += 1;
            if (key === 'stroke') strokes += 1;
            if (key === 'setLineDash') return (pieces: readonly number[]) => (isInPieces ||= pieces.length > 0);
            return Reflect.get(target, key) as unknown;
          },
        });
        draw(ctx);
        return `${starts} ${strokes} ${isInPieces}`;
      };
      const lines = [
        linesOf((ctx) => drawSyncEdge(ctx, theme, viewAt(zoom), paths[0]!, createSyncEdgePicture(''))),
        linesOf((ctx) => drawPlainQueue(ctx, theme, viewAt(zoom), paths[0]!, createQueueEdgePicture(''))),
        linesOf((ctx) => drawPlainStream(ctx, theme, viewAt(zoom), paths[0]!, createSyncEdgePicture(''))),
      ];
      expect(new Set(lines).size).toBe(3);
    }
  });

  it('keeps the mark of a cascade and a name within the window', () => {
    const { ctx } = strictContext();
    const view = { ...viewAt(1), right: box.x + box.width + 4 };
    const mark = { ...createCascadeMark(), order: 1, time: '1 min 23.1 s' };
    placeCascadeMark(ctx, theme, view, { ...box, x: box.x + 120, width: 60 }, mark);
    expect(mark.left + mark.width).toBeLessThanOrEqual(view.right);
  });

  it('writes its kind on every edge that is near enough', () => {
    const { ctx, words } = strictContext();
    drawSyncEdge(ctx, theme, viewAt(1), paths[0], createSyncEdgePicture('gRPC'));
    drawQueueEdge(ctx, theme, viewAt(1), paths[0], createQueueEdgePicture('orders'));
    drawStreamEdge(ctx, theme, viewAt(1), paths[0], createStreamEdgePicture('clicks', 4));
    expect(words).toEqual(['sync', 'gRPC', 'queue', 'orders', 'stream', 'clicks']);
  });

  it('counts what piles up beyond what the eye can count', () => {
    const { ctx, words } = strictContext();
    const queue = { ...createQueueEdgePicture(''), ready: 48_200, hasDeadLetters: true, deadLettered: 12 };
    drawQueueEdge(ctx, theme, viewAt(0.7), paths[0], queue);
    const stream = createStreamEdgePicture('', 2);
    stream.lags.set([700, 600]);
    drawStreamEdge(ctx, theme, viewAt(0.7), paths[0], stream);
    expect(words).toEqual(['48k', '12', 'queue', '1.3k', 'lag', 'stream']);
  });

  it('shortens what it says of an edge where room is short, and the state goes last', () => {
    const said = [300, 130, 70, 40].map((length) => {
      const { ctx, words, callCount } = strictContext();
      const picture = { ...createSyncEdgePicture('TCP request/reply'), state: 'failing' as const };
      drawSyncEdge(ctx, theme, viewAt(1), pathTo(length, 0), picture);
      return `${words.join(' ')} ${callCount() > 0}`;
    });
    expect(said).toEqual(['sync TCP request/reply true', 'sync true', 'sync true', ' true']);
  });

  it('writes no words over words', () => {
    const { ctx, words } = strictContext();
    const view = viewAt(1);
    for (let i = 0; i < 12; i += 1) drawSyncEdge(ctx, theme, view, paths[0], createSyncEdgePicture('gRPC'));
    expect(words.filter((word) => word === 'sync').length).toBeLessThan(12);
    const { ctx: other, words: forced } = strictContext();
    drawSyncEdge(other, theme, view, paths[0], { ...createSyncEdgePicture('gRPC'), isHovered: true });
    expect(forced).toEqual(['sync', 'gRPC']);
  });

  it('keeps state, rate and name in sight from far away', () => {
    const said = [0.57, 0.42, 0.26, 0.2, 0.1].map((zoom) => {
      const { ctx, words } = strictContext();
      const picture = { ...createComponentPicture('service'), state: 'strained' as const, ratePerSec: 12 };
      const view = viewAt(zoom);
      drawComponent(ctx, scaledTheme(theme, view.textScale), view, box, picture, ['payment-history-and-reconciliation-service']);
      return words.join(' ');
    });
    expect(said).toMatchInlineSnapshot(`
      [
        "strained 12/s payment-history-and-reconciliation-service",
        "strained 12/s payment-history-and-reconciliation-service",
        "strained 12/s payment-history-and-reconciliation-service",
        "strained 12/s payment-history-and-reconciliation-service",
        "strained 12/s",
      ]
    `);
  });

  it('draws every dot of every style at every zoom', () => {
    const { ctx, settings, callCount } = strictContext();
    const dots = createDotColumns(1000);
    const leaving = createLeavingColumns(100);
    dots.count = 1000;
    leaving.count = 100;
    for (let i = 0; i < 1000; i += 1) dots.style[i] = i % DOT_STYLE_COUNT;
    for (let i = 0; i < 100; i += 1) {
      leaving.style[i] = i % DOT_STYLE_COUNT;
      leaving.progress[i] = i / 100;
    }
    for (const zoom of ZOOMS) {
      drawDots(ctx, theme, viewAt(zoom), dots);
      drawLeaving(ctx, theme, leaving, 5);
    }
    expectTidy(settings);
    expect(callCount()).toBeGreaterThan(4000);
  });

  it('tells where a cascade started and in which order it went', () => {
    const { ctx, words, settings } = strictContext();
    drawCascadeEdge(ctx, theme, viewAt(1), paths[0]);
    drawCascadeNode(ctx, theme, box);
    const view = viewAt(1);
    for (const [order, time] of [[1, '8.1 s'], [2, '8.6 s']] as const) {
      const mark = { ...createCascadeMark(), order, time };
      placeCascadeMark(ctx, theme, view, box, mark);
      drawCascadeMark(ctx, theme, view, mark);
    }
    drawFlowCounter(ctx, theme, 128, 0, 0);
    expectTidy(settings);
    expect(words.map((word) => word.replaceAll('\u00a0', ' '))).toMatchInlineSnapshot(`
      [
        "1",
        "started here  8.1 s",
        "2",
        "8.6 s",
        "8",
        "2",
        "1",
        "/s",
      ]
    `);
  });

  it('keeps the counter of an edge off boxes and names, unless the edge is looked at', () => {
    const { ctx } = strictContext();
    const view = createView(1, 1);
    const picture = { ...createSyncEdgePicture(''), ratePerSec: 128 };
    const edge = { path: paths[0]!, picture, where: 'middle' } as const;
    const open = { x: 0, y: 0 };
    expect(takeFlowCounter(ctx, theme, view, edge, open)).toBe(true);
    view.space.clear();
    view.space.take(open.x - 1, open.y - 1, 2, 2);
    const aside = { x: 0, y: 0 };
    expect(takeFlowCounter(ctx, theme, view, edge, aside)).toBe(true);
    expect(Math.hypot(aside.x - open.x, aside.y - open.y)).toBeGreaterThan(10);
    view.space.take(-1e4, -1e4, 2e4, 2e4);
    expect(takeFlowCounter(ctx, theme, view, edge, { x: 0, y: 0 })).toBe(false);
    expect(takeFlowCounter(ctx, theme, view, { ...edge, picture: { ...picture, isSelected: true } }, { x: 0, y: 0 })).toBe(true);
  });

  it('puts the marks of a cascade where they cover no box and none of each other, at every distance', () => {
    const { ctx } = strictContext();
    for (const zoom of [0.2, 0.35, 0.5, 0.8, 1, 2]) {
      const view = createView(zoom, 1);
      const scaled = scaledTheme(theme, view.textScale);
      const above = { ...box, y: box.y - box.height - 40 };
      view.space.take(above.x, above.y, above.width, above.height);
      view.space.take(box.x, box.y, box.width, box.height);
      const marks = [1, 2, 3].map((order) => {
        const mark = { ...createCascadeMark(), order, time: '1 min 23.1 s' };
        placeCascadeMark(ctx, scaled, view, box, mark);
        return mark;
      });
      const isApart = (a: Place, b: Place): boolean =>
        a.left >= b.left + b.width || b.left >= a.left + a.width || a.top >= b.top + b.height || b.top >= a.top + a.height;
      const boxes = [box, above].map(({ x, y, width, height }) => ({ left: x, top: y, width, height }));
      for (const mark of marks) {
        expect(mark.foot).toBeLessThanOrEqual(box.y);
        for (const other of [...boxes, ...marks]) expect(other === mark || isApart(mark, other)).toBe(true);
      }
    }
  });

  it('keeps a mark near its box when something stands close above it', () => {
    const { ctx } = strictContext();
    const view = createView(1, 1);
    view.space.take(box.x - 300, box.y - 60, 300 + box.width, 60);
    const mark = { ...createCascadeMark(), order: 1, time: '1 min 23.1 s' };
    placeCascadeMark(ctx, theme, view, box, mark);
    expect(mark.left).toBeGreaterThanOrEqual(box.x + box.width);
    expect(mark.pole).toBeGreaterThan(box.x + box.width);
    expect(box.y - mark.top).toBeLessThan(40);
  });

  it('puts a mark beside its own box rather than high above it', () => {
    const { ctx } = strictContext();
    const view = createView(0.3, 1);
    const scaled = scaledTheme(theme, view.textScale);
    view.space.take(box.x, box.y, box.width, box.height);
    view.space.take(box.x - 900, box.y - 700, 2000, 690);
    const mark = { ...createCascadeMark(), order: 1, time: '1 min 23.1 s' };
    placeCascadeMark(ctx, scaled, view, box, mark);
    expect(mark.left).toBeGreaterThan(box.x + box.width);
    expect(mark.top).toBe(box.y);
    expect(mark.foot).toBe(mark.top + mark.height);
  });

  it('leaves the time away where only a number fits beside the box', () => {
    const { ctx } = strictContext();
    const view = createView(1, 1);
    view.space.take(box.x, box.y, box.width, box.height);
    view.space.take(box.x - 900, box.y - 700, 2000, 690);
    view.space.take(box.x - 900, box.y, 890, 200);
    view.space.take(box.x + box.width + 40, box.y, 890, 200);
    const mark = { ...createCascadeMark(), order: 2, time: '1 min 23.1 s' };
    placeCascadeMark(ctx, theme, view, box, mark);
    expect(mark.left).toBeGreaterThan(box.x + box.width);
    expect(mark.left + mark.width).toBeLessThanOrEqual(box.x + box.width + 40);
    expect(mark.top).toBe(box.y);
  });

  it('breaks, shortens or leaves out far names that would fall on a neighbour, and keeps words off badges', () => {
    const { ctx } = strictContext();
    const view = createView(0.3, 1);
    const scaled = scaledTheme(theme, view.textScale);
    const name = ['payment-history-and-reconciliation-service'];
    const roomBeside = (left: number | undefined): number => {
      view.space.clear();
      takeBox(view, box);
      if (left !== undefined) view.space.take(left, box.y + 60, 200, 400);
      return takeName(ctx, scaled, view, box, name);
    };
    const rooms = [roomBeside(undefined), roomBeside(box.x + box.width + 40), roomBeside(box.x + box.width + 10), roomBeside(box.x)];
    expect(rooms).toEqual(rooms.toSorted((a, b) => a - b));
    expect(new Set(rooms).size).toBeGreaterThan(2);
    const written = rooms.map((room) => {
      const { ctx: own, words } = strictContext();
      drawComponent(own, scaled, view, box, createComponentPicture('service'), name, room);
      return words.filter((word) => /pay|his|rec/.test(word)).join(' ');
    });
    expect(written[0]).not.toBe('');
    expect(written[3]).toBe('');
    view.space.clear();
    takeFaultBadge(ctx, scaled, view, box, 'Slow down');
    expect(view.space.isFree(box.x, box.y - 30, box.width, 25)).toBe(false);
    expect(view.space.isFree(box.x, box.y + box.height + 5, box.width, 100)).toBe(true);
    const near = createView(1, 1);
    takeFaultBadge(ctx, theme, near, box, 'Slow down');
    expect(near.space.isFree(box.x, box.y + box.height + 5, box.width, 20)).toBe(false);
  });

  it('moves the words of a queue above its tray when another edge runs below it', () => {
    const baselineOf = (isCrossed: boolean): number => {
      const baselines: number[] = [];
      const ctx = new Proxy(strictContext().ctx, {
        get: (target, key) => (key === 'fillText' ? (text: string, _x: number, y: number) => text === 'queue' && baselines.push(y) : Reflect.get(target, key) as unknown),
      });
      const view = viewAt(1);
      if (isCrossed) view.lines.take(140, 30, 20, 40);
      drawQueueWords(ctx, theme, view, pathTo(300, 0), createQueueEdgePicture('RabbitMQ'));
      return baselines[0]!;
    };
    expect(baselineOf(false)).toBeGreaterThan(0);
    expect(baselineOf(true)).toBeLessThan(-14);
  });

  it('plants the mark of an edge above its middle', () => {
    const { ctx } = strictContext();
    const mark = { ...createCascadeMark(), order: 1, time: '1 min 23.1 s' };
    placeCascadeMark(ctx, theme, createView(1, 1), { x: 300, y: 76, width: 0, height: 24 }, mark);
    expect(mark).toMatchObject({ left: 300, foot: 100 });
    expect(mark.top + mark.height).toBeLessThanOrEqual(76);
  });
});

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
