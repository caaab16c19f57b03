import { PROTOCOLS } from '../model/catalog.ts';
import { type ComponentKind, LIMITS } from '../model/document.ts';
import { arcKey, findCircles } from './circles.ts';
import { allCalls, type Draft, type DraftPart, isConsumer } from './draft.ts';
import { drawnKinds, logChannels } from './draft-kinds.ts';
import type { Answers, ChoiceAnswer, NumberAnswer, Question } from './imported.ts';
import { PRESETS } from './systems.ts';

/** Most replicas that a component can have. */
export const MAX_REPLICAS = 64;

/** Most requests per second that a load source can send. */
export const MAX_RATE = 1_000_000;

/** More possible callers than anyone would choose from; with more, the question is not asked. */
const MAX_CALLERS = 100;
/** Most parts that were left out and are asked about. */
const MAX_ASIDES = 60;
/** Requests per second of a part that was left out, is wanted, and that nobody calls. */
const ASIDE_LOAD = 1;

const DIRECTIONS: ChoiceAnswer['options'] = [
  { value: 'produces', label: 'It sends messages' },
  { value: 'consumes', label: 'It receives messages' },
  { value: 'both', label: 'It does both' },
  { value: 'none', label: 'Neither while requests are served' },
];

/** Everything that a draft leaves open, the most important first. */
export function questionsOf(draft: Draft): readonly Question[] {
  return [
    ...loadQuestions(draft),
    ...callerQuestions(draft),
    ...directionQuestions(draft),
    ...sharingQuestions(draft),
    ...circleQuestions(draft),
    ...streamingQuestions(draft),
    ...asideQuestions(draft),
    ...replicaQuestions(draft),
    ...resilienceQuestions(draft),
  ];
}

/** The draft with the answers that fit their questions, and the defaults for the others. */
export function settleDraft(draft: Draft, questions: readonly Question[], answers: Answers): Draft {
  const given = new Map<string, number | string>();
  for (const { id, answer } of questions) {
    const value = Object.hasOwn(answers, id) ? answers[id] : undefined;
    if (value !== undefined && value !== answer.default && isAnswer(answer, value)) given.set(id, value);
  }
  const number = (id: string): number | undefined => given.get(id) as number | undefined;
  const word = <T extends string>(id: string): T | undefined => given.get(id) as T | undefined;
  const wanted = draft.asides.filter(({ part }) => word(`include/${part.id}`) === 'yes').map(({ part }) => part);
  const handler = RESILIENCE_ANSWERS[word<keyof typeof RESILIENCE_ANSWERS>('resilience') ?? 'yes'];
  return withAsides(wanted, {
    ...draft,
    parts: draft.parts.map((part) => ({
      ...part,
      loadPerSec: number(`load/${part.id}`) ?? part.loadPerSec,
      replicas: number(`replicas/${part.id}`) ?? part.replicas,
    })),
    calls: draft.calls.map((call) => ({
      ...call,
      protocol: word(`streaming/${call.from}/${call.to}`) === 'stream' ? 'grpcStream' : call.protocol,
      resilience: call.resilience === 'none' ? 'none' : handler,
      ...shareOf(number(`circle/${call.from}/${call.to}`) ?? call.share),
    })),
    channels: draft.channels.map((channel) => ({ ...channel, sharing: word(`sharing/${channel.id}`) ?? channel.sharing })),
    links: draft.links.map((link) => ({
      ...link,
      direction: word(`direction/${link.part}/${link.channel}`) ?? link.direction,
      ...shareOf(number(`circle/${link.part}/${link.channel}`) ?? link.share),
    })),
    gaps: draft.gaps.map((gap) => ({ ...gap, caller: word(`caller/${gap.part}`) ?? gap.caller })),
  });
}

/** The draft with some of what was left out, as far as there is room. What nobody calls works by itself now and then. */
function withAsides(wanted: readonly DraftPart[], draft: Draft): Draft {
  const added = wanted.slice(0, LIMITS.components - draft.parts.length);
  const present = new Set([...draft.parts, ...added].map(({ id }) => id));
  const calls = draft.asideCalls.filter(({ from, to }) => present.has(from) && present.has(to));
  const called = new Set(calls.map(({ to }) => to));
  const parts = added.map((part): DraftPart => (called.has(part.id) || part.kind !== 'service' ? part : { ...part, loadPerSec: ASIDE_LOAD, loadFrom: 'timer' }));
  return { ...draft, parts: [...draft.parts, ...parts], calls: [...draft.calls, ...calls] };
}

