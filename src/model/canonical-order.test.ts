import { describe, expect, it } from 'vitest';
import { changeProtocol } from './builders.ts';
import { channelSpecs, PROTOCOLS } from './catalog.ts';
import { type BrownoutDocument, emptyDocument, type Protocol } from './document.ts';
import { applyEdit, type Edit, setParameter } from './edit.ts';
import type { ParameterSpec, ParameterValue } from './parameter.ts';
import { parseDocument } from './parse.ts';

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
