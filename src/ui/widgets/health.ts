/** Health of a part as the interface shows it, each with its own shape, word and colour. */
export type HealthState = 'idle' | 'ok' | 'strained' | 'failing' | 'down';

/** The word that stands beside each state's shape, so that colour never tells it alone. */
export const STATE_WORDS: Readonly<Record<HealthState, string>> = {
  idle: 'idle',
  ok: 'steady',
  strained: 'strained',
  failing: 'failing',
  down: 'down',
};
