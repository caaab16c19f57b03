import { exp, ln } from '../../base/math.ts';
import { uniform } from '../../base/random.ts';
import { CALL_COLUMNS, type Core } from '../core.ts';
import { KEY, STEP, WORDS } from '../kernel/record.ts';
import { REJECTION } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_JITTER, STEP_WORDS } from '../network.ts';
import {
  BACKOFF, BACKOFF_CAP, BACKOFF_FACTOR, BACKOFF_GROWTH, GROWTH_CONSTANT, GROWTH_LINEAR, JITTER, JITTER_BAND,
  JITTER_DECORRELATED, JITTER_ENVOY, JITTER_EQUAL, JITTER_NONE, JITTER_POLLY, JITTER_SHARE, LINK_PARAMETER_COLUMNS, PUSHBACK,
  PUSHBACK_NEVER, PUSHBACK_RESTART, PUSHBACK_TIME,
} from '../parameters.ts';
import { BACKOFF_FROM } from './policy-state.ts';

/**
 * Pauses before retries. A pause depends on the retry's number and on draws keyed by the attempt, never on what was
 * drawn for others, so nothing is remembered between retries: formulas that build on the last pause compute it anew.
 * Rules RES6 and RES30 to RES36 of `docs/spec/resilience.md`.
 */

const LN2 = ln(2);
/** Polly's constants: how fast the first pause is smoothed in, and what brings medians near whole multiples of the base. */
const POLLY_FACTOR = 4;
const POLLY_SCALE = 1.4;
/** Width of the band that Polly draws constant and linear waits from, as a share of the wait. */
const POLLY_BAND = 0.5;

/** Pause in milliseconds before the attempt after number `attempt`. Attempts up to number `from` do not count, because
 *  the callee's pushback let backoff begin anew. */
export function pauseMs(core: Core, job: number, link: number, attempt: number, from: number): number {
  const { linkParameters } = core;
  const row = link * LINK_PARAMETER_COLUMNS;
  const base = linkParameters[row + BACKOFF];
  const cap = linkParameters[row + BACKOFF_CAP];
  const retry = attempt - from;
  switch (linkParameters[row + JITTER]) {
    case JITTER_NONE:
      return plainPauseMs(core, row, retry);
    case JITTER_EQUAL: {
      const pause = plainPauseMs(core, row, retry);
      return pause / 2 + (draw(core, job, link, attempt) * pause) / 2;
    }
    case JITTER_BAND: {
      const share = linkParameters[row + JITTER_SHARE];
      return plainPauseMs(core, row, retry) * (1 - share + 2 * share * draw(core, job, link, attempt));
    }
    case JITTER_DECORRELATED:
      return decorrelated(core, job, link, attempt, from);
    case JITTER_ENVOY:
      return draw(core, job, link, attempt) * Math.min((twoTo(retry) - 1) * base, cap);
    case JITTER_POLLY:
      return Math.min(polly(core, job, link, attempt, from), cap);
    default:
      return draw(core, job, link, attempt) * plainPauseMs(core, row, retry);
  }
}

/** The wait without jitter: constant, linear or exponential, capped. */
function plainPauseMs(core: Core, row: number, retry: number): number {
  const { linkParameters } = core;
  const base = linkParameters[row + BACKOFF];
  const cap = linkParameters[row + BACKOFF_CAP];
  const growth = linkParameters[row + BACKOFF_GROWTH];
  let pause = base;
  if (growth === GROWTH_LINEAR) pause = base * retry;
  else if (growth !== GROWTH_CONSTANT) {
    const factor = linkParameters[row + BACKOFF_FACTOR];
    for (let i = 1; i < retry && pause < cap; i++) pause *= factor;
  }
  return pause < cap ? pause : cap;
}

/** The draw that belongs to the pause after attempt number `attempt`. */
function draw(core: Core, job: number, link: number, attempt: number): number {
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_JITTER;
  const step = core.i32[job * WORDS + STEP] & 0xffff;
  const repetition = core.network.program[step * STEP_WORDS + 2];
  return uniform(salts[salt], salts[salt + 1], (core.i32[job * WORDS + KEY] + repetition * 256 + attempt) | 0);
}

/** AWS's decorrelated jitter: between the base and three times the last pause, capped. */
function decorrelated(core: Core, job: number, link: number, attempt: number, from: number): number {
  const row = link * LINK_PARAMETER_COLUMNS;
  const base = core.linkParameters[row + BACKOFF];
  const cap = core.linkParameters[row + BACKOFF_CAP];
  let pause = base;
  for (let i = from + 1; i <= attempt; i++) pause = Math.min(cap, base + draw(core, job, link, i) * (3 * pause - base));
  return pause;
}

/** Polly 8: for exponential backoff the differences of a smooth curve at random places, else a band of ±25 %. */
function polly(core: Core, job: number, link: number, attempt: number, from: number): number {
  const row = link * LINK_PARAMETER_COLUMNS;
  const growth = core.linkParameters[row + BACKOFF_GROWTH];
  const retry = attempt - from;
  const u = draw(core, job, link, attempt);
  if (growth === GROWTH_CONSTANT || growth === GROWTH_LINEAR) {
    const pause = plainPauseMs(core, row, retry);
    return pause * (1 - POLLY_BAND / 2 + POLLY_BAND * u);
  }
  const before = retry > 1 ? pollyCurve(retry - 2 + draw(core, job, link, attempt - 1)) : 0;
  return ((pollyCurve(retry - 1 + u) - before) / POLLY_SCALE) * core.linkParameters[row + BACKOFF];
}

/** 2^t · tanh(√(4 t)). */
function pollyCurve(t: number): number {
  return exp(t * LN2) * tanh(Math.sqrt(POLLY_FACTOR * t));
}

/** Hyperbolic tangent of a number that is not negative, from our own exponential. */
function tanh(x: number): number {
  const e = exp(-2 * x);
  return (1 - e) / (1 + e);
}

function twoTo(exponent: number): number {
  let power = 1;
  for (let i = 0; i < exponent; i++) power *= 2;
  return power;
}

/** Whether the callee says with a rejection that the caller must not try again. */
export function forbidsRetry(core: Core, link: number, outcome: number): boolean {
  return core.linkParameters[link * LINK_PARAMETER_COLUMNS + PUSHBACK] === PUSHBACK_NEVER && outcome === REJECTION;
}

/** As `pauseMs`, where the callee says with a rejection how long to wait. gRPC then begins its backoff anew. */
export function pushedBackPauseMs(core: Core, job: number, link: number, attempt: number, outcome: number): number {
  const row = link * LINK_PARAMETER_COLUMNS;
  const from = job * CALL_COLUMNS + BACKOFF_FROM;
  if (outcome !== REJECTION) return pauseMs(core, job, link, attempt, core.callState[from]);
  if (core.linkParameters[row + PUSHBACK] === PUSHBACK_RESTART) core.callState[from] = attempt;
  return core.linkParameters[row + PUSHBACK_TIME];
}
