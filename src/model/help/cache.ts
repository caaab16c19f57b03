import { assumed, example, off, rule, type HelpTexts } from './help-text.ts';

/** Caches. */
export const cacheHelp = {
  lookup: {
    meaning: 'Whether a set share of requests are hits, or each request asks for a key that the cache has or has not.',
    effect: 'With keys, capacity, time to live and the skew of the keys decide the share of hits, and many may miss the same key at once.',
    source: off,
  },
  cacheEntries: {
    meaning: 'Entries that one replica keeps; when it is full, the one used longest ago goes (LRU).',
    effect: 'A cache for a tenth of the keys finds far more than a tenth when the keys are skewed.',
    source: example,
  },
  timeToLiveMs: {
    meaning: 'An entry is too old this long after it was fetched; it is found out when it is next asked for.',
    effect: 'A short one sends every key back to the store again and again, hot ones many times at once.',
    source: example,
  },
  singleFlight: {
    meaning: 'Whether requests that miss a key which is being fetched wait for that fetch instead of making their own.',
    effect: 'Keeps a hot key that has gone from sending a stampede to the store.',
    source: off,
  },
  staleMs: {
    meaning: 'For this long after its time an entry is still answered with, and fetched anew in the background.',
    effect: 'Nobody waits for the renewal of what is asked for often.',
    source: assumed('RFC 5861 (stale-while-revalidate): not read'),
  },
  hitRatio: {
    meaning: 'Share of requests that a warm cache answers by itself.',
    effect: 'The store behind it sees only the misses; from 90 % to 80 % its load doubles.',
    source: example,
  },
  warmUpMisses: {
    meaning: 'Misses after a restart until the hit ratio is reached again; it rises in proportion.',
    effect: 'A cold cache passes its load on: the longer the warm-up, the longer the store suffers.',
    source: example,
  },
  whenDown: {
    meaning: 'What callers do while the cache is down: ask the store behind it directly, or fail.',
    effect: 'Going around it keeps answers coming only if the store can carry the full load.',
    source: rule,
  },
} satisfies HelpTexts;