function shareOf(share: number | undefined): { share?: number } {
  return share === undefined ? {} : { share };
}

function isAnswer(answer: NumberAnswer | ChoiceAnswer, value: number | string): boolean {
  if (answer.type === 'choice') return answer.options.some((option) => option.value === value);
  if (typeof value !== 'number' || !(value >= answer.min && value <= answer.max)) return false;
  return answer.unit !== 'count' || Number.isInteger(value);
}

function namesOf(draft: Draft): ReadonlyMap<string, string> {
  return new Map([...draft.parts, ...draft.channels].map(({ id, name }) => [id, `"${name}"`]));
}

/** Services that nothing in the diagram may set to work: no call reaches them, circles aside, and they listen for some,
 *  or receive no messages either. One that was taken for a receiver of messages does not count. */
export function uncalledParts(draft: Draft): readonly DraftPart[] {
  const { arcs } = findCircles(draft);
  const calls = new Set(allCalls(draft).map(arcKey));
  const called = new Set(arcs.filter((arc) => calls.has(arcKey(arc))).map(({ to }) => to));
  const deliveries = draft.links.filter(isConsumer);
  const receivers = new Set(deliveries.filter(({ saysDirection, direction }) => !saysDirection && direction === 'consumes').map(({ part }) => part));
  const consumers = new Set(deliveries.map(({ part }) => part));
  return draft.parts.filter(({ id, kind, isOutside, hasEndpoint }) => {
    if (kind !== 'service' || isOutside || called.has(id) || receivers.has(id)) return false;
    return hasEndpoint || !consumers.has(id);
  });
}

function loadQuestions(draft: Draft): Question[] {
  const uncalled = new Set(uncalledParts(draft));
  const asked = draft.parts.filter((part) => part.kind === 'client' || part.loadPerSec > 0 || uncalled.has(part));
  return asked.map((part) => ({
    id: `load/${part.id}`,
    topic: 'load',
    text:
      part.kind === 'client'
        ? `How many requests per second does "${part.name}" send?`
        : `How many requests per second come to "${part.name}" from outside, from users or from a timer?`,
    effect: 'A load source sends as many. With 0 there is none, and what nobody calls stands idle.',
    answer: { type: 'number', unit: 'perSec', min: 0, max: MAX_RATE, default: part.loadPerSec },
  }));
}

function callerQuestions(draft: Draft): Question[] {
  const kinds = drawnKinds(draft);
  const callers = draft.parts.filter(({ id, isOutside }) => !isOutside && ['service', 'loadBalancer'].includes(kinds.get(id)!));
  if (callers.length > MAX_CALLERS) return [];
  return draft.gaps.map(({ part, caller }) => ({
    id: `caller/${part}`,
    topic: 'caller',
    text: `Who calls "${draft.parts.find(({ id }) => id === part)!.name}"?`,
    effect: 'Draws a call and reply from there. Several callers can be drawn by hand.',
    answer: {
      type: 'choice',
      options: [
        { value: 'nobody', label: 'Nobody in this diagram' },
        ...callers.filter(({ id }) => id !== part).map(({ id, name }) => ({ value: id, label: name })),
      ],
      default: caller,
    },
  }));
}

function directionQuestions(draft: Draft): Question[] {
  const names = namesOf(draft);
  return draft.links
    .filter(({ saysDirection }) => !saysDirection)
    .map(({ part, channel, direction }) => ({
      id: `direction/${part}/${channel}`,
      topic: 'direction',
      text: `What does ${names.get(part)} do with ${names.get(channel)}?`,
      effect: 'Turns the arrow between them. What is received is worked on like a request.',
      answer: { type: 'choice', options: DIRECTIONS, default: direction },
    }));
}

function sharingQuestions(draft: Draft): Question[] {
  const logs = new Set(logChannels(draft));
  const mayShare = (id: string): boolean => {
    const links = draft.links.filter(({ channel }) => channel === id);
    return links.length > 2 || links.filter(isConsumer).length > 1;
  };
  return draft.channels
    .filter((channel) => !logs.has(channel) && mayShare(channel.id))
    .map((channel) => ({
      id: `sharing/${channel.id}`,
      topic: 'sharing',
      text: `When several receive from "${channel.name}", who gets a message?`,
      effect: 'Competing consumers share one queue and its work. With copies every consumer has a queue of its own.',
      answer: {
        type: 'choice',
        options: [
          { value: 'compete', label: 'One of them' },
          { value: 'copies', label: 'Each of them' },
        ],
        default: channel.sharing,
      },
    }));
}

