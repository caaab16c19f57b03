/** Words of the legend. */
export const legendWords = {
  legend: 'Legend',
  dots: 'Dots',
  workers: 'Workers',
  noDots: 'No dots',
  oneRequest: '1 dot = 1 request',
  scale: (requests: string) => `1 dot = ${requests} requests`,
  was: (requests: string) => `now, it was ${requests}`,
  modes: {
    requests: 'Each dot is a real request',
    flow: 'Too quick to follow: dots show flow',
    counters: 'Counters instead of motion',
  },
  marks: {
    request: 'request',
    message: 'message',
    record: 'record',
    reply: 'reply',
    failure: 'failed',
    rejected: 'rejected',
    timedOut: 'timed out',
    duplicate: 'again',
    working: 'working',
    waiting: 'waiting for a reply',
    free: 'free',
  },
} as const;
