import { KINDS, PROTOCOLS } from '../catalog.ts';
import { FAULTS } from '../faults.ts';
import type { ParameterSpec, ParameterValue } from '../parameter.ts';

/** What a generation of links remembers of a parameter: enough to read its value, and to know what its absence meant.
 *  One with `options` is a choice; the others are of the type of their default, a list or a number with a unit. */
export interface FrozenParam {
  readonly name: string;
  readonly default: ParameterValue;
  readonly unit?: string;
  readonly unbounded?: true;
  readonly options?: readonly string[];
  /** Another parameter and the values of it that make this one matter. */
  readonly shownWhen?: readonly [name: string, ...values: readonly string[]];
}

/** What a generation remembers of a kind of component, a fault, or a protocol with its channels and broker. */
export interface FrozenKind {
  readonly name: string;
  readonly params: readonly FrozenParam[];
}
export interface FrozenProtocol extends FrozenKind {
  readonly kind: string;
  readonly channelKind?: string;
  readonly channelParams?: readonly FrozenParam[];
  readonly brokerParams?: readonly FrozenParam[];
}

/** Kinds, protocols and faults in the order in which links number them, with their parameters in theirs. */
export interface FrozenTables {
  readonly kinds: readonly FrozenKind[];
  readonly protocols: readonly FrozenProtocol[];
  readonly faults: readonly FrozenKind[];
}

/** The tables that a generation would freeze if it were made now. */
export function tablesNow(): FrozenTables {
  return {
    kinds: Object.entries(KINDS).map(([name, { params }]) => ({ name, params: params.map(freeze) })),
    protocols: Object.entries(PROTOCOLS).map(([name, spec]) => ({
      name,
      kind: spec.kind,
      params: spec.params.map(freeze),
      ...(spec.channelKind === undefined ? {} : { channelKind: spec.channelKind }),
      ...(spec.channelParams === undefined ? {} : { channelParams: spec.channelParams.map(freeze) }),
      ...(spec.brokerParams === undefined ? {} : { brokerParams: spec.brokerParams.map(freeze) }),
    })),
    faults: Object.entries(FAULTS).map(([name, { params }]) => ({ name, params: params.map(freeze) })),
  };
}

function freeze(spec: ParameterSpec): FrozenParam {
  return {
    name: spec.name,
    default: spec.default,
    ...(spec.type === 'number' || spec.type === 'list' ? { unit: spec.unit } : {}),
    ...(spec.type === 'number' && spec.allowUnbounded ? { unbounded: true } : {}),
    ...(spec.type === 'choice' ? { options: spec.options.map((option) => option.value) } : {}),
    ...(spec.shownWhen === undefined ? {} : { shownWhen: [spec.shownWhen.name, ...spec.shownWhen.isOneOf] as const }),
  };
}
