import { componentSpecs, connectionSpecs, KINDS } from '../catalog.ts';
import { connect } from '../builders.ts';
import { type BrownoutDocument, type ComponentKind, emptyDocument, type Protocol } from '../document.ts';
import { applyEdit, withParams } from '../edit.ts';
import { slugOf } from '../names.ts';
import type { ParameterSpec, ParameterValue, ParameterValues } from '../parameter.ts';
import { Dice } from './random-document.ts';

/** A system that somebody might draw: what its parts are called, and what is written beside it. */
interface Design {
  readonly title: string;
  readonly note: string;
  readonly names: Readonly<Record<ComponentKind, readonly string[]>>;
}

const DESIGNS: readonly Design[] = [
  {
    title: 'Ride hailing, Friday night',
    note: 'Surge pricing asks the map for every quote. What happens to bookings when the map answers in two seconds instead of 40 ms?',
    names: {
      client: ['Rider app', 'Driver app', 'Dispatch desk'],
      loadBalancer: ['Edge proxy'],
      service: ['Quotes', 'Trip booking', 'Driver matching', 'Surge pricing', 'Fare splitter', 'Telematics intake', 'Receipts', 'Ratings', 'Promo codes'],
      cache: ['Geohash cells', 'Sessions'],
      database: ['Trips', 'Ledger', 'Road graph', 'Profiles', 'Vehicle papers'],
    },
  },
  {
    title: 'Hospital appointments',
    note: 'The booking portal opens at 8:00 and everybody comes at once. The old patient index allows 40 connections, and every retry takes one.',
    names: {
      client: ['Patients', 'Ward tablets', 'Referral letters'],
      loadBalancer: ['Reverse proxy'],
      service: ['Portal', 'Scheduling', 'Triage', 'Insurance check', 'Lab results', 'Consent', 'Letter printing', 'Bed planning', 'Radiology viewer'],
      cache: ['Slot cache', 'Directory cache'],
      database: ['Patient index', 'Calendar', 'Imaging archive', 'Audit trail', 'Pharmacy stock'],
    },
  },
  {
    title: 'Video platform: upload to playback',
    note: 'Uploads are chopped up, transcoded by a pool and published. Views must not notice it. Rates are from a Tuesday in May; transcoding times are guesses.',
    names: {
      client: ['Viewers', 'Creators', 'Smart TVs'],
      loadBalancer: ['Ingress'],
      service: ['Playback manifest', 'Upload gateway', 'Chunk splitter', 'Transcoder pool', 'Thumbnailer', 'Recommendations', 'Comments', 'Moderation', 'View counter'],
      cache: ['Manifest cache', 'Hot comments'],
      database: ['Video catalogue', 'Object index', 'Watch history', 'Comment store', 'Takedown requests'],
    },
  },
];

const MIX: readonly ComponentKind[] = ['client', 'loadBalancer', 'service', 'database', 'service', 'cache', 'service', 'database'];
const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  ms: [0.3, 1, 2, 3, 4, 6, 8, 12, 15, 20, 25, 30, 40, 60, 75, 80, 120, 150, 200, 250, 300, 350, 500, 750, 800, 1000, 1500, 2000, 3000, 5000, 10_000, 30_000],
  count: [1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 30, 32, 40, 48, 50, 64, 80, 100, 128, 150, 200, 250, 500, 2000],
  perSec: [5, 12, 20, 35, 40, 80, 120, 150, 250, 400, 750, 1200],
  ratio: [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 0.75, 0.8, 0.85, 0.95, 0.97],
  bytes: [100, 512, 2000, 4096, 10_000, 16_384, 65_536, 1_000_000, 33_554_432],
  factor: [0.5, 0.8, 1.2, 1.5, 2, 2.5, 3],
  none: [1, 2, 3],
};

/** A system of a size as somebody might draw it: distinct names, 1.3 connections for each component, a third of the
 *  parameters that matter changed, two faults, a load curve, and ids as the examples (`slugs`) or the editor give them. */
