import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, KEY, META, RECONNECTED, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { DOWN, OUT_BITS } from '../stations/station-word.ts';

/** Lets a consumer take nothing until a moment; infinity: until it restarts. An earlier return is forgotten. */
export function sendAway(core: Core, subscription: number, untilMs: number): void {
  if (untilMs <= core.awayUntil[subscription] || untilMs <= core.clock[NOW]) return;
  core.awayUntil[subscription] = untilMs;
  if (untilMs === Infinity) return;
  const event = core.allocate();
  const at = event * WORDS;
  core.i32[at + META] = RECONNECTED;
  core.i32[at + KEY] = subscription;
  core.i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + TIME] = untilMs;
  core.schedule(event);
}

/** Replicas have restarted: their consumers are there again. */
export function comeBack(core: Core, stations: readonly number[]): void {
  const { subscriptionStation } = core.network;
  for (let subscription = 0; subscription < subscriptionStation.length; subscription++) {
    if (stations.includes(subscriptionStation[subscription])) core.awayUntil[subscription] = 0;
  }
}

/** Whether the replica that a subscription belongs to is down. */
export function isDown(core: Core, subscription: number): boolean {
  return (core.stationWord[core.network.subscriptionStation[subscription]] & DOWN) !== 0;
}

/** Whether a consumer can be reached: its replica is up and in service, its connection whole, and it is not away. */
export function isThere(core: Core, subscription: number): boolean {
  if (core.cuts[core.network.subscriptionLink[subscription]] > 0) return false;
  if (core.stationWord[core.network.subscriptionStation[subscription]] & OUT_BITS) return false;
  return core.awayUntil[subscription] <= core.clock[NOW];
}
