import { PROTOCOLS } from '../model/catalog.ts';
import { LIMITS } from '../model/document.ts';
import { numberText } from '../model/quoting.ts';
import { busiestShare } from './busiest.ts';
import { findCircles, widestFanOut } from './circles.ts';
import { type Draft, isConsumer, isProducer } from './draft.ts';
import type { DraftBuilder, KnownPart } from './draft-builder.ts';
import { drawnKinds } from './draft-kinds.ts';
import { drawDraft } from './draw-draft.ts';
import type { ImportProblem, ImportResult } from './imported.ts';
import { questionsOf, uncalledParts } from './questions.ts';
import { drawnRelease } from './releases.ts';
import { settleDirections, settleSharing } from './settle-messages.ts';
import { PRESETS } from './systems.ts';

/** Requests per second that come from outside in all, unless answered otherwise. */
const USUAL_LOAD = 100;
/** How busy the busiest part may be with the usual load. */
const USUAL_SHARE = 0.6;
/** How often what nobody calls does its work by itself. */
const TIMER_LOAD = 10;
/** More requests than this from one are worth a warning. */
const WIDE_FAN_OUT = 500;

/** Draws what an importer has collected: settles where load comes from and how messages are shared, asks what is open. */
export function finishImport(builder: DraftBuilder, about: { readonly title: string; readonly note: string }): ImportResult {
  const problems = sizeProblems(builder);
  if (problems.length > 0) return { ok: false, problems };
  settleDirections(builder, builder.draft('', ''));
  settleLoad(builder, builder.draft('', ''));
  settleTimers(builder, builder.draft('', ''));
  settleSharing(builder, builder.draft('', ''));
  const draft = builder.draft(about.title, about.note);
  reportStandIns(builder, draft);
  reportDefaults(builder, draft);
  reportShape(builder, draft);
  return {
    ok: true,
    document: drawDraft(draft),
    guesses: builder.guesses(),
    warnings: builder.warnings(),
    remarks: builder.remarks(),
    questions: questionsOf(draft),
    draft,
  };
}

/** Says what a diagram has no room for. `counts` are how many of each the file has. */
export function tooMany(counts: Readonly<Partial<Record<'components' | 'connections' | 'channels' | 'brokers', number>>>): ImportProblem[] {
  return (Object.keys(counts) as (keyof typeof counts)[])
    .filter((what) => counts[what]! > LIMITS[what])
    .map((what) => ({ message: `has ${numberText(counts[what]!)} ${what}; a diagram holds at most ${numberText(LIMITS[what])}` }));
}

function sizeProblems({ parts, calls, links, channels, brokers, gaps }: DraftBuilder): ImportProblem[] {
  const connections = calls.size + links.size + gaps.length;
  return tooMany({ components: parts.size, connections, channels: channels.size, brokers: brokers.size });
}

/** Where the file names no entry, load comes to what nobody calls: without any, nothing would happen in the diagram. */
function settleLoad(builder: DraftBuilder, draft: Draft): void {
  const parts = [...builder.parts.values()];
  const clients = parts.filter(({ kind }) => kind === 'client');
  for (const client of clients) client.loadPerSec = USUAL_LOAD;
  const simulated = new Set(draft.calls.filter(({ from }) => builder.parts.get(from)!.kind === 'client').map(({ to }) => to));
  const marked = parts.filter(({ id, isEntry }) => isEntry && !simulated.has(id));
  const entries = marked.length > 0 || clients.length > 0 ? marked : likelyEntries(builder, draft);
  const room = LIMITS.components - parts.length;
  const rate = Math.max(1, Math.floor(USUAL_LOAD / Math.max(1, entries.length)));
  for (const entry of entries.slice(0, room)) builder.parts.get(entry.id)!.loadPerSec = rate;
  relieve(builder);
  for (const { id, name, isEntry } of entries.slice(0, room)) {
    const why = isEntry ? 'it can be reached from outside' : 'nothing says where load comes from, and nothing in the file calls it';
    builder.guess(name, `users send it ${builder.parts.get(id)!.loadPerSec} requests per second`, why);
  }
}

/** Lowers all loads where a part could not keep up with the usual ones: an overload to look at is for people to make. */
function relieve(builder: DraftBuilder): void {
  const busiest = busiestShare(builder.draft('', ''));
  if (busiest <= USUAL_SHARE) return;
  for (const part of builder.parts.values()) {
    const rate = (part.loadPerSec * USUAL_SHARE) / busiest;
    if (part.loadPerSec > 0) part.loadPerSec = Math.max(1, rate < 10 ? Math.floor(rate) : 5 * Math.floor(rate / 5));
  }
}

function likelyEntries(builder: DraftBuilder, draft: Draft): KnownPart[] {
  const uncalled = uncalledParts(draft).map(({ id }) => builder.parts.get(id)!);
  const listening = uncalled.filter(({ hasEndpoint }) => hasEndpoint);
  if (listening.length > 0) return listening;
  const active = new Set([...draft.calls.map(({ from }) => from), ...draft.links.map(({ part }) => part)]);
  return uncalled.filter(({ id }) => active.has(id));
}

