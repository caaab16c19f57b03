import { type ComposeParts, isJobRunner, isWorker } from './compose-parts.ts';
import type { ComposeService } from './compose-services.ts';
import { type HostMention, hostlessSchemes, hostMentions, plainName, serviceOfKey } from './compose-text.ts';
import type { Strength } from './draft.ts';
import type { DraftBuilder } from './draft-builder.ts';
import { addMessaging, channelHints, type MessageReference } from './messaging.ts';
import { type ForeignProtocol, isProduct, knownImage } from './systems.ts';

/** What is needed to settle who calls whom. */
interface Context {
  readonly builder: DraftBuilder;
  readonly services: ReadonlyMap<string, ComposeService>;
  readonly parts: ComposeParts;
  /** Brokers that stand for queues in a cache, by the service's name. */
  readonly redisQueues: Map<string, string>;
  readonly references: { readonly service: ComposeService; readonly broker: string }[];
}

/** A sign that one service calls another. */
interface Sign {
  readonly from: ComposeService;
  readonly to: string;
  readonly strength: Strength;
  /** What the sign is, for the list of guesses. */
  readonly why: string;
  readonly key: string;
  readonly mention?: HostMention;
}

/** Settings of a cache that make it a queue: the broker of Celery, Sidekiq, BullMQ and the like. */
const QUEUE_KEY = /broker|sidekiq|bull|(^|_)rq(_|$)|queue_?(url|uri|host|redis)|redis_?queue|jobs?_?redis/i;
const OTHER_PURPOSE =
  /callback|redirect|origin|cors|issuer|audience|allowed|public|external|advertised|client$|^(app|site|base|web|client|frontend|ui)_?(url|uri|host)$/i;
const GRPC = /grpc/i;

/** Draws who calls whom and who sends messages to whom, from what the services say about each other. */
export function addTraffic(builder: DraftBuilder, services: ReadonlyMap<string, ComposeService>, parts: ComposeParts): void {
  const context: Context = { builder, services, parts, redisQueues: new Map(), references: [] };
  for (const service of services.values()) if (parts.parts.has(service.name)) for (const sign of signsOf(context, service)) addSign(context, sign);
  for (const service of services.values()) if (parts.parts.has(service.name)) addStartOrder(context, service);
  addJobQueues(context);
  removeQueuesOnly(context);
  addOwners(context);
  markEntries(context);
  addMessages(context);
  addGaps(context);
  addUnusedBrokers(context);
  const unread = [...services.values()].filter(({ name, hasSettingsFile }) => hasSettingsFile && parts.parts.has(name));
  for (const { name } of unread) builder.remark(name, 'has settings in another file, which is not read');
}

function* signsOf(context: Context, from: ComposeService): Generator<Sign> {
  const { services, parts } = context;
  const links = new Map(from.links.map(({ name, alias }) => [alias, name]));
  const hostOf = (host: string): string | undefined => links.get(host) ?? parts.hosts.get(host);
  for (const { name } of from.links) yield { from, to: name, strength: 3, why: 'it is linked to it', key: '' };
  for (const [key, value] of from.settings) {
    const strength = OTHER_PURPOSE.test(key) ? 1 : 3;
    for (const mention of hostMentions(value, key, (host) => hostOf(host) !== undefined)) {
      yield { from, to: hostOf(mention.host)!, strength, why: `the setting ${key.slice(0, 60)} has its address`, key, mention };
    }
  }
  for (const mention of hostMentions(from.command, '', (host) => hostOf(host) !== undefined)) {
    yield { from, to: hostOf(mention.host)!, strength: 3, why: 'its command has its address', key: '', mention };
  }
  yield* openSigns(context, from);
  if (!/traefik/i.test(from.image)) return;
  for (const { name, labels } of services.values()) {
    const routes = labels.some(([key]) => /^traefik\.(http|tcp|frontend)\b/i.test(key));
    if (routes) yield { from, to: name, strength: 3, why: 'its labels are for this proxy', key: '' };
  }
}

