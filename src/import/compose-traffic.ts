import { type ComposeParts, isJobRunner, isWorker } from './compose-parts.ts';
import type { ComposeService } from './compose-services.ts';
import { type HostMention, hostlessSchemes, hostMentions, plainName, serviceOfKey } from './compose-text.ts';
import type { Strength } from './draft.ts';
import type { DraftBuilder } from './draft-builder.ts';
import { addMessaging, channelHints, type MessageReference, SENDER_NAME } from './messaging.ts';
import { type ForeignProtocol, isProduct, isStorePort, knownImage } from './systems.ts';

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
const THRIFT = /thrift/i;

/** Draws who calls whom and who sends messages to whom, from what the services say about each other. */
export function addTraffic(builder: DraftBuilder, services: ReadonlyMap<string, ComposeService>, parts: ComposeParts): void {
  const context: Context = { builder, services, parts, redisQueues: new Map(), references: [] };
  for (const service of services.values()) if (parts.parts.has(service.name)) for (const sign of signsOf(context, service)) addSign(context, sign);
  for (const service of services.values()) if (parts.parts.has(service.name)) addStartOrder(context, service);
  addJobQueues(context);
  removeQueuesOnly(context);
  addAsides(context);
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
  if (STORES_IN_LOG.test(`${from.name} ${from.image}`) && parts.brokers.has(to)) return;
  const broker = parts.brokers.get(to) ?? (isQueueInCache(context, sign) ? redisQueue(context, to) : undefined);
  if (broker !== undefined) {
    context.references.push({ service: from, broker });
    return;
  }
  const id = parts.parts.get(to);
  if (id === undefined) return;
  const target = builder.parts.get(id)!;
  if (builder.addCall({ from: caller.id, to: id, protocol: protocolOf(target.kind, { to, key, mention }), strength })) builder.guess(from.name, `it calls "${to}"`, why);
}

/** What only keeps its own data in a log of the broker. */
const STORES_IN_LOG = /schema-?registry|kafka-?(ui|exporter)/i;

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

function protocolOf(kind: string, { to, key, mention }: { readonly to: string; readonly key: string; readonly mention?: HostMention | undefined }): ForeignProtocol {
  if (kind !== 'service' && kind !== 'loadBalancer') return 'tcp';
  const { scheme, port } = mention ?? {};
  if (scheme?.startsWith('grpc') || GRPC.test(key) || GRPC.test(to) || (port !== undefined && port >= 50_050 && port < 50_100)) return 'grpc';
  return scheme === 'tcp' || scheme === 'thrift' ? 'tcp' : 'http';
}

/** Calls from and to what is left out, and stores that serve nothing else. */
function addAsides({ builder, services, parts, ...rest }: Context): void {
  const context = { builder, services, parts, ...rest };
  const called = new Set([...builder.calls.values()].map(({ to }) => to));
  const own = new Map<string, string>();
  for (const from of services.values()) {
    for (const { to, key, mention } of [...signsOf(context, from), ...startSigns(from)]) {
      const id = parts.parts.get(to);
      const isStore = id !== undefined && ['database', 'cache'].includes(builder.parts.get(id)?.kind ?? '');
      if (isStore && !called.has(id) && !parts.parts.has(from.name)) own.set(to, from.name);
      const [caller, target] = [from.name, to].map((name) => parts.parts.get(name) ?? parts.asides.get(name));
      if (caller === undefined || target === undefined || (!parts.asides.has(from.name) && !parts.asides.has(to))) continue;
      builder.addAsideCall(caller, target, protocolOf(builder.parts.get(target)?.kind ?? 'service', { to, key, mention }));
    }
  }
  for (const [store, user] of own) {
    const id = parts.parts.get(store)!;
    builder.setAside(id, `keeps what "${user}" needs and serves nothing else`);
    parts.parts.delete(store);
    parts.asides.set(store, id);
  }
  for (const [user, aside] of parts.asides) {
    const service = services.get(user)!;
    for (const { to } of startSigns(service)) if (own.has(to)) builder.addAsideCall(aside, parts.asides.get(to)!, 'tcp');
  }
}

function startSigns(from: ComposeService): Sign[] {
  return from.dependsOn.map(({ name }) => ({ from, to: name, strength: 2, why: '', key: '' }));
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
    // A worker waits for the server, which prepares the database for both.
    const isService = id !== undefined && builder.parts.get(id)!.kind === 'service';
    if (isService && isWorker(from) && (service.isPublished || (from.code !== '' && from.code === service.code))) continue;
    if (isKnown || (isService && isWorker(service))) continue;
    addSign(context, { from, to, strength: 2, why: 'it starts after it', key: '' });
  }
}

/** Job runners that keep their queue in Redis. Those who make the jobs run the same code. */
const REDIS_RUNNER = /sidekiq|resque|rq ?worker|horizon|bullmq/i;
/** Job runners that may keep it elsewhere, and do not where the file has no broker. */
const OTHER_RUNNER = /celery|dramatiq|huey|taskiq|queue:work/i;
const SCHEDULER = /beat|scheduler|cron/i;

