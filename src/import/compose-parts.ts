import type { ComposeService } from './compose-services.ts';
import { RUNS_NOW_AND_THEN, RUNS_ONCE } from './asides.ts';
import type { DraftBuilder } from './draft-builder.ts';
import { MAX_REPLICAS } from './questions.ts';
import { ownRelease } from './releases.ts';
import { type ForeignProtocol, hasJetStream, knownImage, knownName, knownPorts, type KnownSystem, storeInName } from './systems.ts';

/** What became of the services of a compose file, by the service's name. Services that are not drawn are in neither. */
export interface ComposeParts {
  readonly parts: Map<string, string>;
  readonly brokers: ReadonlyMap<string, string>;
  /** Services that are left out unless they are wanted. */
  readonly asides: Map<string, string>;
  /** The products that stores and brokers were recognised as. */
  readonly products: ReadonlyMap<string, string>;
  /** Services by every name that the network knows them by. */
  readonly hosts: ReadonlyMap<string, string>;
}

const WORKER_NAME = /worker|consumer|processor|subscriber|listener|sidekiq|celery|resque|cron|scheduler|beat|daemon|job|background|task/i;
const WORKER_COMMAND = /\b(celery|sidekiq|resque|dramatiq|huey|queue:work|horizon|rq ?worker|worker|consumer|consume)\b/i;
const STORE_NAME = /(^|[-_.])(db|database)$/i;
const GATEWAY_NAME = /(^|[-_.])(proxy|reverse-?proxy|ingress|router|load-?balancer|lb)$|(gateway|api-?gw)$/i;
/** Commands that make the topics of a broker. */
const TOPIC_COMMAND = /kafka-topics(\.sh)? .{0,200}--create|rpk topic create|nats stream add|\bmc (alias|mb|config)\b/i;
const TEMPLATE_NAME = /(^|[-_.])(base|common|template|defaults?|x-app|app-base|shared)([-_.]|$)/i;
/** Profiles of services that somebody starts by hand now and then. */
const SIDE_PROFILE = /^(debug|tests?|tools?|cli|manual|setup|init|e2e|admin)$/i;

/** Whether a service's command is that of a job runner. */
export function isJobRunner({ command }: ComposeService): boolean {
  return WORKER_COMMAND.test(command);
}

/** Whether a service works through a queue, as far as its name or command says. */
export function isWorker({ name, command }: ComposeService): boolean {
  return WORKER_NAME.test(name) || WORKER_COMMAND.test(command);
}

/** Draws every service that is part of the way of a request, by its image. */
export function addServices(builder: DraftBuilder, services: ReadonlyMap<string, ComposeService>): ComposeParts {
  const parts = new Map<string, string>();
  const brokers = new Map<string, string>();
  const asides = new Map<string, string>();
  const products = new Map<string, string>();
  const hosts = new Map<string, string>();
  const completed = new Set([...services.values()].flatMap(({ dependsOn }) => dependsOn.filter((one) => one.isCompletion).map((one) => one.name)));
  for (const [name, service] of services) {
    const idle = completed.has(name) ? 'runs once, before the others' : idleReason(service, services);
    const known = idle === undefined ? recognised(builder, service) : undefined;
    if (known !== undefined) products.set(name, known.label);
    if (idle !== undefined) asides.set(name, builder.addAside(name, idle));
    else if (known?.drawing.as === 'nothing') asides.set(name, builder.addAside(name, `is ${known.label}, which ${known.drawing.why}`));
    else if (known?.drawing.as === 'broker') brokers.set(name, builder.addBroker(name, brokerOf(service, known.drawing.system), ownRelease(known, service.image)));
    else parts.set(name, addPart(builder, service, known));
  }
  for (const [name, { aliases }] of services) for (const alias of aliases) if (!hosts.has(alias)) hosts.set(alias, name);
  for (const name of services.keys()) hosts.set(name, name);
  return { parts, brokers, asides, products, hosts };
}

