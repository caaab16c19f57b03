/** Words for single events, in the slowest motion and when stepping. */
export const stepStrings = {
  nothing: 'A timer ran out: nothing changed.',
  told: (clauses: string, request: number | undefined) => (request === undefined ? clauses : `${clauses} (request ${request})`),
  several: (count: number) => `${count} events`,
  clients: {
    offered: (name: string) => `${name} made a request`,
  },
  components: {
    offered: (name: string) => `${name}: a request came in`,
    started: (name: string) => `${name} began to serve a request`,
    completed: (name: string) => `${name} finished serving a request`,
    rejected: (name: string) => `${name} turned a request away`,
    lost: (name: string) => `${name} lost a request`,
    failedHere: (name: string) => `${name} failed a request`,
    failedByCall: (name: string) => `${name} failed a request, because a call failed`,
    hits: (name: string) => `${name}: hit`,
    misses: (name: string) => `${name}: miss`,
    working: (name: string) => `${name}: a worker began to work`,
    inSystem: (name: string) => `${name} took a request in`,
  },
  connections: {
    attempts: (from: string, to: string) => `${from} sent to ${to}`,
    retries: (from: string, to: string) => `${from} tried ${to} again`,
    succeeded: (from: string, to: string) => `${from} heard back from ${to}`,
    errors: (from: string, to: string) => `${from} got an error from ${to}`,
    rejected: (from: string, to: string) => `${from} was turned away by ${to}`,
    timedOut: (from: string, to: string) => `${from} stopped waiting for ${to}`,
    vanished: (from: string, to: string) => `what ${from} sent to ${to} vanished`,
    delivered: (_from: string, to: string) => `${to} was handed a message`,
    acknowledged: (_from: string, to: string) => `${to} acknowledged a message`,
  },
  channels: {
    published: (name: string) => `${name} took a message in`,
    refused: (name: string) => `${name} refused a message`,
    dropped: (name: string) => `${name} dropped a message`,
    deadLettered: (name: string) => `${name} gave a message up`,
  },
  sources: {
    answered: (name: string) => `${name} got an answer`,
    failed: (name: string) => `a request of ${name} failed`,
  },
} as const;
