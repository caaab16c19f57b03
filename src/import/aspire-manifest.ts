import { findJsonError } from '../model/json-error.ts';
import { AspireReferences, entityIn, isPlumbing, type Target } from './aspire-references.ts';
import { type AspireResources, drawResources } from './aspire-resources.ts';
import { discoveryNames, placeholders } from './aspire-text.ts';
import type { Strength } from './draft.ts';
import { DraftBuilder } from './draft-builder.ts';
import { finishImport, tooMany } from './finish-import.ts';
import type { ImportProblem, ImportResult } from './imported.ts';
import { addMessaging, type ChannelHint, channelHints, type DeclaredEntity, type MessageReference, RECEIVER_NAME, SENDER_NAME } from './messaging.ts';
import { label } from './label.ts';
import { entriesOf, field, isPlain, type Plain, textEntries, textField, textItems } from './plain.ts';

/** Longest manifest that is read, in characters. */
export const MAX_MANIFEST_CHARACTERS = 2_097_152;

const NOTE =
  'Imported from an Aspire manifest. It says what exists and who refers to whom; rates, times, limits, replicas and shares are assumptions until you set them.';
const SERVICE_KEY = /^services__(.+?)(?:__[^_].*?)?__\d+$/i;
/** Settings that hold an address for another purpose than calling it. */
const OTHER_PURPOSE = /callback|redirect|origin|cors|issuer|audience|allowed|client$/i;

/** Reads an Aspire App Host manifest as a diagram: resources become components and brokers, references become calls and
 *  messages. Never throws. Values of parameters and settings are looked at for references only and never kept. Text that
 *  is no manifest gives problems with line and column. */
export function importAspireManifest(text: string, options: { readonly title?: string } = {}): ImportResult {
  const read = readResources(text.replace(/^\ufeff/, ''));
  if ('problem' in read) return { ok: false, problems: [read.problem] };
  const count = Object.keys(read.resources).length;
  if (count > MAX_RESOURCES) return { ok: false, problems: tooMany({ components: count }) };
  const builder = new DraftBuilder();
  const resources = drawResources(builder, read.resources);
  const references = new AspireReferences(builder, resources);
  const messages: MessageReference[] = [];
  for (const [name, resource] of resources.all) {
    const hints = channelHints(textEntries(field(resource, 'env')));
    addReferences(builder, { name, resource, resources, references, messages, hints });
  }
  addMessaging(builder, messages, declaredEntities(builder, resources, references, messages));
  reportUnused(builder, resources, references);
  return finishImport(builder, { title: options.title ?? 'Aspire application', note: NOTE });
}

/** More resources than this are not even looked at: most of a manifest's resources are not drawn. */
const MAX_RESOURCES = 20_000;

function readResources(text: string): { readonly resources: Plain } | { readonly problem: ImportProblem } {
  if (text.length > MAX_MANIFEST_CHARACTERS) return { problem: { message: 'is larger than 2 MiB, the most that is read' } };
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    const error = findJsonError(text) ?? { line: 1, column: 1, message: 'the text cannot be read' };
    return { problem: { message: `is not valid JSON: ${error.message}`, line: error.line, column: error.column } };
  }
  const resources = field(input, 'resources');
  if (isPlain(resources)) return { resources };
  const message = isPlain(input) ? 'has no "resources" object, so it is no Aspire manifest' : 'is no Aspire manifest: an object was expected';
  return { problem: { message, ...placeOf(text, resources === undefined ? /\S/ : /"resources"\s*:\s*/) } };
}

