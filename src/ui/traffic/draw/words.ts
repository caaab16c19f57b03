/** Words that are drawn on the canvas. The states' words are in `widgets/health.ts`. */
export const words = {
  sync: 'sync',
  queue: 'queue',
  stream: 'stream',
  lag: 'lag',
  hits: 'hits',
  allAnswered: 'all answered',
  answered: (share: string) => `${share} answered`,
  startedHere: 'started here',
  groups: ['A', 'B', 'C'],
} as const;
