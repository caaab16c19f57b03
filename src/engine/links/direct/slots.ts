import type { Core } from '../../core.ts';
import { NONE, STEP, TOKEN, WORDS } from '../../kernel/record.ts';

/** Numbers behind those of slots and members of logs name messages of streams without a broker that are in work. */

/** The number that stands for a message in `PARENT` of what works on it: -(number + 2). */
export function slotOfMessage(core: Core, message: number): number {
  return core.network.slotCount + core.network.memberCount + message;
}

/** The message that a number names, NONE when it names a slot or member. */
export function messageOfSlot(core: Core, slot: number): number {
  const message = slot - core.network.slotCount - core.network.memberCount;
  return message >= 0 ? message : NONE;
}

/** The request that the message behind a number is for, NONE when nobody waits for this delivery any more; undefined for
 *  numbers that name no message. */
export function rootOfMessage(core: Core, slot: number, token: number): number | undefined {
  const message = messageOfSlot(core, slot);
  if (message === NONE) return undefined;
  return core.i32[message * WORDS + TOKEN] === token ? core.i32[message * WORDS + STEP] : NONE;
}
