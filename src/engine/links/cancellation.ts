import { CANCEL, type Core, EXCHANGE_COLUMNS, NOW } from '../core.ts';
import { CANCEL_DUE, DOUBLES, KEY, META, NUMBER, PARENT, PARENT_TOKEN, STEP, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { TIMEOUT } from '../measure/columns.ts';
import { LATENCY, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { CANCELS, TELLS_DEADLINE } from '../transport-parameters.ts';
import { EXCHANGE_CALLEE } from './connection.ts';

/** Lets the callee of an attempt that is given up know. Where the deadline has run out the callee knows by itself; else it
 *  learns after the network delay, unless the connection is cut. */
export function cancelCallee(core: Core, job: number, link: number, outcome: number): void {
  const transport = core.network.transport[link];
  const callee = core.exchanges[job * EXCHANGE_COLUMNS + EXCHANGE_CALLEE] - 1;
  if (!(transport & CANCELS) || callee < 0) return;
  const token = core.i32[job * WORDS + TOKEN];
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  const isKnown = outcome === TIMEOUT && (transport & TELLS_DEADLINE) !== 0;
  if (!isKnown && core.cuts[link] > 0) return;
  if (isKnown || latency === 0) core.reply(callee, token, CANCEL, job);
  else scheduleCancel(core, callee, { job, token, link }, core.clock[NOW] + latency);
}

function scheduleCancel(core: Core, callee: number, by: { readonly job: number; readonly token: number; readonly link: number }, atMs: number): void {
  const event = core.allocate();
  const at = event * WORDS;
  core.i32[at + META] = CANCEL_DUE;
  core.i32[at + KEY] = core.i32[callee * WORDS + KEY];
  core.i32[at + PARENT] = by.job;
  core.i32[at + PARENT_TOKEN] = by.token;
  core.i32[at + TOKEN] = 0;
  core.i32[at + STEP] = callee;
  core.i32[at + NUMBER] = by.link;
  core.f64[event * DOUBLES + TIME] = atMs;
  core.schedule(event);
}