/** Signs in settings whose host is not in the file: their name, or the product that their scheme or name speaks of when
 *  there is only one of it. */
function* openSigns({ services, parts }: Context, from: ComposeService): Generator<Sign> {
  const names = new Map([...services.keys()].map((name) => [plainName(name), name]));
  const only = (word: string): string | undefined => {
    const [first, ...others] = [...parts.products].filter(([, label]) => isProduct(label, word));
    return others.length === 0 ? first?.[0] : undefined;
  };
  for (const key of from.openNames) {
    const word = serviceOfKey(key);
    const to = word === undefined ? undefined : (names.get(word) ?? only(word));
    if (to !== undefined) yield { from, to, strength: 3, why: `the setting ${key.slice(0, 60)} speaks of it`, key };
  }
  for (const [key, value] of from.settings) {
    for (const scheme of hostlessSchemes(value)) {
      const to = only(scheme);
      if (to !== undefined) yield { from, to, strength: 3, why: `the setting ${key.slice(0, 60)} has the address of one, and there is no other`, key };
    }
  }
}

function addSign(context: Context, sign: Sign): void {
  const { builder, parts } = context;
  const { from, to, strength, why, key, mention } = sign;
  const caller = builder.parts.get(parts.parts.get(from.name)!)!;
  if (from.name === to || !isCaller(caller.kind)) return;
  const broker = parts.brokers.get(to) ?? (isQueueInCache(context, sign) ? redisQueue(context, to) : undefined);
  if (broker !== undefined) {
    context.references.push({ service: from, broker });
    return;
  }
  const id = parts.parts.get(to);
  if (id === undefined) return;
  const target = builder.parts.get(id)!;
  if (builder.addCall({ from: caller.id, to: id, protocol: protocolOf(target.kind, key, mention), strength })) builder.guess(from.name, `it calls "${to}"`, why);
}

/** Stores and caches do not call: their references are about copies of themselves. */
function isCaller(kind: string): boolean {
  return kind !== 'database' && kind !== 'cache';
}

function isQueueInCache({ builder, parts, services }: Context, { to, key, mention }: Sign): boolean {
  const id = parts.parts.get(to);
  if (id === undefined || builder.parts.get(id)!.kind !== 'cache' || /result/i.test(key)) return false;
  const isRedis = mention?.scheme?.startsWith('redis') ?? knownImage(services.get(to)!.image) !== undefined;
  return isRedis && QUEUE_KEY.test(key);
}

function redisQueue({ builder, redisQueues }: Context, name: string): string {
  const known = redisQueues.get(name);
  if (known !== undefined) return known;
  const id = builder.addBroker(`${name} queue`, 'redisQueue');
  redisQueues.set(name, id);
  return id;
}

function protocolOf(kind: string, key: string, mention: HostMention | undefined): ForeignProtocol {
  if (kind !== 'service' && kind !== 'loadBalancer') return 'tcp';
  const { scheme, port } = mention ?? {};
  if (scheme?.startsWith('grpc') || GRPC.test(key) || (port !== undefined && port >= 50_050 && port < 50_100)) return 'grpc';
  return scheme === 'tcp' || scheme === 'thrift' ? 'tcp' : 'http';
}

/** Start order is the weakest sign: it counts where nothing better connects the two. */
function addStartOrder(context: Context, from: ComposeService): void {
  const { builder, parts, services, redisQueues, references } = context;
  const caller = builder.parts.get(parts.parts.get(from.name)!)!;
  if (!isCaller(caller.kind)) return;
  for (const { name: to, isCompletion } of from.dependsOn) {
    const service = services.get(to);
    if (service === undefined) builder.warn(to, `is what "${from.name.slice(0, 60)}" depends on, and is not in the file`);
    if (service === undefined || isCompletion || to === from.name) continue;
    const queue = redisQueues.get(to);
    if (queue !== undefined && references.some((one) => one.service === from && one.broker === queue)) continue;
    const id = parts.parts.get(to);
    const isKnown = id !== undefined && builder.calls.has(`${caller.id} ${id}`);
    if (isKnown || (id !== undefined && isWorker(service) && builder.parts.get(id)!.kind === 'service')) continue;
    addSign(context, { from, to, strength: 2, why: 'it starts after it', key: '' });
  }
}

