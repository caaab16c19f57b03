/** Words of the keys that requests and messages have. */
export const strings = {
  title: 'Keys',
  asked: 'Asked for',
  laws: { uniform: 'All alike', zipf: 'Zipf’s law', hot: 'One hot key', both: 'Zipf’s law and a hot key' },
  help: {
    uniform: (count: string) => `Each of ${count} keys is asked for as often as the others.`,
    zipf: (count: string) => `Of ${count} keys, the one in place k is asked for in proportion to 1 / k to the power of the skew.`,
    hot: (count: string) => `One of ${count} keys has a share of its own; the others are alike.`,
    both: (count: string) => `One of ${count} keys has a share besides what Zipf’s law gives it.`,
  },
  hottest: 'The hottest key',
  topTenth: 'The hottest tenth',
  topHundredth: 'The hottest hundredth',
  shareOf: (share: string) => `${share} of all`,
  bars: (share: string) => `Shares of the ten hottest keys, from ${share} down`,
  partition: (share: string, partitions: string) => `Its partition alone gets at least ${share}, of ${partitions} partitions.`,
  session: (share: string) => `Its session alone gets ${share}, one message at a time.`,
  stream: (share: string) => `Its stream alone gets at least ${share}.`,
  sameKey: 'Keys belong to requests: components with the same number of keys, skew and hot key see the same key of one request.',
} as const;
