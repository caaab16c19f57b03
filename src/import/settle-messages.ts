import { allCalls, type Draft, type DraftLink, isConsumer, isProducer } from './draft.ts';
import type { DraftBuilder } from './draft-builder.ts';
import { logChannels } from './draft-kinds.ts';

/** Names of parts that hardly do anything but receive, and of those that rather do. */
const SURE_RECEIVER = /consum|receiv|subscri|listen|handler|processor/i;
const LIKELY_RECEIVER = /worker|background|backend|job/i;
/** More arrows than this are not drawn to give every receiver a queue of its own: nobody could read them. */
const MOST_COPY_ARROWS = 12;

/** Where nothing says who receives from a channel, or who sends to it, the likeliest of those who deal with it does:
 *  messages that nobody takes would only pile up, and a receiver without messages would stand idle. */
export function settleDirections(builder: DraftBuilder, draft: Draft): void {
  const depths = callDepths(draft);
  for (const { id } of draft.channels) {
    const links = [...builder.links.values()].filter(({ channel, direction }) => channel === id && direction !== 'none');
    const free = links.filter(({ saysDirection }) => !saysDirection);
    if (free.length === 0 || (links.some(isProducer) && links.some(isConsumer))) continue;
    if (links.some(isProducer)) nameReceivers(builder, { free, links, depths });
    else nameSender(builder, free);
  }
}

interface Choice {
  readonly free: readonly DraftLink[];
  readonly links: readonly DraftLink[];
  /** How many calls lie between users and a part. */
  readonly depths: ReadonlyMap<string, number>;
}

/** Those furthest from the users receive what the others send. One alone does both. */
function nameReceivers(builder: DraftBuilder, { free, links, depths }: Choice): void {
  const [only] = links;
  if (links.length === 1 && only !== undefined) return change(builder, only, 'both', 'nothing else uses it, and what nobody receives piles up');
  const why = 'somebody must receive what the others send, and it is the furthest from the users';
  const depthOf = ({ part }: DraftLink): number => depths.get(part) ?? 0;
  const nearest = Math.min(...links.map(depthOf));
  const deeper = free.filter((link) => depthOf(link) > nearest);
  const receivers = deeper.length > 0 ? deeper : free.slice(-1);
  for (const link of receivers) change(builder, link, 'consumes', why);
}

/** Of several that receive, the one whose name says so least may well send. */
function nameSender(builder: DraftBuilder, free: readonly DraftLink[]): void {
  if (free.length < 2) return;
  const sureness = ({ part }: DraftLink): number => {
    const { name } = builder.parts.get(part)!;
    return SURE_RECEIVER.test(name) ? 2 : LIKELY_RECEIVER.test(name) ? 1 : 0;
  };
  const [sender, next] = free.toSorted((a, b) => sureness(a) - sureness(b));
  if (sender === undefined || next === undefined || sureness(sender) === 2) return;
  change(builder, sender, 'produces', 'somebody must send what the others receive');
}

function change(builder: DraftBuilder, link: DraftLink, direction: 'produces' | 'consumes' | 'both', why: string): void {
  const { name } = builder.parts.get(link.part)!;
  const channel = `"${builder.channels.get(link.channel)!.name}"`;
  builder.unguess(name, `it sends to ${channel}`);
  builder.unguess(name, `it receives from ${channel}`);
  const verb = { produces: 'sends to', consumes: 'receives from', both: 'sends to and receives from' }[direction];
  builder.guess(name, `it ${verb} ${channel}`, why);
  builder.setDirection(link.part, link.channel, direction);
}

/** How many calls lead from what users or load sources reach, or from what nobody calls, to each part. */
function callDepths(draft: Draft): ReadonlyMap<string, number> {
  const calls = allCalls(draft);
  const called = new Set(calls.map(({ to }) => to));
  const first = draft.parts.filter(({ id, isEntry }) => isEntry || !called.has(id));
  const depths = new Map(first.map(({ id }) => [id, 0]));
  for (const [id, depth] of depths) {
    for (const { from, to } of calls) if (from === id && !depths.has(to)) depths.set(to, depth + 1);
  }
  return depths;
}

/** Different services that receive from a broker without the name of a queue hardly compete for one: each gets a copy.
 *  Not so where that would fill the diagram with arrows. */
export function settleSharing(builder: DraftBuilder, draft: Draft): void {
  const logs = new Set(logChannels(draft).map(({ id }) => id));
  for (const channel of builder.channels.values()) {
    const links = draft.links.filter((link) => link.channel === channel.id);
    const consumers = links.filter(isConsumer).length;
    const { system } = builder.brokers.get(channel.broker)!;
    if (channel.isNamed || system === 'redisQueue' || logs.has(channel.id) || consumers < 2) continue;
    const isOneBox = system === 'nats' || system === 'jetStream';
    if (!isOneBox && links.filter(isProducer).length * consumers > MOST_COPY_ARROWS) {
      builder.guess(channel.name, `its ${consumers} receivers share one queue`, 'the file names no queues; one for each of them could hardly be drawn');
      continue;
    }
    channel.sharing = 'copies';
    const what = isOneBox ? 'gets every message' : 'has a queue with a copy of every message';
    builder.guess(channel.name, `each of its ${consumers} receivers ${what}`, 'the file names no queues, and different services seldom share one');
  }
}
