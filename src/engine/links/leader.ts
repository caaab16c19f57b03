import { uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, ELECTED, KEY, META, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { CHANNEL_SALT_WORDS, SALT_QUEUE } from '../network.ts';
import { BROKER_PARAMETER_COLUMNS, ELECTION } from '../parameters.ts';

/** The shortest election by the longest: 4 of 9 seconds in the NATS server. */
const SHORTEST = 4 / 9;

/** A broker's streams lose their leader: they take nothing in and hand nothing out until the next one is elected. What is
 *  stored, and what is out, stays. */
export function loseLeader(core: Core, broker: number): void {
  const longest = core.brokerParameters[broker * BROKER_PARAMETER_COLUMNS + ELECTION];
  const channel = core.network.channelBroker.indexOf(broker);
  if (longest === 0 || channel < 0) return;
  core.brokerLeaderless[broker]++;
  const { channelSalts } = core.network;
  const salt = channel * CHANNEL_SALT_WORDS + SALT_QUEUE;
  const draw = uniform(channelSalts[salt], channelSalts[salt + 1], Math.floor(core.clock[NOW]) | 0);
  const event = core.allocate();
  const at = event * WORDS;
  core.i32[at + META] = ELECTED;
  core.i32[at + KEY] = broker;
  core.i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + TIME] = core.clock[NOW] + longest * (SHORTEST + (1 - SHORTEST) * draw);
  core.schedule(event);
}

/** A broker's streams have a leader again. */
export function elected(core: Core, event: number): void {
  core.brokerLeaderless[core.i32[event * WORDS + KEY]]--;
  core.free(event);
}
