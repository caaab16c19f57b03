import type { DraftBuilder } from './draft-builder.ts';
import { entriesOf, field, isPlain, type Plain, textField } from './plain.ts';
import { RUNS_ONCE } from './asides.ts';
import { ownRelease } from './releases.ts';
import { type ForeignProtocol, hasJetStream, knownImage, knownName, type KnownSystem } from './systems.ts';

/** What became of a resource: a box, a broker, something that stands for others, or nothing. */
export type Drawn =
  | { readonly as: 'part'; readonly id: string; readonly isProject: boolean }
  | { readonly as: 'aside'; readonly id: string }
  | { readonly as: 'broker'; readonly id: string }
  | { readonly as: 'reference' }
  | { readonly as: 'cloud' }
  | { readonly as: 'nothing' };

/** The resources of a manifest and what became of them, by name. */
export interface AspireResources {
  readonly all: ReadonlyMap<string, Plain>;
  readonly drawn: ReadonlyMap<string, Drawn>;
}

const CODE_TYPES = /^(project\.v[01]|dockerfile\.v0|executable\.v0)$/;
const CONTAINER_TYPES = /^container\.v[01]$/;
const REFERENCE_TYPES = /^(value\.v0|parameter\.v0|annotated\.string)$/;
const CLOUD_TYPES = /^azure\.bicep\.v[01]$/;
const STACK_TYPES = /^aws\.cloudformation\.(stack|template)\.v0$/;

/** Turns every resource into a box or a broker where it is one. What others refer to is settled later. */
export function drawResources(builder: DraftBuilder, resources: Plain): AspireResources {
  const all = new Map<string, Plain>();
  const drawn = new Map<string, Drawn>();
  for (const [name, resource] of Object.entries(resources)) {
    if (!isPlain(resource)) {
      builder.warn(name, 'is no resource: an object was expected');
      continue;
    }
    all.set(name, resource);
    drawn.set(name, drawResource(builder, name, resource));
  }
  return { all, drawn };
}

/** Whether an endpoint is for people who manage a broker or store, not for those who use it. */
export function isManagement(endpoint: string): boolean {
  return /manage|admin|dashboard|monitor|metrics|health|ui$/i.test(endpoint);
}

function drawResource(builder: DraftBuilder, name: string, resource: Plain): Drawn {
  const type = textField(resource, 'type');
  if (type === undefined) return drawUntyped(builder, name, resource);
  if (CODE_TYPES.test(type)) {
    if (!hasBindings(resource) && RUNS_ONCE.test(name)) return { as: 'aside', id: builder.addAside(name, 'runs once, before the others') };
    return addService(builder, name, resource, type.startsWith('project'));
  }
  if (CONTAINER_TYPES.test(type)) return drawContainer(builder, name, resource);
  if (REFERENCE_TYPES.test(type)) return { as: 'reference' };
  if (CLOUD_TYPES.test(type)) return { as: 'cloud' };
  if (type === 'dapr.v0') return { as: 'nothing' };
  if (type === 'dapr.component.v0') return drawDaprComponent(builder, name, resource);
  if (STACK_TYPES.test(type)) return addService(builder, name, resource, false);
  return drawUnknown(builder, name, resource, type);
}

function drawUntyped(builder: DraftBuilder, name: string, resource: Plain): Drawn {
  if (isPlain(field(resource, 'dapr'))) return { as: 'nothing' };
  const hasError = field(resource, 'error') !== undefined;
  builder.warn(name, hasError ? 'is not in the diagram: the manifest has an error in its place' : 'is not in the diagram: it has no type');
  return { as: 'nothing' };
}

function drawUnknown(builder: DraftBuilder, name: string, resource: Plain, type: string): Drawn {
  const kind = type.replace(/\.v\d+$/, '').slice(0, 60);
  const known = knownName(kind.replace(/\.(server|database)$/, ''));
  if (typeof field(resource, 'parent') === 'string') {
    builder.warn(name, `has the unknown type "${kind}": read as a part of its parent`);
    return { as: 'reference' };
  }
  builder.warn(name, `has the unknown type "${kind}": ${known === undefined ? 'drawn as a service' : `read as ${known.label}`}`);
  return known === undefined ? addService(builder, name, resource, false) : addKnown(builder, name, resource, known);
}

function drawContainer(builder: DraftBuilder, name: string, resource: Plain): Drawn {
  const build = field(resource, 'build');
  if (field(build, 'buildOnly') === true) {
    builder.remark(name, 'is not drawn: it is only there to be built');
    return { as: 'nothing' };
  }
  const known = knownImage(textField(resource, 'image') ?? '');
  if (known === undefined) return addService(builder, name, resource, false);
  return addKnown(builder, name, resource, known, 'its image says so');
}

function addKnown(builder: DraftBuilder, name: string, resource: Plain, known: KnownSystem, why = 'its type says so'): Drawn {
  const { drawing, label } = known;
  if (drawing.as === 'nothing') {
    return { as: 'aside', id: builder.addAside(name, `is ${label}, which ${drawing.why}`) };
  }
  if (drawing.as === 'broker') {
    const system = usesJetStream(resource, drawing.system) ? 'jetStream' : drawing.system;
    return { as: 'broker', id: builder.addBroker(name, system, ownRelease(known, textField(resource, 'image') ?? '')) };
  }
  if (drawing.as === 'gateway') return addService(builder, name, resource, false, true);
  if (drawing.kind === 'service') return addService(builder, name, resource, false);
  if (drawing.kind === 'cache') builder.guess(name, 'drawn as a cache, with the usual share of hits', `it is ${label}; as a store of its own it would be a database`);
  else if (drawing.kind === 'database') builder.guess(name, 'drawn as a database', why);
  return { as: 'part', id: builder.addPart(name, { kind: drawing.kind }), isProject: false };
}

function usesJetStream(resource: Plain, system: ForeignProtocol): boolean {
  const args = field(resource, 'args');
  return system === 'nats' && Array.isArray(args) && hasJetStream(args.filter((word) => typeof word === 'string'));
}

function addService(builder: DraftBuilder, name: string, resource: Plain, isProject: boolean, isGateway = false): Drawn {
  const hasEndpoint = hasBindings(resource);
  const isEntry = entriesOf(field(resource, 'bindings')).some(([, binding]) => field(binding, 'external') === true);
  const id = builder.addPart(name, { kind: 'service', isGateway, hasEndpoint, saysEndpoint: hasEndpoint, isEntry });
  return { as: 'part', id, isProject };
}

function hasBindings(resource: Plain): boolean {
  return entriesOf(field(resource, 'bindings')).length > 0;
}

function drawDaprComponent(builder: DraftBuilder, name: string, resource: Plain): Drawn {
  const type = textField(field(resource, 'daprComponent'), 'type') ?? '';
  if (/^pubsub(\.|$)/.test(type)) return { as: 'broker', id: builder.addBroker(name, 'daprPubSub') };
  if (/^state(\.|$)/.test(type)) {
    builder.guess(name, 'drawn as a database', 'it is a Dapr state store');
    return { as: 'part', id: builder.addPart(name, { kind: 'database' }), isProject: false };
  }
  builder.remark(name, 'is not drawn: of Dapr components only state stores and brokers are');
  return { as: 'nothing' };
}
