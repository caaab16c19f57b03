import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setRoutingKey } from './binding-edits.ts';
import { changeProtocol, whyNotProtocol } from './builders.ts';
import { channelSpecs, PROTOCOLS } from './catalog.ts';
import { type BrownoutDocument, emptyDocument, type Protocol } from './document.ts';
import { applyEdit, type Edit, findItem, setParameter } from './edit.ts';
import type { ParameterSpec, ParameterValue } from './parameter.ts';
import { parseDocument } from './parse.ts';
import { specsOf } from './declared.ts';
import { Dice, randomDocument, randomEdit } from './testing/random-document.ts';

const WITH_CHANNELS = (Object.keys(PROTOCOLS) as Protocol[]).filter((protocol) => PROTOCOLS[protocol].channelKind !== undefined);
const PAIRS = WITH_CHANNELS.flatMap((one) => WITH_CHANNELS.map((other) => [one, other] as const));

function over(protocol: Protocol): BrownoutDocument {
  const call: BrownoutDocument = {
    ...emptyDocument(),
    components: [{ id: 'a', kind: 'service', name: 'a', x: 0, y: 0 }, { id: 'b', kind: 'service', name: 'b', x: 0, y: 0 }],
    connections: [{ id: 'c', kind: 'sync', protocol: 'http1', from: 'a', to: 'b' }],
  };
  return applied(call, changeProtocol(call, 'c', protocol));
}

function applied(document: BrownoutDocument, edit: Edit): BrownoutDocument {
  return applyEdit(document, edit).document;
}

/** Every parameter of the channel that has another value than its default gets one, in this order. */
function withAll(document: BrownoutDocument, order: (specs: readonly ParameterSpec[]) => readonly ParameterSpec[]): BrownoutDocument {
  const [channel, broker] = [document.channels[0]!, document.brokers[0]!];
  const specs = channelSpecs(channel, broker);
  return order(specs).reduce((now, spec) => applied(now, setParameter(now, { target: channel.id, specs, param: spec.name, value: otherThanUsual(spec) })), document);
}

function otherThanUsual(spec: ParameterSpec): ParameterValue {
  if (spec.type === 'number') return spec.default === spec.min ? spec.min + 1 : spec.min;
  if (spec.type === 'toggle') return !spec.default;
  return spec.type === 'choice' ? spec.options.at(-1)!.value : spec.default;
}

const read = (document: BrownoutDocument) => {
  const result = parseDocument(JSON.parse(JSON.stringify(document)));
  return result.ok ? JSON.stringify(result.document) : result.problems;
};

describe('parameters of channels', () => {
  it.each(PAIRS)('stand in one order, whichever way they were reached: over %s and then %s', (one, other) => {
    const first = withAll(over(one), (specs) => specs);
    expect(JSON.stringify(withAll(over(one), (specs) => specs.toReversed()))).toBe(JSON.stringify(first));
    expect(read(first)).toBe(JSON.stringify(first));
    const changed = applied(first, changeProtocol(first, 'c', other));
    expect(read(changed)).toBe(JSON.stringify(changed));
    const all = withAll(changed, (specs) => specs);
    const straight = withAll(over(other), (specs) => specs.toReversed());
    expect(JSON.stringify(all.channels[0]!.params)).toBe(JSON.stringify(straight.channels[0]!.params));
  });

  it('are put in the order of their own broker\'s declaration when a file has them in another', () => {
    const document = withAll(over('serviceBus'), (specs) => specs);
    const { params } = document.channels[0]!;
    const mixed = { ...document, channels: [{ ...document.channels[0]!, params: Object.fromEntries(Object.entries(params!).toReversed()) }] };
    expect(JSON.stringify(mixed)).not.toBe(JSON.stringify(document));
    expect(read(mixed)).toBe(JSON.stringify(document));
  });
});

const PROTOCOL_NAMES = Object.keys(PROTOCOLS) as Protocol[];
const ALL_PAIRS = PROTOCOL_NAMES.flatMap((one) => PROTOCOL_NAMES.map((other) => [one, other] as const));

/** The document with every parameter of its connection and channel as far from the default as it may be. */
function withExtremes(document: BrownoutDocument, end: 'min' | 'max'): BrownoutDocument {
  const ids = [...document.connections, ...document.channels].map(({ id }) => id);
  return ids.reduce((now, target) => {
    const specs = specsOf(now, findItem(now, target)!);
    return specs.reduce((then, spec) => applied(then, setParameter(then, { target, specs, param: spec.name, value: extreme(spec, end) })), now);
  }, document);
}

function extreme(spec: ParameterSpec, end: 'min' | 'max'): ParameterValue {
  if (spec.type === 'number') return end === 'max' && spec.allowUnbounded ? 'unbounded' : spec[end];
  return otherThanUsual(spec);
}

describe('a change of protocol', () => {
  it.each(ALL_PAIRS)('takes no value along that the other protocol does not allow: from %s to %s', (one, other) => {
    for (const end of ['min', 'max'] as const) {
      const document = withExtremes(over(one), end);
      expect(read(document)).toBe(JSON.stringify(document));
      expect(whyNotProtocol(document, 'c', other)).toBeUndefined();
      const changed = applied(document, changeProtocol(document, 'c', other));
      expect(read(changed)).toBe(JSON.stringify(changed));
    }
  });

  it('brings a number into the range of the other protocol', () => {
    const document = over('rabbitmq');
    const { id } = document.channels[0]!;
    const specs = channelSpecs(document.channels[0]!, document.brokers[0]!);
    const long = applied(document, setParameter(document, { target: id, specs, param: 'leaseMs', value: 80_000_000 }));
    const changed = applied(long, changeProtocol(long, 'c', 'serviceBus'));
    expect(changed.channels[0]!.params).toEqual({ leaseMs: 300_000 });
  });
});

/** Edits of which each writes fields that stand beside others. */
function fieldEdit(dice: Dice, document: BrownoutDocument): Edit {
  const queue = document.connections.find(({ protocol }) => protocol === 'rabbitmq');
  const roll = dice.below(4);
  if (roll === 0 && queue !== undefined) return setRoutingKey(document, queue.id, dice.pick(['order.created', undefined]));
  if (roll === 1 && document.connections.length > 0) {
    return { type: 'rename', target: dice.pick(queue === undefined ? document.connections : [queue]).id, name: dice.pick(['places', '']) };
  }
  return roll === 2 ? { type: 'setNote', note: dice.pick(['A note.', '']) } : randomEdit(dice, document);
}

describe('what edits make', () => {
  it('is what is read back of it, byte for byte', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        let document = randomDocument(seed, 10);
        for (let i = 0; i < 20; i++) {
          document = applied(document, fieldEdit(dice, document));
          expect(read(document)).toBe(JSON.stringify(document));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has a label in front of the routing key, in whichever order they are written', () => {
    const queue = over('rabbitmq');
    const keyed = applied(queue, setRoutingKey(queue, 'c', 'order.created'));
    const labelled = applied(keyed, { type: 'rename', target: 'c', name: 'places' });
    expect(Object.keys(labelled.connections[0]!)).toEqual(['id', 'kind', 'protocol', 'from', 'to', 'channel', 'label', 'routingKey']);
    expect(read(labelled)).toBe(JSON.stringify(labelled));
  });
});