/** Job runners that keep their queue in Redis. Those who make the jobs run the same code. */
const REDIS_RUNNER = /sidekiq|resque|rq ?worker|horizon|bullmq/i;

/** Where a job runner uses a cache, its queue is there, and services of the same image make the jobs. */
function addJobQueues(context: Context): void {
  const { builder, parts, services, references } = context;
  for (const runner of services.values()) {
    const id = parts.parts.get(runner.name);
    if (id === undefined || !REDIS_RUNNER.test(`${runner.name} ${runner.command}`)) continue;
    const cache = [...parts.parts].find(([, to]) => builder.parts.get(to)?.kind === 'cache' && builder.calls.has(`${id} ${to}`));
    if (cache === undefined) continue;
    const [cacheName, cacheId] = cache;
    const broker = redisQueue(context, cacheName);
    builder.calls.delete(`${id} ${cacheId}`);
    for (const service of services.values()) {
      const isMaker = service !== runner && service.image !== '' && service.image === runner.image && parts.parts.has(service.name);
      if (service === runner || (isMaker && builder.calls.has(`${parts.parts.get(service.name)} ${cacheId}`))) references.push({ service, broker });
    }
  }
}

/** A store that nobody refers to belongs to the service that shares its name: `user-redis` to `user-service`. */
function addOwners({ builder, parts, services }: Context): void {
  const called = new Set([...builder.calls.values()].map(({ to }) => to));
  const owners = new Map<string, string[]>();
  for (const [name, id] of parts.parts) {
    if (builder.parts.get(id)?.kind !== 'service') continue;
    const stem = stemOf(name);
    owners.set(stem, [...(owners.get(stem) ?? []), id]);
  }
  for (const [name, id] of parts.parts) {
    const kind = builder.parts.get(id)?.kind;
    if ((kind !== 'database' && kind !== 'cache') || called.has(id) || !services.has(name)) continue;
    const [owner, ...others] = owners.get(stemOf(name)) ?? [];
    if (owner === undefined || others.length > 0 || stemOf(name) === '') {
      builder.remark(name, 'nothing refers to it');
      continue;
    }
    builder.addCall({ from: owner, to: id, protocol: 'tcp', strength: 2 });
    builder.guess(builder.parts.get(owner)!.name, `it calls "${name}"`, 'they share a name');
  }
}

const STORE_WORDS =
  /(^|[-_.])(db|database|data|store|storage|cache|redis|valkey|memcached|mongo(db)?|postgres(ql)?|pg|mysql|mariadb|sql|mssql|cassandra|elasticsearch|service|svc|api|app|server|srv|backend)(?=$|[-_.])/gi;

function stemOf(name: string): string {
  return name.toLowerCase().replace(STORE_WORDS, '').replace(/^[-_.]+|[-_.]+$/g, '');
}

/** A cache that is used as a queue only is drawn as the queue alone. */
function removeQueuesOnly({ builder, parts, redisQueues }: Context): void {
  for (const name of redisQueues.keys()) {
    const id = parts.parts.get(name)!;
    if ([...builder.calls.values()].some(({ to }) => to === id)) continue;
    builder.removePart(id);
    builder.guess(name, 'drawn as a queue and not as a cache', 'the settings that name it are those of a job queue');
  }
}

/** Published gateways, and what is published and called by no service of the file, are where users come in; failing
 *  that, all that is published. */
function markEntries({ builder, parts, services }: Context): void {
  const called = new Set([...builder.calls.values()].filter(({ from }) => builder.parts.get(from)!.kind !== 'client').map(({ to }) => to));
  const published = [...parts.parts].filter(([name, id]) => builder.parts.get(id)?.kind === 'service' && services.get(name)!.isPublished);
  const likely = published.filter(([, id]) => builder.parts.get(id)!.isGateway || !called.has(id));
  for (const [, id] of likely.length > 0 ? likely : published) builder.parts.get(id)!.isEntry = true;
}

