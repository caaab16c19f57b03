import { connectionEntry, type Placeholder, placeholders } from './aspire-text.ts';
import { type AspireResources, isManagement } from './aspire-resources.ts';
import type { DraftBuilder } from './draft-builder.ts';
import { field, type Plain, textField } from './plain.ts';
import { type ForeignProtocol, knownName } from './systems.ts';

/** What a reference leads to: a box that is called, or a broker and what of it is meant. */
export type Target =
  | { readonly to: 'part'; readonly id: string; readonly protocol: ForeignProtocol; readonly label: string }
  | {
      readonly to: 'broker';
      readonly id: string;
      readonly entity?: string;
      readonly subscription?: string;
      readonly isForReceiving: boolean;
    };

/** Longest chain of references that is followed. */
const MAX_DEPTH = 50;

/** Outputs of cloud resources, in lower case, that lead to brokers. */
const BROKER_OUTPUTS: readonly (readonly [pattern: RegExp, system: ForeignProtocol])[] = [
  [/^servicebus(endpoint|hostname)/, 'serviceBus'],
  [/^eventhubs?(endpoint|hostname)/, 'eventHubs'],
  [/^queueendpoint/, 'storageQueue'],
];
/** Outputs and names that say where something runs or who it is, not what it calls. */
const PLUMBING_OUTPUT = /^(id|name|clientid|principalid|principalname|loginserver|appinsights.*|azure_.*|.*identity.*|nameoutputreference|defaultdomain)$/;
const PLUMBING_NAME = /(-roles(-.*)?|-identity|-mi|-acr|-law|-logs?|-containerapp)$|^(acr|law|loganalytics|containerregistry)/i;
const CACHE_NAME = /redis|cache|valkey|garnet/i;
const SERVICE_NAME = /openai|foundry|search|signalr|pubsub|cognitive|vault|secret|appconfig|configuration|maps|functions?$|ai$/i;

/** Whether a cloud resource, by its name, says who may do what or where things run. */
export function isPlumbing(name: string): boolean {
  return PLUMBING_NAME.test(name);
}

/** Follows the references of a manifest. Draws cloud resources when something that runs first refers to them. */
export class AspireReferences {
  private readonly builder: DraftBuilder;
  private readonly resources: AspireResources;
  private readonly cloud = new Map<string, Target>();
  private readonly drawnCloud = new Set<string>();
  private readonly outside = new Map<string, string>();
  private readonly followed = new Map<string, readonly Target[]>();
  private settled = 0;

  constructor(builder: DraftBuilder, resources: AspireResources) {
    this.builder = builder;
    this.resources = resources;
  }

  /** What all placeholders of a text lead to. */
  inText(text: string): Target[] {
    return placeholders(text).flatMap((placeholder) => this.follow(placeholder));
  }

  /** What one placeholder leads to: nothing when it is no dependency. */
  follow({ name, path }: Placeholder): readonly Target[] {
    const resource = this.resources.all.get(name);
    if (resource === undefined) {
      this.builder.warn(name, 'is referred to and is not in the manifest');
      return [];
    }
    const drawn = this.resources.drawn.get(name)!;
    const [what = '', detail = ''] = path;
    switch (drawn.as) {
      case 'nothing':
        return [];
      case 'reference':
        return this.followReference(name, resource, what);
      case 'cloud':
        return this.followCloud(name, what === 'connectionString' ? '' : detail);
      case 'broker':
        return isManagement(detail) || !isDependency(path) ? [] : [{ to: 'broker', id: drawn.id, isForReceiving: false }];
      case 'aside':
      case 'part':
        return isDependency(path) ? [{ to: 'part', id: drawn.id, protocol: this.protocolOf(name, detail), label: '' }] : [];
    }
  }

  /** The protocol of an endpoint of a box. */
  protocolOf(name: string, endpoint: string): ForeignProtocol {
    const drawn = this.resources.drawn.get(name);
    const part = drawn?.as === 'part' ? this.builder.parts.get(drawn.id) : undefined;
    if (part !== undefined && part.kind !== 'service') return 'tcp';
    const binding = field(field(this.resources.all.get(name), 'bindings'), endpoint);
    const transport = textField(binding, 'transport');
    if (transport === 'http2') return 'grpc';
    return transport === undefined || transport === 'http' ? 'http' : 'tcp';
  }

  /** Whether a cloud resource has become a box or a broker. */
  isDrawn(name: string): boolean {
    return this.drawnCloud.has(name);
  }

