/** Words of the live layer. */
export const strings = {
  picture: 'Traffic',
  request: (number: string) => `Request ${number}`,
  requestHint: 'What this request does, newest last.',
  more: (count: number) => `${count} more`,
  close: 'Stop following this request',
  waiting: 'Between two steps: in a component, or done.',
  travels: (from: string, to: string) => `${from} → ${to}`,
  returns: (from: string, to: string, outcome: string) => `${from} → ${to}, reply: ${outcome}`,
  delivered: (to: string) => `handed to ${to}`,
  ended: (at: string, outcome: string) => `ended at ${at}: ${outcome}`,
  timedOut: (caller: string, callee: string) => `${caller} stopped waiting for ${callee}`,
  dead: (channel: string) => `given up in ${channel}`,
  outcomes: ['ok', 'failed', 'rejected', 'timed out', 'lost'],
} as const;