function addMessages(context: Context): void {
  const { builder, parts, references, redisQueues } = context;
  const called = new Set([...builder.calls.values()].map(({ to }) => to));
  const queues = new Set(redisQueues.values());
  const runners = new Set(references.filter(({ service }) => isJobRunner(service)).map(({ broker }) => broker));
  const messages = references.map(({ service, broker }): MessageReference => {
    const part = parts.parts.get(service.name)!;
    const isScheduler = /beat|scheduler|cron/i.test(`${service.name} ${service.command}`);
    const isReceiver = !isScheduler && (queues.has(broker) && runners.has(broker) ? isJobRunner(service) : isWorker(service));
    const isServing = service.isPublished || service.isExposed || called.has(part) || isScheduler || queues.has(broker);
    const why = isReceiver ? 'its name or command speaks of a receiver' : isServing ? 'it answers requests or makes jobs' : 'it has no port';
    return {
      part,
      broker,
      isForReceiving: false,
      usual: { direction: isReceiver || !isServing ? 'consumes' : 'produces', why },
      hints: channelHints(service.settings),
    };
  });
  addMessaging(builder, messages, []);
}

/** Services and stores that nobody in the file calls are asked about. Where one gateway has no known target, it is the
 *  likely caller of services. */
function addGaps({ builder, parts, services }: Context): void {
  const calls = [...builder.calls.values()];
  const called = new Set(calls.map(({ to }) => to));
  const busy = new Set([...builder.links.values()].map(({ part }) => part));
  // Start order alone tells nothing of what a gateway passes on to.
  const known = calls.filter(({ to, strength }) => strength > 2 && builder.parts.get(to)!.kind === 'service');
  const isOnlyEntry = [...builder.parts.values()].filter(({ isEntry }) => isEntry).length < 2;
  const caller = likelyCaller(builder, new Set(known.map(({ from }) => from)));
  for (const [name, id] of parts.parts) {
    const part = builder.parts.get(id);
    if (part === undefined || part.kind === 'client' || called.has(id) || busy.has(id)) continue;
    // What is published may be called from inside too, but the only way in is hardly.
    if (part.isEntry && (part.isGateway || isOnlyEntry)) continue;
    const isService = part.kind === 'service';
    const fits = isService && !part.isEntry && caller !== undefined && caller !== id && !isWorker(services.get(name)!);
    builder.gaps.push({ part: id, caller: fits ? caller : 'nobody', protocol: isService ? 'http' : 'tcp' });
    if (fits) builder.guess(builder.parts.get(caller)!.name, `it calls "${name}"`, 'it is the only way in, its targets are not in the file, and nothing else calls this service');
  }
}

/** Most services that are asked what they do with a broker that nobody refers to. */
const MAX_ASKED = 20;

/** A broker that nothing refers to: every service is asked about. */
function addUnusedBrokers({ builder, parts }: Context): void {
  const used = new Set([...builder.channels.values()].map(({ broker }) => broker));
  const services = [...parts.parts.values()].filter((id) => builder.parts.get(id)?.kind === 'service' && !builder.parts.get(id)!.isGateway);
  for (const [name, broker] of parts.brokers) {
    if (used.has(broker)) continue;
    builder.remark(name, 'is not drawn until you say who uses it: nothing refers to it');
    if (services.length > MAX_ASKED) continue;
    const channel = builder.channel(broker, name, false);
    for (const id of services) builder.addLink(id, channel, 'none', false);
  }
}

function likelyCaller(builder: DraftBuilder, callers: ReadonlySet<string>): string | undefined {
  const entries = [...builder.parts.values()].filter(({ isEntry }) => isEntry);
  const gateways = entries.filter(({ isGateway }) => isGateway);
  const [only, ...others] = gateways.length > 0 ? gateways : entries;
  return only === undefined || others.length > 0 || callers.has(only.id) ? undefined : only.id;
}
