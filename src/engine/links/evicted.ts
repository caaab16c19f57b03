import { childKey } from '../../base/random.ts';
import { EXTRA_CLASS, EXTRA_COLUMNS, EXTRA_DEADLINE, NOW, type Core } from '../core.ts';
import { DOUBLES, KEY, META, NUMBER, PARENT, PARENT_TOKEN, PLACE, TIME, TOKEN, TRAVELLING, WORDS } from '../kernel/record.ts';
import { DELIVERED, LINK_COLUMNS, REDELIVERED } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD } from '../network.ts';

/**
 * A member that was taken out of its group works through the rest of its batch all the same. The log may have forgotten
 * these records, since others have done them, so the work is that of a request without class and size; nobody waits for it.
 */
export function sendLeftOver(core: Core, member: number): void {
  const job = core.allocate();
  const { i32, network, logs } = core;
  const at = job * WORDS;
  const link = network.memberLink[member];
  const token = core.nextToken();
  logs.memberLostToken[member] = token;
  core.linkMeasures[link * LINK_COLUMNS + DELIVERED]++;
  core.linkMeasures[link * LINK_COLUMNS + REDELIVERED]++;
  i32[at + META] = TRAVELLING;
  i32[at + PLACE] = network.memberStation[member] | (link << 16);
  i32[at + KEY] = childKey(token, network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], 0);
  i32[at + PARENT] = -(network.slotCount + member) - 2;
  i32[at + PARENT_TOKEN] = token;
  i32[at + TOKEN] = 0;
  i32[at + NUMBER] = -1;
  if (network.hasExtras) {
    core.extras.fill(0, job * EXTRA_COLUMNS, (job + 1) * EXTRA_COLUMNS);
    core.extras[job * EXTRA_COLUMNS + EXTRA_CLASS] = 0;
    core.extras[job * EXTRA_COLUMNS + EXTRA_DEADLINE] = Infinity;
  }
  core.f64[job * DOUBLES + TIME] = core.clock[NOW];
  core.schedule(job);
}