function circleQuestions(draft: Draft): Question[] {
  const names = namesOf(draft);
  const known = [...draft.calls, ...draft.links.map(({ part, channel }) => ({ from: part, to: channel }))];
  const { shares } = findCircles(draft);
  return known.filter((arc) => shares.has(arcKey(arc))).map((arc) => {
    const { from, to } = arc;
    return {
      id: `circle/${from}/${to}`,
      topic: 'circle',
      text: `${names.get(from)} to ${names.get(to)} closes a circle. Which share of requests goes that way?`,
      effect: 'With 0 the arrow is drawn and not used. A large share makes requests cause each other without end.',
      answer: { type: 'number', unit: 'ratio', min: 0, max: 1, default: shares.get(arcKey(arc))! },
    };
  });
}

function asideQuestions(draft: Draft): Question[] {
  return draft.asides.slice(0, MAX_ASIDES).map(({ part, why }) => ({
    id: `include/${part.id}`,
    topic: 'leftOut',
    text: `Is "${part.name}" drawn?`,
    effect: `It ${why}. Drawn, it takes the calls of those that refer to it.`,
    answer: {
      type: 'choice',
      options: [
        { value: 'no', label: 'No, left out' },
        { value: 'yes', label: 'Yes, as a component' },
      ],
      default: 'no',
    },
  }));
}

/** Answers about resilience, and what they give every call of a .NET project. */
const RESILIENCE_ANSWERS = { yes: 'standard', hedging: 'hedging', no: 'none' } as const;

/** Streams join services, and clients with services. */
function mayStream(kind: ComponentKind | undefined): boolean {
  return kind === 'service' || kind === 'client';
}

function streamingQuestions(draft: Draft): Question[] {
  const names = namesOf(draft);
  const kinds = drawnKinds(draft);
  const { label, protocol, isNearest } = PRESETS.grpcStream;
  const stand = isNearest ? `For now ${label} is drawn as ${PROTOCOLS[protocol].label} and named on the arrow.` : `Draws ${label}.`;
  return draft.calls
    .filter((call) => call.protocol === 'grpc' && mayStream(kinds.get(call.from)) && kinds.get(call.to) === 'service')
    .map(({ from, to }) => ({
      id: `streaming/${from}/${to}`,
      topic: 'streaming',
      text: `Does ${names.get(from)} call ${names.get(to)} with single calls or with streams?`,
      effect: `A stream stays open and carries many messages. ${stand}`,
      answer: {
        type: 'choice',
        options: [
          { value: 'unary', label: 'Single calls' },
          { value: 'stream', label: 'Streams' },
        ],
        default: 'unary',
      },
    }));
}

function replicaQuestions(draft: Draft): Question[] {
  const kinds = drawnKinds(draft);
  return draft.parts
    .filter(({ id, isOutside, saysReplicas }) => kinds.get(id) === 'service' && !isOutside && !saysReplicas)
    .map(({ id, name, replicas }) => ({
      id: `replicas/${id}`,
      topic: 'replicas',
      text: `How many replicas of "${name}" run?`,
      effect: 'Each has workers and a queue of its own.',
      answer: { type: 'number', unit: 'count', min: 1, max: MAX_REPLICAS, default: replicas },
    }));
}

function resilienceQuestions(draft: Draft): Question[] {
  if (!draft.calls.some(({ resilience, protocol }) => resilience !== 'none' && protocol === 'http')) return [];
  return [
    {
      id: 'resilience',
      topic: 'resilience',
      text: 'Do the .NET projects call over HTTP with a resilience handler?',
      effect: 'With one, a limiter, a circuit breaker and timeouts of 10 s and 30 s guard calls: the standard handler repeats what failed up to three times, the hedging one sends a second copy after 2 s. Without, calls wait 100 s and are made once.',
      answer: {
        type: 'choice',
        options: [
          { value: 'yes', label: 'The standard one, as the service defaults do' },
          { value: 'hedging', label: 'The standard hedging handler' },
          { value: 'no', label: 'No' },
        ],
        default: 'yes',
      },
    },
  ];
}