export function drawnDesign(options: { readonly size: number; readonly design: number; readonly ids: 'slugs' | 'numbers' }): BrownoutDocument {
  const dice = new Dice(options.size * 101 + options.design);
  const { title, note, names } = DESIGNS[options.design % DESIGNS.length]!;
  let document: BrownoutDocument = { ...emptyDocument(title), note };
  const kinds = kindsFor(options.size, names);
  const used = new Map<ComponentKind, number>();
  const components = kinds.map((kind, index) => {
    const at = used.get(kind) ?? 0;
    used.set(kind, at + 1);
    const name = names[kind][at]!;
    const id = options.ids === 'slugs' ? slugOf(name) : `c${index + 1}`;
    const specs = componentSpecs({ kind });
    return withParams({ id, kind, name, x: (index % 5) * 260, y: Math.floor(index / 5) * 180 + dice.below(3) * 20 }, specs, changed(dice, specs) ?? {});
  });
  document = { ...document, components };
  while (document.connections.length < Math.round(options.size * 1.3)) document = withConnection(dice, document);
  document = {
    ...document,
    connections: document.connections.map((item) => withParams(item, connectionSpecs(item), changed(dice, connectionSpecs(item)) ?? {})),
    load: [{ atMs: 60_000, factor: 1 }, { atMs: 90_000, factor: 2.5 }],
    schedule: [
      { id: 'f1', type: 'fault', fault: 'slowdown', target: components.find(({ kind }) => kind === 'database')!.id, atMs: 120_000, durationMs: 30_000 },
      { id: 'f2', type: 'fault', fault: 'crash', target: components.find(({ kind }) => kind === 'service')!.id, atMs: 240_000, durationMs: 10_000 },
    ],
  };
  return document;
}

/** Components of each kind, as many of the mix as there are names. */
function kindsFor(size: number, names: Design['names']): ComponentKind[] {
  const left = new Map(Object.entries(names).map(([kind, list]) => [kind, list.length]));
  const kinds: ComponentKind[] = [];
  for (let i = 0; kinds.length < size; i++) {
    const kind = MIX[i % MIX.length]!;
    if (left.get(kind)! === 0) continue;
    left.set(kind, left.get(kind)! - 1);
    kinds.push(kind);
  }
  return kinds;
}

function withConnection(dice: Dice, document: BrownoutDocument): BrownoutDocument {
  for (;;) {
    const targeted = new Set(document.connections.map(({ to }) => to));
    const orphans = document.components.filter(({ id, kind }) => kind !== 'client' && !targeted.has(id));
    const to = orphans.length > 0 ? orphans[0]! : dice.pick(document.components.filter(({ kind }) => kind !== 'client'));
    const from = dice.pick(document.components);
    const kind = to.kind === 'service' && from.kind === 'service' ? dice.pick(['sync', 'sync', 'queue', 'stream'] as const) : 'sync';
    const protocol: Protocol | undefined = kind !== 'sync' ? undefined : to.kind === 'service' ? dice.pick(['http1', 'grpc'] as const) : to.kind === 'loadBalancer' ? 'http2' : 'tcp';
    if (from.id === to.id || !KINDS[from.kind].mayCall.includes(kind)) continue;
    return applyEdit(document, connect(document, { from: from.id, to: to.id, kind, ...(protocol === undefined ? {} : { protocol }) })).document;
  }
}

/** A changed value for 35 % of the parameters that are always in view, and for 3 % of those that are folded under the name
 *  of a mechanism; none for what another choice makes pointless. */
function changed(dice: Dice, specs: readonly ParameterSpec[]): ParameterValues | undefined {
  const values: Record<string, ParameterValue> = {};
  for (const spec of specs) {
    const rule = spec.shownWhen;
    const controlling = rule === undefined ? undefined : specs.find(({ name }) => name === rule.name);
    const isPointless = rule !== undefined && !rule.isOneOf.includes(String(values[rule.name] ?? controlling?.default));
    if (isPointless || !dice.chance(spec.group === undefined ? 0.35 : 0.03)) continue;
    values[spec.name] = plausible(dice, spec);
  }
  return Object.keys(values).length === 0 ? undefined : values;
}

function plausible(dice: Dice, spec: ParameterSpec): ParameterValue {
  if (spec.type === 'toggle') return !spec.default;
  if (spec.type === 'choice') return dice.pick(spec.options.map(({ value }) => value).filter((value) => value !== spec.default));
  if (spec.type === 'list') return Array.from({ length: 12 }, () => dice.pick(NUMBERS['ms']!));
  const possible = NUMBERS[spec.unit]!.filter((value) => value >= spec.min && value <= spec.max && value !== spec.default);
  return dice.pick(possible);
}
