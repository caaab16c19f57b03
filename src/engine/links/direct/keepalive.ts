import type { Core } from '../../core.ts';
import { NOW } from '../../core.ts';
import { IDLE_CUT, PING, streamParameter } from '../../stream-parameters.ts';
import { isActing, isConnected, PING_UNANSWERED, setWireTimer, WIRE_IDLE } from './wires.ts';

/** Silence on a wire: pings that find out whether the other end is there, and proxies that cut what is silent. */

/** How long a ping may stay unanswered. */
const PING_PATIENCE_MS = 20_000;

/** Sees to it that a wire is looked at when it may have been silent for too long. */
export function watchSilence(core: Core, wire: number): void {
  const link = core.network.wireLink[wire];
  const patience = Math.min(streamParameter(core, link, PING), streamParameter(core, link, IDLE_CUT));
  const token = ++core.wires.wireWatch[wire];
  if (patience < Infinity) setWireTimer(core, WIRE_IDLE, wire, token, core.wires.wirePassed[wire] + patience);
}

/** A wire may have been silent for too long. Returns whether a proxy cuts it. */
export function wireIdle(core: Core, wire: number): boolean {
  const { wires } = core;
  const link = core.network.wireLink[wire];
  const now = core.clock[NOW];
  const ping = streamParameter(core, link, PING);
  const cut = streamParameter(core, link, IDLE_CUT);
  const patience = Math.min(ping, cut);
  if (!isConnected(core, wire) || patience === Infinity) return false;
  if (wires.wirePassed[wire] + patience > now) {
    watchSilence(core, wire);
    return false;
  }
  if (cut < ping) return true;
  if (isAnswered(core, wire)) {
    wires.wirePassed[wire] = now;
    watchSilence(core, wire);
  } else setWireTimer(core, PING_UNANSWERED, wire, ++wires.wireWatch[wire], now + PING_PATIENCE_MS);
  return false;
}

/** Whether a ping would be answered. */
function isAnswered(core: Core, wire: number): boolean {
  const { wires, network } = core;
  return core.cuts[network.wireLink[wire]] === 0 && isActing(core, network.wireOpener[wire]) && isActing(core, wires.wireStation[wire]);
}

/** A ping was not answered in time. Returns whether the wire is lost; it goes on when the other end has come back. */
export function isFoundDead(core: Core, wire: number): boolean {
  if (!isConnected(core, wire)) return false;
  if (!isAnswered(core, wire)) return true;
  core.wires.wirePassed[wire] = core.clock[NOW];
  watchSilence(core, wire);
  return false;
}