/** Why a service takes no part in the way of a request, as far as that does not depend on its product. */
function idleReason(service: ComposeService, services: ReadonlyMap<string, ComposeService>): string | undefined {
  const { name, image, command, profiles, isPublished } = service;
  if (!isPublished && (RUNS_ONCE.test(name) || TOPIC_COMMAND.test(command))) return 'runs once, before the others';
  if (!isPublished && (RUNS_NOW_AND_THEN.test(name) || RUNS_NOW_AND_THEN.test(image))) return 'makes copies now and then';
  if (profiles.length > 0 && profiles.every((profile) => SIDE_PROFILE.test(profile))) return 'starts only with a profile for occasional use';
  return isTemplate(service, services) ? 'is only there for others to take their settings from' : undefined;
}

/** A service without anything of its own, whose image others run with a command. */
function isTemplate({ name, code, command, dependsOn, links, isPublished, isExposed, labels }: ComposeService, services: ReadonlyMap<string, ComposeService>): boolean {
  if (!TEMPLATE_NAME.test(name) || command !== '' || isPublished || isExposed || dependsOn.length + links.length + labels.length > 0) return false;
  return [...services.values()].some((other) => other.name !== name && code !== '' && other.code === code && other.command !== '');
}

function brokerOf({ command }: ComposeService, system: ForeignProtocol): ForeignProtocol {
  return system === 'nats' && hasJetStream(command.split(/\s+/)) ? 'jetStream' : system;
}

function recognised(builder: DraftBuilder, service: ComposeService): KnownSystem | undefined {
  const { name, image } = service;
  const byImage = image === '' ? undefined : knownImage(image);
  if (byImage !== undefined) return byImage;
  // Where the image is a variable, the name is all there is.
  const isVariable = !/[a-z]/i.test(image.replace(/:.*$/, ''));
  const byName = knownName(name) ?? knownKind(name) ?? (isVariable ? storeInName(name) : undefined);
  const known = byName ?? (isVariable ? knownPorts(service.ports) : undefined);
  const { drawing } = known ?? {};
  if (known !== undefined && drawing?.as !== 'nothing' && !(drawing?.as === 'component' && drawing.kind === 'service')) {
    builder.guess(name, `read as ${known.label}`, `its image tells nothing, but its ${byName === undefined ? 'port' : 'name'} does`);
  }
  return known;
}

function knownKind(name: string): KnownSystem | undefined {
  if (STORE_NAME.test(name)) return { label: 'a database', drawing: { as: 'component', kind: 'database' } };
  return GATEWAY_NAME.test(name) ? { label: 'a gateway', drawing: { as: 'gateway' } } : undefined;
}

function addPart(builder: DraftBuilder, service: ComposeService, known: KnownSystem | undefined): string {
  const { name, replicas, profiles, isPublished, isExposed } = service;
  const drawing = known?.drawing;
  const kind = drawing?.as === 'component' ? drawing.kind : 'service';
  if (kind === 'cache') builder.guess(name, 'drawn as a cache, with the usual share of hits', `it is ${known!.label}; as a store of its own it would be a database`);
  if (kind === 'client') builder.guess(name, 'drawn as a load source', `it is ${known!.label}`);
  if (profiles.length > 0) builder.guess(name, 'drawn as if it were running', `it starts only with a profile (${profiles.length === 1 ? profiles[0]!.slice(0, 40) : 'one of several'})`);
  if (replicas !== undefined && replicas > MAX_REPLICAS) builder.warn(name, `has ${replicas} replicas; drawn with ${MAX_REPLICAS}, the most there can be`);
  return builder.addPart(name, {
    kind,
    isGateway: drawing?.as === 'gateway',
    replicas: Math.min(replicas ?? 1, MAX_REPLICAS),
    saysReplicas: replicas !== undefined,
    hasEndpoint: isPublished || isExposed || !isWorker(service),
    saysEndpoint: isPublished || isExposed,
  });
}