  /** The name of the broker that a queue or topic belongs to, by its connection string or parent; undefined when it leads
   *  to something else. Draws nothing. */
  brokerBehind(name: string): string | undefined {
    let [at, output] = [name, ''];
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      const resource = this.resources.all.get(at);
      const drawn = this.resources.drawn.get(at);
      if (resource === undefined || drawn?.as === 'broker') return drawn && at;
      if (drawn?.as === 'cloud') return brokerOutput(output === '' ? outputOf(resource, at) : output) === undefined ? undefined : at;
      if (drawn?.as !== 'reference') return undefined;
      const [next] = placeholders(textField(resource, 'connectionString') ?? '');
      [at, output] = [next?.name ?? textField(resource, 'parent') ?? '', next?.path[0] === 'connectionString' ? '' : (next?.path[1] ?? '')];
    }
    return undefined;
  }

  /** A box outside the system, the same for the same name. */
  outsidePart(name: string): Target {
    const known = this.outside.get(name);
    if (known !== undefined) return { to: 'part', id: known, protocol: 'http', label: '' };
    const id = this.builder.addPart(name, { kind: 'service', isOutside: true });
    this.outside.set(name, id);
    this.builder.guess(name, 'drawn as a service with the usual times and limits', 'it lies outside the application, so nothing is known of it');
    return { to: 'part', id, protocol: 'http', label: '' };
  }

  private followReference(name: string, resource: Plain, what: string): readonly Target[] {
    const type = textField(resource, 'type');
    if (type === 'parameter.v0') return this.followParameter(name, resource, what);
    if (type === 'annotated.string') return [];
    const known = this.followed.get(name);
    if (known !== undefined || this.followed.size - this.settled > MAX_DEPTH) return known ?? [];
    // While its own text is followed, a reference leads nowhere: so circles of references end.
    this.followed.set(name, []);
    const text = textField(resource, 'connectionString');
    const parent = textField(resource, 'parent');
    const targets = text === undefined && parent !== undefined ? this.follow({ name: parent, path: ['connectionString'] }) : this.inText(text ?? '');
    const children = distinct(targets).map((target) => this.asChild(name, text ?? '', target));
    this.followed.set(name, children);
    this.settled++;
    return children;
  }

  /** A child of a store names what is used of it; a child of a broker is a queue, topic or subscription. */
  private asChild(name: string, text: string, target: Target): Target {
    if (target.to === 'part') return { ...target, label: name };
    const { entity, subscription } = entityIn(name, text);
    const isForReceiving = subscription !== undefined || connectionEntry(text, 'ConsumerGroup') !== undefined;
    return { ...target, entity, ...(subscription === undefined ? {} : { subscription }), isForReceiving };
  }

  private followParameter(name: string, resource: Plain, what: string): Target[] {
    const inputs = field(field(resource, 'inputs'), 'value');
    if (what === 'connectionString' && field(resource, 'connectionString') !== undefined) return this.existing(name);
    if (field(inputs, 'secret') === true) return [];
    const literal = textField(field(inputs, 'default'), 'value') ?? textField(resource, 'value') ?? '';
    return /^https?:\/\//i.test(literal) ? [this.outsidePart(name)] : [];
  }

  /** Something that exists already and is known by its connection string alone. */
  private existing(name: string): Target[] {
    return this.drawCloud(name, '', 'only its connection string is known, and its name suggests it');
  }

  private followCloud(name: string, output: string): Target[] {
    const resource = this.resources.all.get(name)!;
    const wanted = output === '' ? outputOf(resource, name) : output;
    if (PLUMBING_OUTPUT.test(wanted.toLowerCase()) || isPlumbing(name)) return [];
    return this.drawCloud(name, wanted, 'the outputs that others use suggest it');
  }

  private drawCloud(name: string, output: string, why: string): Target[] {
    const system = brokerOutput(output);
    const known = knownName(name);
    if (known?.drawing.as === 'nothing' || /insights|telemetry|analytics/i.test(name)) {
      this.builder.remark(name, 'is not drawn: it watches the system');
      return [];
    }
    const key = `${name} ${system ?? ''}`;
    const found = this.cloud.get(key) ?? this.addCloud(name, system ?? brokerByName(known), why);
    this.cloud.set(key, found);
    this.drawnCloud.add(name);
    return [found];
  }

  private addCloud(name: string, system: ForeignProtocol | undefined, why: string): Target {
    if (system !== undefined) return { to: 'broker', id: this.builder.addBroker(name, system), isForReceiving: false };
    const known = knownName(name)?.drawing;
    const kind = known?.as === 'component' ? known.kind : kindByName(name);
    this.builder.guess(name, `drawn as a ${kind}`, why);
    const id = this.builder.addPart(name, { kind, isOutside: kind === 'service' });
    return { to: 'part', id, protocol: kind === 'service' ? 'http' : 'tcp', label: '' };
  }
}

/** The queue or topic, and the subscription, that a connection string names; without a name there, the resource's own. */
export function entityIn(name: string, text: string): { readonly entity: string; readonly subscription: string | undefined } {
  const queue = connectionEntry(text, 'QueueName') ?? connectionEntry(text, 'EntityPath');
  const path = queue === undefined || queue.includes('{') ? name : queue;
  const [entity = name, , subscription] = path.split(/\/(subscriptions)\//i);
  return { entity, subscription };
}

function brokerOutput(output: string): ForeignProtocol | undefined {
  return BROKER_OUTPUTS.find(([pattern]) => pattern.test(output.toLowerCase()))?.[1];
}

function kindByName(name: string): 'cache' | 'service' | 'database' {
  if (CACHE_NAME.test(name)) return 'cache';
  return SERVICE_NAME.test(name) ? 'service' : 'database';
}

function brokerByName(known: ReturnType<typeof knownName>): ForeignProtocol | undefined {
  return known?.drawing.as === 'broker' ? known.drawing.system : undefined;
}

/** The output that the connection string of a cloud resource is made of. */
function outputOf(resource: Plain, name: string): string {
  const own = placeholders(textField(resource, 'connectionString') ?? '').find((found) => found.name === name);
  return own?.path[1] ?? '';
}

/** Listening ports and images are facts about the resource itself. */
function isDependency(path: readonly string[]): boolean {
  const [what, , property] = path;
  if (what === 'bindings') return property !== 'targetPort';
  return what === 'connectionString' || what === 'output' || what === 'outputs';
}

function distinct(targets: readonly Target[]): Target[] {
  const seen = new Map<string, Target>();
  for (const target of targets) if (!seen.has(target.id)) seen.set(target.id, target);
  return [...seen.values()];
}