/** What nobody calls, and what does not even listen, works by itself: it looks for work now and then. */
function settleTimers(builder: DraftBuilder, draft: Draft): void {
  const active = new Set([...draft.calls.map(({ from }) => from), ...draft.links.filter(({ direction }) => direction !== 'none').map(({ part }) => part)]);
  const receivers = new Set(draft.links.filter(isConsumer).map(({ part }) => part));
  let room = LIMITS.components - draft.parts.length - draft.parts.filter(({ kind, loadPerSec }) => kind !== 'client' && loadPerSec > 0).length;
  const idle: KnownPart[] = [];
  for (const { id, name } of uncalledParts(draft)) {
    const part = builder.parts.get(id)!;
    if (part.loadPerSec > 0 || receivers.has(id) || room <= 0) continue;
    if (!part.saysEndpoint && active.has(id)) {
      Object.assign(part, { loadPerSec: TIMER_LOAD, loadFrom: 'timer' });
      builder.guess(name, `a timer sets it to work ${TIMER_LOAD} times per second`, 'nothing calls it, and the file does not say that it listens');
      room--;
    } else idle.push(part);
  }
  settleNothing(builder, draft);
  for (const { name, loadPerSec } of idle) if (loadPerSec === 0) builder.remark(name, 'stands idle until you say who calls it: nothing in the file does');
}

/** Without any load a run would show nothing: then users come to what sends or calls most, or else to what there is. */
function settleNothing(builder: DraftBuilder, draft: Draft): void {
  const parts = [...builder.parts.values()];
  if (parts.some(({ loadPerSec }) => loadPerSec > 0)) return;
  const leaving = (id: string): number =>
    draft.calls.filter(({ from }) => from === id).length + draft.links.filter((link) => link.part === id && isProducer(link)).length;
  const kinds = drawnKinds(draft);
  const able = parts.filter(({ id, isOutside }) => !isOutside && kinds.get(id) !== 'database' && kinds.get(id) !== 'cache');
  const [first] = able.toSorted((a, b) => leaving(b.id) - leaving(a.id));
  if (first === undefined || parts.length >= LIMITS.components) return;
  first.loadPerSec = USUAL_LOAD;
  relieve(builder);
  builder.guess(first.name, `users send it ${first.loadPerSec} requests per second`, 'the file says nothing of any load, and without one nothing happens');
}

/** Names the systems that are drawn as another, because they have no protocol of their own yet, and those drawn as
 *  another release. */
function reportStandIns(builder: DraftBuilder, draft: Draft): void {
  const used = new Set(draft.channels.map(({ broker }) => broker));
  for (const { id, name, system, release } of draft.brokers) {
    const { label, protocol, isNearest } = PRESETS[system];
    if (!used.has(id)) continue;
    const { guess } = drawnRelease(system, release);
    if (guess !== undefined) builder.guess(name, guess.what, guess.why);
    if (!isNearest) continue;
    const product = PROTOCOLS[protocol].label;
    builder.guess(name, `drawn as ${product}`, `it is ${label}; of the systems that can be simulated, ${product} is the nearest`);
  }
}

/** What is assumed of everything at once. */
function reportDefaults(builder: DraftBuilder, draft: Draft): void {
  if (draft.parts.length === 0) return;
  builder.guess('', 'times, workers and limits are the usual ones of each kind of component', 'the file says nothing of them');
  const kinds = drawnKinds(draft);
  const single = draft.parts.filter(({ id, isOutside, saysReplicas }) => kinds.get(id) === 'service' && !isOutside && !saysReplicas).length;
  if (single > 0) builder.guess('', `one replica of each of ${single} ${single === 1 ? 'service' : 'services'} runs`, 'the file does not say how many');
  const guarded = draft.calls.some(({ resilience, protocol }) => resilience !== 'none' && protocol === 'http');
  if (guarded) builder.guess('', 'the .NET projects call over HTTP with the standard resilience handler', 'the service defaults of an App Host add it');
}

function reportShape(builder: DraftBuilder, draft: Draft): void {
  const { shares, arcs } = findCircles(draft);
  const names = new Map([...draft.parts, ...draft.channels].map(({ id, name }) => [id, name]));
  for (const [key, share] of shares) {
    const [from = '', to = ''] = key.split(' ');
    const what = share === 0 ? 'is drawn and not used' : `is used by ${Math.round(share * 1000) / 10} % of requests`;
    builder.guess(names.get(from)!, `the arrow to "${names.get(to)}" ${what}`, 'it closes a circle, and every request would go round it for ever');
  }
  const widest = widestFanOut(draft, arcs);
  if (widest > WIDE_FAN_OUT) {
    builder.warn('', `one request causes about ${numberText(Math.round(widest))} others: lower the shares of the arrows that few requests use`);
  }
  for (const channel of draft.channels) {
    const links = draft.links.filter((link) => link.channel === channel.id && link.direction !== 'none');
    if (links.length === 0) continue;
    if (!links.some(isConsumer)) builder.remark(channel.name, 'nobody receives from it, so what is sent piles up');
    else if (!links.some(isProducer)) builder.remark(channel.name, 'nobody sends to it, so it stays empty');
  }
  if (draft.parts.length === 0) builder.remark('', 'there is nothing to draw, so the diagram is empty');
}
