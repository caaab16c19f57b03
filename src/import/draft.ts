import type { ComponentKind } from '../model/document.ts';
import type { ForeignProtocol, Resilience } from './systems.ts';

/** A box of the diagram to be. `id` is its id in the document. */
export interface DraftPart {
  readonly id: string;
  readonly name: string;
  readonly kind: ComponentKind;
  /** A web server or proxy: drawn as a load balancer when it passes requests on, else as a service. */
  readonly isGateway: boolean;
  /** Lies outside the system that the file describes. */
  readonly isOutside: boolean;
  /** Whether requests can be sent to it: it listens on a port. */
  readonly hasEndpoint: boolean;
  /** Whether it is reached from outside, as far as the file says or lets one guess. */
  readonly isEntry: boolean;
  readonly replicas: number;
  /** Whether the file says how many replicas there are. */
  readonly saysReplicas: boolean;
  /** Requests per second that come to it from outside the diagram; a client sends as many itself. */
  readonly loadPerSec: number;
  /** What that load is: requests of users, or its own timer or poll. */
  readonly loadFrom: 'users' | 'timer';
}

/** A box that is left out unless somebody wants it: it runs, but takes no part in the way of a request. */
export interface DraftAside {
  readonly part: DraftPart;
  /** Why it is left out, as the end of a sentence about it. */
  readonly why: string;
}

/** How strongly the file says that a call is made: 3 a reference made for calling, 2 an address, 1 an address under a
 *  name that speaks of something else (a callback, an allowed origin). */
export type Strength = 1 | 2 | 3;

/** A call and reply between two parts. */
export interface DraftCall {
  readonly from: string;
  readonly to: string;
  readonly protocol: ForeignProtocol;
  readonly strength: Strength;
  readonly label: string;
  /** What guards the call when it is one over HTTP. */
  readonly resilience: Resilience;
  /** Whether the caller frees its worker while it waits. */
  readonly isAsynchronous: boolean;
  /** Share of requests that make the call; undefined: all of them, or none when the call closes a circle. */
  readonly share?: number;
}

/** The system that keeps channels. */
export interface DraftBroker {
  readonly id: string;
  readonly name: string;
  readonly system: ForeignProtocol;
  /** Release that its image names, such as "3.13". */
  readonly release?: string;
}

/** A queue or topic. Without a name of its own in the file it bears its broker's. */
export interface DraftChannel {
  readonly id: string;
  readonly broker: string;
  readonly name: string;
  readonly isNamed: boolean;
  /** Of a subscription: the topic that gives it copies. */
  readonly topic?: string;
  /** Several consumers of a queue: each message goes to one of them, or every one has a queue with a copy. */
  readonly sharing: 'compete' | 'copies';
}

/** Which way messages go between a part and a channel. */
export type Direction = 'produces' | 'consumes' | 'both' | 'none';

/** A part that deals with a channel. */
export interface DraftLink {
  readonly part: string;
  readonly channel: string;
  readonly direction: Direction;
  /** Whether the file says the direction. */
  readonly saysDirection: boolean;
  /** Share of requests that publish; undefined: all of them, or fewer when the channel closes a circle. */
  readonly share?: number;
}

/** A part of which the file does not say who calls it. */
export interface DraftGap {
  readonly part: string;
  /** The id of its caller, or "nobody". */
  readonly caller: string;
  readonly protocol: ForeignProtocol;
}

/** What was understood of a foreign file, before it is drawn. Plain data. */
export interface Draft {
  readonly title: string;
  readonly note: string;
  readonly parts: readonly DraftPart[];
  readonly calls: readonly DraftCall[];
  readonly brokers: readonly DraftBroker[];
  readonly channels: readonly DraftChannel[];
  readonly links: readonly DraftLink[];
  readonly gaps: readonly DraftGap[];
  readonly asides: readonly DraftAside[];
  /** Calls from or to what is left out. */
  readonly asideCalls: readonly DraftCall[];
}

/** Whether a link brings messages into its channel. */
export function isProducer(link: DraftLink): boolean {
  return link.direction === 'produces' || link.direction === 'both';
}

/** Whether a link takes messages out of its channel. */
export function isConsumer(link: DraftLink): boolean {
  return link.direction === 'consumes' || link.direction === 'both';
}

/** The calls of a draft with those that were only guessed or answered for parts without a known caller. */
export function allCalls(draft: Draft): readonly DraftCall[] {
  const known = new Set(draft.calls.map(({ from, to }) => `${from} ${to}`));
  const extra: DraftCall[] = draft.gaps
    .filter(({ part, caller }) => caller !== 'nobody' && caller !== part && !known.has(`${caller} ${part}`))
    .map(({ part, caller, protocol }) => ({
      from: caller, to: part, protocol, strength: 2, label: '', resilience: 'none', isAsynchronous: false,
    }));
  return [...draft.calls, ...extra];
}