/** Line and column of the end of what the pattern finds up to its last character, or of the start of the text. */
function placeOf(text: string, pattern: RegExp): { line: number; column: number } {
  const found = pattern.exec(text);
  const at = found === null ? 0 : found.index + (found[0].length === 1 ? 0 : found[0].length);
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

interface Context {
  readonly name: string;
  readonly resource: Plain;
  readonly resources: AspireResources;
  readonly references: AspireReferences;
  readonly messages: MessageReference[];
  readonly hints: readonly ChannelHint[];
}

function addReferences(builder: DraftBuilder, context: Context): void {
  const { name, resource, resources } = context;
  const drawn = resources.drawn.get(name)!;
  if (isPlain(field(resource, 'dapr'))) addDapr(builder, context);
  for (const reference of listOf(field(resource, 'references'))) addStackReference(builder, context, textField(reference, 'target-resource'));
  const settings = textEntries(field(resource, 'env'));
  const others = textItems(field(resource, 'args'));
  if (drawn.as === 'part' || drawn.as === 'aside') {
    for (const [key, value] of settings) addSetting(builder, context, key, value);
    for (const value of others) addTargets(builder, context, context.references.inText(value), { strength: 2, key: '' });
    return;
  }
  // What a broker or an unseen resource refers to is not drawn, but a name that is missing is worth a warning.
  for (const value of [...settings.map(([, text]) => text), ...others, textField(resource, 'connectionString') ?? '']) {
    for (const { name: other } of placeholders(value)) if (!resources.all.has(other)) builder.warn(other, 'is referred to and is not in the manifest');
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function addSetting(builder: DraftBuilder, context: Context, key: string, value: string): void {
  const { references, resources } = context;
  const strength = strengthOf(key);
  addTargets(builder, context, references.inText(value), { strength, key });
  for (const { name, endpoint } of discoveryNames(value)) {
    const target = resources.drawn.get(name);
    if (target?.as !== 'part' && target?.as !== 'aside') continue;
    const protocol = references.protocolOf(name, endpoint ?? '');
    addTargets(builder, context, [{ to: 'part', id: target.id, protocol, label: '' }], { strength: 2, key });
  }
  const service = SERVICE_KEY.exec(key)?.[1];
  if (service !== undefined && !resources.all.has(service) && isAddress(value, resources)) {
    addTargets(builder, context, [references.outsidePart(service)], { strength, key });
  }
}

/** Whether a setting for a service outside holds an address: a literal one, or a parameter that will hold one. */
function isAddress(value: string, resources: AspireResources): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return true;
  return placeholders(value).some(({ name }) => textField(resources.all.get(name), 'type') === 'parameter.v0');
}

function strengthOf(key: string): Strength {
  if (/^(services__|connectionstrings__|reverseproxy__)/i.test(key)) return 3;
  return OTHER_PURPOSE.test(key) ? 1 : 2;
}

function addTargets(
  builder: DraftBuilder,
  context: Context,
  targets: readonly Target[],
  { strength, key }: { readonly strength: Strength; readonly key: string },
): void {
  const drawn = context.resources.drawn.get(context.name)!;
  if (drawn.as !== 'part' && drawn.as !== 'aside') return;
  for (const target of targets) {
    if (target.to === 'part' && (drawn.as === 'aside' || builder.asides.has(target.id))) builder.addAsideCall(drawn.id, target.id, target.protocol);
    else if (drawn.as === 'aside') continue;
    else if (target.to === 'part') {
      const { id: to, protocol, label } = target;
      const resilience = drawn.isProject && protocol === 'http' ? 'standard' : 'none';
      builder.addCall({ from: drawn.id, to, protocol, strength, label, resilience, isAsynchronous: drawn.isProject });
    } else if (!/^AzureWebJobsStorage|__AzureWebJobsStorage__/i.test(key)) {
      context.messages.push(messageReference(context, drawn.id, target));
    }
  }
}

function messageReference({ name, resource, hints }: Context, part: string, target: Extract<Target, { to: 'broker' }>): MessageReference {
  const { id, entity, subscription, isForReceiving } = target;
  const isReceiver = RECEIVER_NAME.test(name);
  const hasBindings = entriesOf(field(resource, 'bindings')).length > 0 || SENDER_NAME.test(name);
  const why = isReceiver ? 'its name speaks of a receiver' : hasBindings ? 'it answers requests or makes messages' : 'it has no endpoint of its own';
  return {
    part,
    broker: id,
    ...(entity === undefined ? {} : { entity }),
    ...(subscription === undefined ? {} : { subscription }),
    isForReceiving,
    usual: { direction: isReceiver || !hasBindings ? 'consumes' : 'produces', why },
    hints,
  };
}

/** A sidecar speaks for its application. */
function addDapr(builder: DraftBuilder, context: Context): void {
  const dapr = field(context.resource, 'dapr');
  const application = textField(dapr, 'application') ?? '';
  const resource = context.resources.all.get(application);
  if (resource === undefined) {
    builder.warn(context.name, `is a sidecar of "${application.slice(0, 60)}", which is not in the manifest`);
    return;
  }
  builder.remark(context.name, `is not drawn: it is the Dapr sidecar of "${application}"`);
  for (const component of textItems(field(dapr, 'components'))) {
    const targets = context.references.follow({ name: component, path: ['connectionString'] });
    addTargets(builder, { ...context, name: application, resource }, targets.map(asTcp), { strength: 3, key: '' });
  }
}

function asTcp(target: Target): Target {
  return target.to === 'part' ? { ...target, protocol: 'tcp' } : target;
}

function addStackReference(builder: DraftBuilder, context: Context, caller: string | undefined): void {
  const resource = caller === undefined ? undefined : context.resources.all.get(caller);
  const stack = context.resources.drawn.get(context.name)!;
  if (caller === undefined || resource === undefined || stack.as !== 'part') return;
  addTargets(builder, { ...context, name: caller, resource }, [{ to: 'part', id: stack.id, protocol: 'http', label: '' }], { strength: 2, key: '' });
}

/** Queues, topics and subscriptions that are resources of their own, of the brokers that something refers to. */
function declaredEntities(builder: DraftBuilder, resources: AspireResources, references: AspireReferences, messages: readonly MessageReference[]): DeclaredEntity[] {
  const used = new Set(messages.map(({ broker }) => broker));
  const names = new Set([...used].map((id) => builder.brokers.get(id)!.name));
  const found: DeclaredEntity[] = [];
  for (const [name, drawn] of resources.drawn) {
    if (drawn.as !== 'reference' || textField(resources.all.get(name), 'type') === 'parameter.v0') continue;
    const text = textField(resources.all.get(name), 'connectionString') ?? '';
    if (!placeholders(text).some((placeholder) => names.has(label(placeholder.name)))) continue;
    for (const target of references.follow({ name, path: ['connectionString'] })) {
      if (target.to !== 'broker' || target.entity === undefined || !used.has(target.id)) continue;
      const { id: broker, entity, subscription } = target;
      found.push({ broker, entity, ...(subscription === undefined ? {} : { subscription }) });
    }
  }
  return found;
}

function reportUnused(builder: DraftBuilder, resources: AspireResources, references: AspireReferences): void {
  const used = new Set([...builder.channels.values()].map(({ broker }) => broker));
  for (const [name, drawn] of resources.drawn) {
    if (drawn.as === 'broker' && !used.has(drawn.id)) builder.remark(name, 'is not drawn: nothing refers to it');
    if (drawn.as === 'cloud' && !references.isDrawn(name) && !isPlumbing(name)) builder.remark(name, 'is not drawn: nothing that runs calls it');
  }
  reportUnusedEntities(builder, resources, references);
  const plumbing = [...resources.drawn].filter(([name, drawn]) => drawn.as === 'cloud' && !references.isDrawn(name) && isPlumbing(name)).length;
  if (plumbing > 0) builder.remark('', `${plumbing === 1 ? 'One cloud resource is' : `${plumbing} cloud resources are`} not drawn: roles, identities and where things run`);
  const called = new Set([...builder.calls.values()].map(({ to }) => to));
  for (const { id, kind } of builder.parts.values()) {
    if ((kind === 'database' || kind === 'cache') && !called.has(id) && !builder.usesChannels(id)) builder.setAside(id, asideReason(builder, id));
  }
}

/** Names the queues and topics that are declared and that nobody sends to or receives from, as far as the file says. */
function reportUnusedEntities(builder: DraftBuilder, resources: AspireResources, references: AspireReferences): void {
  const drawn = new Set([...builder.channels.values()].flatMap(({ broker, name }) => [name, name.split('/')[0]!].map((part) => `${builder.brokers.get(broker)!.name} ${part}`)));
  for (const [name, resource] of resources.all) {
    if (textField(resource, 'type') !== 'value.v0') continue;
    const broker = references.brokerBehind(name);
    if (broker === undefined) continue;
    const { entity, subscription } = entityIn(name, textField(resource, 'connectionString') ?? '');
    const channel = subscription === undefined ? entity : `${entity}/${subscription}`;
    if (!drawn.has(`${label(broker)} ${label(channel)}`)) builder.remark(name, `is not drawn: nothing says who sends to this queue or topic of "${label(broker)}", or receives from it`);
  }
}

function asideReason(builder: DraftBuilder, id: string): string {
  return builder.isUsedByAsides(id) ? 'is used only by what is left out' : 'is used by nothing in the file';
}