/** Whether a service must get its work from a queue: nobody can call it. */
function isIdleWorker({ builder, parts }: Context, service: ComposeService): boolean {
  if (OTHER_RUNNER.test(`${service.name} ${service.command}`)) return true;
  const id = parts.parts.get(service.name)!;
  return isWorker(service) && !service.isPublished && !service.isExposed && ![...builder.calls.values()].some(({ to }) => to === id);
}

/** Where a job runner uses a cache, its queue is there, and services of the same image make the jobs. */
function addJobQueues(context: Context): void {
  const { builder, parts, services, references } = context;
  const hasBroker = parts.brokers.size > 0 || references.length > 0;
  for (const runner of services.values()) {
    const id = parts.parts.get(runner.name);
    const words = `${runner.name} ${runner.command}`;
    if (id === undefined || SCHEDULER.test(words) || !(REDIS_RUNNER.test(words) || (!hasBroker && isIdleWorker(context, runner)))) continue;
    const cache = [...parts.parts].find(([, to]) => builder.parts.get(to)?.kind === 'cache' && builder.calls.has(`${id} ${to}`));
    if (cache === undefined) continue;
    const [cacheName, cacheId] = cache;
    const users = [...services.values()].filter(({ name }) => name !== runner.name && builder.calls.has(`${parts.parts.get(name)} ${cacheId}`));
    const kin = users.filter(({ code }) => code !== '' && code === runner.code);
    const makers = kin.length > 0 ? kin : users.filter((user) => !isWorker(user) || SCHEDULER.test(`${user.name} ${user.command}`));
    if (makers.length === 0) continue;
    const broker = redisQueue(context, cacheName);
    builder.calls.delete(`${id} ${cacheId}`);
    for (const service of [runner, ...makers]) references.push({ service, broker });
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
  const fronts = new Set(published.map(([, id]) => id));
  const isBehind = (id: string): boolean => [...builder.calls.values()].some(({ from, to }) => to === id && fronts.has(from) && !called.has(from));
  const likely = published.filter(([name, id]) => (builder.parts.get(id)!.isGateway ? !isBehind(id) : !called.has(id) && !isWorker(services.get(name)!)));
  const lone = loneGateway(builder, likely.map(([, id]) => id));
  const isReached = (name: string): boolean => FRONT_NAME.test(name) || services.get(name)!.ports.some(isStorePort);
  for (const [name, id] of likely.length > 0 ? likely : published) builder.parts.get(id)!.isEntry = lone === undefined || id === lone || isReached(name);
}

/** Services with pages of their own, which users reach without a gateway. */
const FRONT_NAME = /web|front|\bui\b|[-_.]ui$|spa$|portal|dashboard|admin|studio|site|client|console/i;

/** The only gateway among the ways in, when its targets are not in the file: the others are published to be looked at. */
function loneGateway(builder: DraftBuilder, likely: readonly string[]): string | undefined {
  const [only, ...others] = likely.filter((id) => builder.parts.get(id)!.isGateway);
  const isKnown = [...builder.calls.values()].some(({ from, to }) => from === only && builder.parts.get(to)!.kind === 'service');
  return others.length > 0 || isKnown ? undefined : only;
}

function addMessages(context: Context): void {
  const { builder, parts, services, references, redisQueues } = context;
  const called = new Set([...builder.calls.values()].map(({ to }) => to));
  const queues = new Set(redisQueues.values());
  const runners = new Set(references.filter(({ service }) => isJobRunner(service)).map(({ broker }) => broker));
  const saysPorts = [...services.values()].some(({ name, isPublished, isExposed }) => (isPublished || isExposed) && builder.parts.get(parts.parts.get(name) ?? '')?.kind === 'service');
  const messages = references.map(({ service, broker }): MessageReference => {
    const part = parts.parts.get(service.name)!;
    const isScheduler = SCHEDULER.test(`${service.name} ${service.command}`) || SENDER_NAME.test(service.name);
    const isReceiver = !isScheduler && (queues.has(broker) && runners.has(broker) ? isJobRunner(service) : isWorker(service));
    const isServing = !saysPorts || service.isPublished || service.isExposed || called.has(part) || isScheduler || queues.has(broker);
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
    const fits = isService && !part.isEntry && caller !== undefined && caller !== id && !isWorker(services.get(name)!) && (builder.parts.get(caller)!.isGateway || !builder.calls.has(`${id} ${caller}`));
    const isThrift = isService && THRIFT.test(`${name} ${caller === undefined ? '' : builder.parts.get(caller)!.name}`);
    builder.gaps.push({ part: id, caller: fits ? caller : 'nobody', protocol: isService && !isThrift ? 'http' : 'tcp' });
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
