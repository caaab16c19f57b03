import { uniform } from '../../base/random.ts';
import { drawRank } from '../../base/zipf.ts';
import type { Core } from '../core.ts';
import { CHANNEL_SALT_WORDS, SALT_HOT, SALT_KEY } from '../network.ts';
import { CHANNEL_KEY_SKEW, CHANNEL_PARAMETER_COLUMNS, HOT_KEY_SHARE } from '../parameters.ts';

/** Rank of a message's key among the `count` keys, or sessions, of its channel, 0 for the one that comes most: alike, by
 *  Zipf's law, and besides with the share of the hot one. Rules LG1, KEY1 and KEY4 of `docs/spec`. */
export function rankOfKey(core: Core, key: number, channel: number, count: number): number {
  const { channelSalts } = core.network;
  const row = channel * CHANNEL_PARAMETER_COLUMNS;
  const salt = channel * CHANNEL_SALT_WORDS;
  const hot = core.channelParameters[row + HOT_KEY_SHARE];
  if (hot > 0 && uniform(channelSalts[salt + SALT_HOT], channelSalts[salt + SALT_HOT + 1], key) < hot) return 0;
  return drawRank(channelSalts[salt + SALT_KEY], channelSalts[salt + SALT_KEY + 1], key, count, core.channelParameters[row + CHANNEL_KEY_SKEW]);
}
