import { uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import {
  BRANCH, CALLING, DEPTH_SHIFT, HOLDS, JOINING, KEY, META, NONE, NO_LINK, NUMBER, PARENT, PARENT_TOKEN, PLACE, ROOT,
  SPOILED, STATE_MASK, STEP, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import { beginCall } from '../links/begin-call.ts';
import { publish } from '../links/publish.ts';
import { COMPLETED, COMPONENT_COLUMNS, FAILED_BY_CALL, FAILED_HERE, HELD, WASTED } from '../measure/columns.ts';
import {
  LINK_SALT_WORDS, SALT_CHANCE, SALT_PROBABILITY, SALT_WORDS, STEP_CALL, STEP_CANCELLED, STEP_CHANCE, STEP_END, STEP_FAIL, STEP_FORK,
  STEP_LOOKUP, STEP_PUBLISH, STEP_ROUTE, STEP_WORDS, STEP_WORK,
} from '../network.ts';
import { HOLD, LINK_PARAMETER_COLUMNS, PROBABILITY, RELEASE } from '../parameters.ts';
import { endRequest } from '../sources.ts';
import { chooseTarget, linkOfCall } from './balancer.ts';
import { beginRefresh, endFetch, FETCHED_BY_ANOTHER, HIT, lookUp, MISS, STALE } from './cache.ts';
import { INSTANCE } from './station-word.ts';
import { leave, releaseWorker, workAgain } from './work.ts';

/** Goes through a job's steps from the one it stands at, until it has to wait or is done. */
export function runProgram(core: Core, job: number): void {
  const at = job * WORDS;
  const { program } = core.network;
  for (;;) {
    // The pool may be moved by a step that sends something, so it is asked for anew.
    let step = core.i32[at + STEP] & 0xffff;
    const word = step * STEP_WORDS;
    switch (program[word]) {
      case STEP_CALL:
        if (isUsed(core, job, program[word + 1], program[word + 2])) {
          waitForCall(core, job, program[word + 1]);
          beginCall(core, job, program[word + 1]);
          return;
        }
        break;
      case STEP_PUBLISH:
        if (isUsed(core, job, program[word + 1], 0) && publish(core, job, program[word + 1])) return;
        break;
      case STEP_FORK:
        fork(core, job, step, program[word + 1]);
        return;
      case STEP_ROUTE:
        waitForCall(core, job, chooseTarget(core, job));
        beginCall(core, job, linkOfCall(core, job));
        return;
      case STEP_WORK:
        workAgain(core, job);
        return;
      case STEP_CHANCE:
        if (!isDrawn(core, job, word)) step += program[word + 2];
        break;
      case STEP_FAIL:
        if (isDrawn(core, job, word)) {
          fail(core, job);
          return;
        }
        break;
      case STEP_CANCELLED:
        core.componentMeasures[core.network.stationComponent[core.i32[at + PLACE] & 0xffff] * COMPONENT_COLUMNS + WASTED]++;
        leave(core, job, FAILED_HERE);
        return;
      case STEP_LOOKUP: {
        const found = lookUp(core, job);
        if (found === STALE) refresh(core, job);
        if (found === HIT || found === STALE) endWell(core, job);
        if (found === FETCHED_BY_ANOTHER) waitForCall(core, job, program[word + STEP_WORDS + 1]);
        if (found !== MISS) return;
        break;
      }
      default:
        endWell(core, job);
        return;
    }
    core.i32[at + STEP] = step + 1;
  }
}

function endWell(core: Core, job: number): void {
  if (core.i32[job * WORDS + META] & BRANCH) endRefresh(core, job, true);
  else if (core.i32[job * WORDS + META] & ROOT) endRequest(core, job, true);
  else leave(core, job, COMPLETED);
}

/** Whether a request is among the share that a chance is about. */
function isDrawn(core: Core, job: number, word: number): boolean {
  const { program, reals, componentSalts, stationComponent } = core.network;
  const at = job * WORDS;
  const salt = stationComponent[core.i32[at + PLACE] & 0xffff] * SALT_WORDS + SALT_CHANCE;
  const key = (core.i32[at + KEY] + Math.imul(program[word + 3], CHANCE_KEY)) | 0;
  return uniform(componentSalts[salt], componentSalts[salt + 1], key) < reals[program[word + 1]];
}

/** Sets the draws of the several chances of one handler apart. */
const CHANCE_KEY = 0x9e3779b1;

/** A job fails by itself in the middle of its program. */
function fail(core: Core, job: number): void {
  if (core.i32[job * WORDS + META] & ROOT) endRequest(core, job, false);
  else leave(core, job, FAILED_HERE);
}

/** Whether this request uses a connection that only a share of requests uses. */
function isUsed(core: Core, job: number, link: number, repetition: number): boolean {
  const share = core.linkParameters[link * LINK_PARAMETER_COLUMNS + PROBABILITY];
  if (share >= 1) return true;
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_PROBABILITY;
  return uniform(salts[salt], salts[salt + 1], (core.i32[job * WORDS + KEY] + repetition) | 0) < share;
}

/** While a call is out its worker is kept (`hold`) or goes to the next in line (`release`). An instance that starts on
 *  demand is kept in any case. */
function waitForCall(core: Core, job: number, link: number): void {
  const at = job * WORDS;
  if (!(core.i32[at + META] & HOLDS)) return;
  const station = core.i32[at + PLACE] & 0xffff;
  const component = core.network.stationComponent[station];
  const isReleased = core.linkParameters[link * LINK_PARAMETER_COLUMNS + HOLD] === RELEASE && !(core.stationWord[station] & INSTANCE);
  if (isReleased) releaseWorker(core, job, component, station);
  else core.componentMeasures[component * COMPONENT_COLUMNS + HELD]++;
}

/** A call or confirmed publish is over: the job goes on with its next step, or fails with it. */
export function callEnded(core: Core, job: number, isWell: boolean): void {
  const { i32 } = core;
  const at = job * WORDS;
  i32[at + TOKEN] = 0;
  if (i32[at + META] & BRANCH && i32[at + PARENT] !== NONE) {
    endBranch(core, job, isWell);
    return;
  }
  stopHolding(core, job);
  if (isWell) {
    i32[at + STEP] = (i32[at + STEP] & 0xffff) + 1;
    runProgram(core, job);
  } else failByCall(core, job);
}

/** The worker of a job that waited is its own again, for the moment. */
export function stopHolding(core: Core, job: number): void {
  const at = job * WORDS;
  if (!(core.i32[at + META] & HOLDS)) return;
  const component = core.network.stationComponent[core.i32[at + PLACE] & 0xffff];
  core.componentMeasures[component * COMPONENT_COLUMNS + HELD]--;
}

function failByCall(core: Core, job: number): void {
  if (core.i32[job * WORDS + META] & BRANCH) endRefresh(core, job, false);
  else if (core.i32[job * WORDS + META] & ROOT) endRequest(core, job, false);
  else leave(core, job, FAILED_BY_CALL);
}

/** Makes the calls of a parallel step at once: each is a branch with a record of its own. */
function fork(core: Core, job: number, step: number, branches: number): void {
  const at = job * WORDS;
  const { program } = core.network;
  waitForCall(core, job, program[(step + 1) * STEP_WORDS + 1]);
  const token = core.nextToken();
  core.i32[at + TOKEN] = token;
  core.i32[at + STEP] = step | (branches << 16);
  core.i32[at + META] = (core.i32[at + META] & ~(STATE_MASK | SPOILED)) | JOINING;
  for (let branch = 1; branch <= branches; branch++) startBranch(core, job, token, step + branch);
}

/** A record that goes on in the name of a job from a step on. */
function copyForBranch(core: Core, job: number, parent: number, token: number, step: number): number {
  const branch = core.allocate();
  const { i32 } = core;
  const from = job * WORDS;
  const at = branch * WORDS;
  i32[at + META] = CALLING | BRANCH | (i32[from + META] & (TRACED | (0xff << DEPTH_SHIFT)));
  i32[at + PLACE] = (i32[from + PLACE] & 0xffff) | (NO_LINK << 16);
  i32[at + KEY] = i32[from + KEY];
  i32[at + PARENT] = parent;
  i32[at + PARENT_TOKEN] = token;
  i32[at + TOKEN] = 0;
  i32[at + STEP] = step;
  i32[at + NUMBER] = i32[from + NUMBER];
  core.inherit(branch, job);
  return branch;
}

function startBranch(core: Core, job: number, token: number, step: number): void {
  const branch = copyForBranch(core, job, job, token, step);
  const { network } = core;
  const link = network.program[step * STEP_WORDS + 1];
  if (!isUsed(core, branch, link, network.program[step * STEP_WORDS + 2])) endBranch(core, branch, true);
  else if (network.program[step * STEP_WORDS] === STEP_CALL) beginCall(core, branch, link);
  else if (!publish(core, branch, link)) endBranch(core, branch, true);
}

/** A branch is over; the last one lets its job go on, or fail if any of them failed. */
function endBranch(core: Core, branch: number, isWell: boolean): void {
  const { i32 } = core;
  const job = i32[branch * WORDS + PARENT];
  const token = i32[branch * WORDS + PARENT_TOKEN];
  core.free(branch);
  const at = job * WORDS;
  if (i32[at + TOKEN] !== token) return;
  if (!isWell) i32[at + META] |= SPOILED;
  i32[at + STEP] -= 1 << 16;
  if (i32[at + STEP] >>> 16 > 0) return;
  i32[at + TOKEN] = 0;
  stopHolding(core, job);
  const step = i32[at + STEP] & 0xffff;
  i32[at + STEP] = step + 1 + core.network.program[step * STEP_WORDS + 1];
  if (i32[at + META] & SPOILED) failByCall(core, job);
  else runProgram(core, job);
}

/** Fetches anew, in the background, what a job was answered with from an old entry, unless somebody does. The record that
 *  does it is a branch of nobody: it takes no worker and is no request. */
function refresh(core: Core, job: number): void {
  const { program } = core.network;
  const step = (core.i32[job * WORDS + STEP] & 0xffff) + 1;
  if (program[step * STEP_WORDS] === STEP_END) return;
  const record = copyForBranch(core, job, NONE, 0, step);
  if (beginRefresh(core, record, job)) core.resume(record);
  else core.free(record);
}

function endRefresh(core: Core, record: number, isWell: boolean): void {
  endFetch(core, record, isWell);
  core.free(record);
}
