import { CALL_COLUMNS, type Core, POLICY_COLUMNS } from '../core.ts';
import { META, PAUSING, STATE_MASK, WORDS } from '../kernel/record.ts';
import { LINK_COLUMNS, PERMITS_IN_USE, PERMIT_WAITING } from '../measure/columns.ts';
import { SYNC } from '../network.ts';
import { BREAKER, BREAKER_OFF, CONCURRENCY_LIMIT, LIMIT_FIXED, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { showCircuit } from './breaker.ts';
import { forgetLimit, grantPermits } from './limiter.ts';
import { renewPolicies } from './pipeline.ts';
import { CALL_WINDOW, CIRCUIT_STATE, HOLDINGS, LINE_LENGTH, PERMITS_TAKEN, STAGE } from './policy-state.ts';

/** What happens to the policies of links from outside: parameters change, and processes that keep them crash. */

/** Calls `act` with the row of each replica of a link's caller that has one, or of the replicas that are named. */
function forEachRow(core: Core, link: number, act: (row: number) => void, replicas?: readonly number[]): void {
  const { network } = core;
  const from = network.linkFrom[link];
  if (from < 0) return;
  for (const replica of replicas ?? Array.from({ length: network.replicaCount[from] }, (_, i) => i)) {
    const pool = network.poolStart[link] + replica;
    if (core.policyOf[pool] > 0) act((core.policyOf[pool] - 1) * POLICY_COLUMNS);
  }
}

/** A parameter of a link has changed during the run: policies are switched, and who waits for a permit may get one. A
 *  breaker that is switched off forgets what it knew; one that is changed goes on. */
export function policiesChanged(core: Core, link: number): void {
  if (core.network.linkKind[link] !== SYNC) return;
  renewPolicies(core, link);
  core.totalLane[link] = 0;
  core.hedgeLane[link] = 0;
  core.permitLane[link] = 0;
  const at = link * LINK_PARAMETER_COLUMNS;
  const isOff = core.linkParameters[at + BREAKER] === BREAKER_OFF;
  const isAdaptive = core.linkParameters[at + CONCURRENCY_LIMIT] > LIMIT_FIXED;
  forEachRow(core, link, (row) => {
    if (isOff) core.policies.fill(0, row + CIRCUIT_STATE, row + CALL_WINDOW + 1);
    if (!isAdaptive) forgetLimit(core, link, row);
    grantPermits(core, link, row);
  });
  showCircuit(core, link);
}

/** These replicas of a link's caller are gone, and with them their breakers, budgets, limits and lines. */
export function forgetPolicies(core: Core, link: number, replicas: readonly number[]): void {
  const forget = (row: number): void => {
    core.linkMeasures[link * LINK_COLUMNS + PERMITS_IN_USE] -= core.policies[row + PERMITS_TAKEN];
    core.linkMeasures[link * LINK_COLUMNS + PERMIT_WAITING] -= core.policies[row + LINE_LENGTH];
    forgetLimit(core, link, row);
    core.policies.fill(0, row, row + POLICY_COLUMNS);
  };
  forEachRow(core, link, forget, replicas);
  showCircuit(core, link);
}

/** A record that made a call is lost with its process: it holds nothing any more. */
export function forgetHoldings(core: Core, job: number, link: number): void {
  const at = job * CALL_COLUMNS;
  if (at >= core.callState.length) return;
  const isPausing = (core.i32[job * WORDS + META] & STATE_MASK) === PAUSING;
  if (isPausing && core.callState[at + STAGE] > 0) core.linkMeasures[link * LINK_COLUMNS + PERMIT_WAITING]--;
  core.callState[at + HOLDINGS] = 0;
  core.callState[at + STAGE] = 0;
}
