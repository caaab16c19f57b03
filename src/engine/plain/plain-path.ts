import { BUCKETS, bucketIndex } from '../../base/histogram.ts';
import { childKey, exponential, uniform } from '../../base/random.ts';
import {
  ANSWERED_AND_DONE, type Core, FREE_HEAD, MEASURED_FROM, NOW, NUMBER_COUNTER, OTHER_SERVICE, OTHER_SOJOURN, OTHER_WAIT, RECORDS_LIVE,
  STRAIGHT, SUM_COLUMNS, SUM_MAX, SUM_TOTAL,
} from '../core.ts';
import {
  ARRIVAL, ARRIVED, ATTEMPT_MASK, ATTEMPT_SHIFT, BRANCH, BYPASSING, CALLING, COPY, DEEPEST_CALL, DEPTH_SHIFT, DOUBLES, FREE, HOLDS, KEY, META, NEXT, NONE,
  NO_LINK, NUMBER, PARENT, PARENT_TOKEN, PLACE, QUEUED, REPLYING, ROOT, SERVING, SPOILED, STARTED, STATE_MASK, STEP, TIME, TOKEN, TRACED,
  TRAVELLING, WORDS,
} from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import { joinLine, nextReplica, noteCallee } from '../links/connection-exchange.ts';
import { poolOf } from '../links/policy-state.ts';
import {
  ANSWERED, ATTEMPTS, BEGUN, BUSY_AREA, CALLS, COMPLETED, DONE, GOOD, HELD, IN_PROGRESS, IN_PROGRESS_AREA, IN_SYSTEM, IN_SYSTEM_AREA, LATE_REPLIES,
  NOT_ANSWERED, OFFERED, OK, QUEUED_AREA, QUEUE_LENGTH, SUCCEEDED, WORKING, WORKING_AREA,
} from '../measure/columns.ts';
import { countUntimed } from '../measure/untimed.ts';
import { LINK_SALT_WORDS, SALT_PROBABILITY, STEP_CALL, STEP_END, STEP_WORDS } from '../network.ts';
import {
  CALL_TIMEOUT, DEADLINE, HOLD, LATENCY, MAX_CONCURRENT, MAX_CONNECTIONS, PROBABILITY, QUEUE_CAPACITY, RELEASE, SERVICE_DISTRIBUTION, SERVICE_MEAN,
} from '../parameters.ts';
import { chooseClass, endRequest, isSampled } from '../sources.ts';
import { sendReply } from '../stations/gate.ts';
import { runProgram } from '../stations/program.ts';
import { INSTANCE } from '../stations/station-word.ts';
import { arrive } from '../stations/station.ts';
import { drawService, leave, releaseWorker, startNext, WORK_KEY } from '../stations/work.ts';
import {
  BUSY_AT, CALLEE, CHILD_SALT, FROM_AT, HAZARD_AT, HEAD_AT, HISTOGRAM_AT, INSIDE_AT, IS_CONSTANT, IS_PLAIN, LANE_AT, LENGTH_AT, MEASURES_AT,
  NEXT_AT, PARAMETERS_AT, PlainTables, REPLICAS_AT, ROW, SALT_0, SALT_1, SERVERS_AT, SLOW_AT, SOURCE_AT, START, STATION, SUMS_AT, TAIL_AT, WORD_AT,
} from './plain-tables.ts';

/** Words of the fixed part at which the counters begin: right after the clock's eight doubles. */
const COUNTERS = 16;

/** What a job must not be for the plain path to take it on. */
const UNUSUAL = TRACED | BRANCH | COPY | BYPASSING;

/**
 * The plain path: what happens nearly always, written out without the questions whose answer is no. It does to the state
 * exactly what the general code does, event by event, so that either may take the next one; and it leaves to the general
 * code, before it has changed anything, whatever is not plain. A test runs both over random systems and compares.
 *
 * No double is passed or returned, and the views are read once per function, or again after something that may replace them.
 */
export class PlainPath {
  declare private readonly core: Core;
  declare readonly tables: PlainTables;
  declare private words: Int32Array;
  declare private doubles: Float64Array;
  declare private readonly stations: Int32Array;
  declare private readonly links: Int32Array;
  declare private readonly sources: Int32Array;
  declare private readonly program: Int32Array;
  /** Whether records carry more than their line, and whether programs depend on it. */
  declare private readonly hasExtras: boolean;
  declare private readonly hasClasses: boolean;
  /** A time on its way into a histogram. */
  private readonly cell = new Float64Array(1);
  private readonly cellWords = new Int32Array(this.cell.buffer);

  /** With `isOpen` false nothing is taken for plain. */
  constructor(core: Core, isOpen: boolean) {
    this.core = core;
    this.tables = new PlainTables(core, isOpen);
    this.follow();
    this.stations = this.tables.stations;
    this.links = this.tables.links;
    this.sources = this.tables.sources;
    this.program = core.network.program;
    this.hasExtras = core.network.hasExtras;
    this.hasClasses = core.network.classCount > 1;
  }

  /** To be called when the fixed part of the core has moved. */
  follow(): void {
    this.tables.follow();
    this.words = this.tables.words;
    this.doubles = this.tables.doubles;
  }

  /** Finds out anew what is plain. */
  renew(): void {
    this.tables.renew();
  }

  /** Takes an event. Returns false, with nothing done, unless it is plain. */
  happen(record: number, state: number): boolean {
    if (state === SERVING) return this.endService(record);
    if (state === ARRIVAL) return this.arrival(record);
    if (state === REPLYING) return this.endReply(record);
    if (state !== TRAVELLING) return false;
    this.arrive(record);
    return true;
  }

  // A source's next request.

  /** An open source's next request begins. Returns false, with nothing done, unless the source is plain. */
  private arrival(record: number): boolean {
    const { words, doubles, sources, core } = this;
    const { i32 } = core;
    const at = record * WORDS;
    const source = i32[at + STEP];
    const row = source * ROW;
    if (sources[row + IS_PLAIN] === 0) return false;
    const now = doubles[NOW];
    const number = words[sources[row + NEXT_AT]]++;
    const hazard = sources[row + IS_CONSTANT] === 1 ? 1 : exponential(sources[row + SALT_0], sources[row + SALT_1], number + 1);
    doubles[sources[row + FROM_AT]] = now;
    doubles[sources[row + HAZARD_AT]] = hazard;
    i32[at + KEY] = number + 1;
    i32[at + NEXT] = words[COUNTERS + FREE_HEAD];
    core.f64[record * DOUBLES + TIME] = now + hazard / this.tables.rates[source];
    core.schedule(record);
    this.beginRequest(source, number);
    return true;
  }

  private beginRequest(source: number, number: number): void {
    const { words, doubles, sources, core } = this;
    const request = this.allocate();
    const { i32 } = core;
    const row = source * ROW;
    const at = request * WORDS;
    const now = doubles[NOW];
    i32[at + KEY] = childKey(number, sources[row + SALT_0], 0);
    if (this.hasExtras) chooseClass(core, request, source);
    const start = this.hasClasses ? core.programOf(core.network.sourceComponent[source], request) : sources[row + START];
    const isTraced = core.traceEvery > 0 && isSampled(number, core.traceEvery);
    i32[at + META] = CALLING | ROOT | (isTraced ? TRACED : 0);
    i32[at + PLACE] = sources[row + STATION] | (NO_LINK << 16);
    i32[at + PARENT] = NONE;
    i32[at + PARENT_TOKEN] = 0;
    i32[at + TOKEN] = 0;
    i32[at + STEP] = start;
    i32[at + NUMBER] = words[COUNTERS + NUMBER_COUNTER]++;
    core.f64[request * DOUBLES + ARRIVED] = now;
    const measures = sources[row + MEASURES_AT];
    doubles[measures + OFFERED]++;
    doubles[measures + BEGUN]++;
    doubles[measures + IN_SYSTEM]++;
    doubles[measures + IN_SYSTEM_AREA] -= now;
    doubles[sources[row + SOURCE_AT] + NOT_ANSWERED]++;
    if (isTraced) runProgram(core, request);
    else this.goOn(request);
  }

  // Calls.

  /** Begins a call and sends its first attempt. */
  private call(job: number, link: number): void {
    const { words, doubles, links, core } = this;
    const row = link * ROW;
    const at = job * WORDS;
    const now = doubles[NOW];
    const measures = links[row + MEASURES_AT];
    const parameters = links[row + PARAMETERS_AT];
    doubles[measures + CALLS]++;
    doubles[measures + IN_PROGRESS]++;
    doubles[measures + IN_PROGRESS_AREA] -= now;
    core.callBegan[job] = now;
    const token = core.nextToken();
    if (doubles[parameters + CALL_TIMEOUT] !== Infinity) this.startTimeout(job, token, link);
    if (doubles[parameters + MAX_CONCURRENT] !== Infinity && !this.takePlace(job, token, link)) return;
    doubles[measures + ATTEMPTS]++;
    const meta = core.i32[at + META];
    core.i32[at + META] = (meta & ~(STATE_MASK | ATTEMPT_MASK)) | CALLING | (1 << ATTEMPT_SHIFT);
    core.i32[at + TOKEN] = token;
    core.f64[job * DOUBLES + TIME] = now;
    const callee = this.allocate();
    // The pool may have been moved.
    const { i32, f64 } = core;
    const to = callee * WORDS;
    const station = words[links[row + REPLICAS_AT]] <= 1 ? links[row + CALLEE] : nextReplica(core, link);
    i32[to + META] = TRAVELLING | (((meta >>> DEPTH_SHIFT) + 1) << DEPTH_SHIFT);
    i32[to + PLACE] = station | (link << 16);
    const repetition = this.program[(i32[at + STEP] & 0xffff) * STEP_WORDS + 2];
    i32[to + KEY] = childKey(i32[at + KEY], links[row + CHILD_SALT], repetition * 256 + 1);
    i32[to + PARENT] = job;
    i32[to + PARENT_TOKEN] = token;
    i32[to + TOKEN] = 0;
    i32[to + NUMBER] = i32[at + NUMBER];
    if (this.hasExtras) this.passOn(job, link, callee);
    const arrival = now + doubles[parameters + LATENCY];
    if (arrival > now) {
      f64[callee * DOUBLES + TIME] = arrival;
      core.schedule(callee);
    } else this.arrive(callee);
  }

  /** Takes one of a limited number of places for a call, or puts the job in line for one. */
  private takePlace(job: number, token: number, link: number): boolean {
    const { core } = this;
    const pool = poolOf(core, job, link);
    const limit = this.doubles[this.links[link * ROW + PARAMETERS_AT] + MAX_CONCURRENT];
    if (core.poolInUse[pool] < limit) {
      core.poolInUse[pool]++;
      return true;
    }
    const at = job * WORDS;
    core.i32[at + META] = (core.i32[at + META] & ~ATTEMPT_MASK) | (1 << ATTEMPT_SHIFT);
    core.i32[at + TOKEN] = token;
    joinLine(core, job, link, pool);
    return false;
  }

  private passOn(job: number, link: number, callee: number): void {
    this.core.inherit(callee, job);
    if (this.core.network.sendsDeadlines) noteCallee(this.core, job, link, callee);
  }

  private startTimeout(job: number, token: number, link: number): void {
    const { core, words } = this;
    const lane = this.links[link * ROW + LANE_AT];
    core.i32[job * WORDS + TOKEN] = token;
    if (words[lane] === 0) words[lane] = laneFor(core, this.doubles[this.links[link * ROW + PARAMETERS_AT] + CALL_TIMEOUT]) + 1;
    setTimer(core, job, token, words[lane] - 1);
  }

  // Visits.

  /** A job reaches its station. */
  arrive(job: number): void {
    const { words, doubles, stations, core } = this;
    const { i32 } = core;
    const at = job * WORDS;
    const row = (i32[at + PLACE] & 0xffff) * ROW;
    const measures = stations[row + MEASURES_AT];
    const parameters = stations[row + PARAMETERS_AT];
    const isFree = words[stations[row + BUSY_AT]] < words[stations[row + SERVERS_AT]];
    const isPlain =
      stations[row + IS_PLAIN] === 1 && words[stations[row + WORD_AT]] === 0 && i32[at + META] >>> DEPTH_SHIFT <= DEEPEST_CALL &&
      words[stations[row + INSIDE_AT]] < doubles[parameters + MAX_CONNECTIONS] &&
      (isFree || words[stations[row + LENGTH_AT]] < doubles[parameters + QUEUE_CAPACITY]);
    if (!isPlain) {
      arrive(core, job);
      return;
    }
    const now = doubles[NOW];
    core.f64[job * DOUBLES + ARRIVED] = now;
    i32[at + STEP] = this.startOf(job, row);
    doubles[measures + OFFERED]++;
    words[stations[row + INSIDE_AT]]++;
    doubles[measures + IN_SYSTEM]++;
    doubles[measures + IN_SYSTEM_AREA] -= now;
    if (isFree) this.begin(job, row);
    else this.queue(job, row);
  }

  /** First step of what is done with a job. */
  private startOf(job: number, row: number): number {
    return this.hasClasses ? this.core.programOf(this.core.network.stationComponent[row / ROW], job) : this.stations[row + START];
  }

  private queue(job: number, row: number): void {
    const { words, doubles, stations, core } = this;
    const { i32 } = core;
    const at = job * WORDS;
    const measures = stations[row + MEASURES_AT];
    i32[at + META] = (i32[at + META] & ~STATE_MASK) | QUEUED;
    i32[at + NEXT] = NONE;
    const tail = words[stations[row + TAIL_AT]];
    if (tail === NONE) words[stations[row + HEAD_AT]] = job;
    else i32[tail * WORDS + NEXT] = job;
    words[stations[row + TAIL_AT]] = job;
    words[stations[row + LENGTH_AT]]++;
    doubles[measures + QUEUE_LENGTH]++;
    doubles[measures + QUEUED_AREA] -= doubles[NOW];
  }

  /** A job that is inside gets a worker, and begins its first work. */
  private begin(job: number, row: number): void {
    const { words, doubles, stations, core, program } = this;
    const { i32, f64 } = core;
    const at = job * WORDS;
    const measures = stations[row + MEASURES_AT];
    const parameters = stations[row + PARAMETERS_AT];
    const now = doubles[NOW];
    words[stations[row + BUSY_AT]]++;
    doubles[measures + BEGUN]++;
    doubles[measures + BUSY_AREA] -= now;
    doubles[measures + WORKING]++;
    doubles[measures + WORKING_AREA] -= now;
    i32[at + META] = (i32[at + META] & ~STATE_MASK) | SERVING | HOLDS;
    f64[job * DOUBLES + STARTED] = now;
    core.served[job] = 0;
    core.callBegan[job] = now;
    const word = (i32[at + STEP] & 0xffff) * STEP_WORDS;
    if (program[word + 2] === -1 && doubles[parameters + SERVICE_DISTRIBUTION] === 0) {
      const mean = doubles[parameters + SERVICE_MEAN] * doubles[stations[row + SLOW_AT]];
      const key = i32[at + KEY] + Math.imul(program[word + 1], WORK_KEY);
      f64[job * DOUBLES + TIME] = now + mean * exponential(stations[row + SALT_0], stations[row + SALT_1], key);
    } else {
      const station = i32[at + PLACE] & 0xffff;
      drawService(core, job, core.network.stationComponent[station], station);
    }
    core.schedule(job);
  }

  /** A service ends: the job goes on with its program. Returns false, with nothing done, unless it is a plain one. */
  private endService(job: number): boolean {
    const { words, doubles, stations, core } = this;
    const { i32 } = core;
    const at = job * WORDS;
    const row = (i32[at + PLACE] & 0xffff) * ROW;
    if (stations[row + IS_PLAIN] === 0 || words[stations[row + WORD_AT]] !== 0 || i32[at + META] & UNUSUAL) return false;
    const measures = stations[row + MEASURES_AT];
    const now = doubles[NOW];
    doubles[measures + WORKING]--;
    doubles[measures + WORKING_AREA] += now;
    core.served[job] += now - core.callBegan[job];
    const step = i32[at + STEP] + 1;
    i32[at + STEP] = step;
    if (this.program[(step & 0xffff) * STEP_WORDS] === STEP_END) this.goOn(this.depart(job, row));
    else this.goOn(job);
    return true;
  }

  /** Lets a job go on with its program from where it stands; when it is done, those go on who have waited for it. */
  goOn(first: number): void {
    const { core, program, links } = this;
    for (let job = first; job !== NONE; ) {
      const { i32 } = core;
      const at = job * WORDS;
      const word = (i32[at + STEP] & 0xffff) * STEP_WORDS;
      const kind = program[word];
      if (kind === STEP_CALL && links[program[word + 1] * ROW + IS_PLAIN] === 1) {
        if (this.isUsed(job, program[word + 1], program[word + 2])) {
          this.waitForCall(job, program[word + 1]);
          this.call(job, program[word + 1]);
          return;
        }
        i32[at + STEP]++;
      } else if (kind !== STEP_END || i32[at + META] & BRANCH) {
        runProgram(core, job);
        return;
      } else if (i32[at + META] & ROOT) {
        this.answer(job);
        return;
      } else job = this.leave(job);
    }
  }

  /** Whether this request uses a connection that only a share of requests uses. */
  private isUsed(job: number, link: number, repetition: number): boolean {
    const { core, links, doubles } = this;
    const share = doubles[links[link * ROW + PARAMETERS_AT] + PROBABILITY];
    if (share >= 1) return true;
    const salt = link * LINK_SALT_WORDS + SALT_PROBABILITY;
    const salts = core.network.linkSalts;
    return uniform(salts[salt], salts[salt + 1], (core.i32[job * WORDS + KEY] + repetition) | 0) < share;
  }

  private waitForCall(job: number, link: number): void {
    const { core, doubles, stations } = this;
    const at = job * WORDS;
    if (!(core.i32[at + META] & HOLDS)) return;
    const station = core.i32[at + PLACE] & 0xffff;
    // An instance that takes one request at a time is not freed by asking others.
    if (doubles[this.links[link * ROW + PARAMETERS_AT] + HOLD] === RELEASE && !(core.stationWord[station] & INSTANCE)) {
      releaseWorker(core, job, core.network.stationComponent[station], station);
    } else doubles[stations[station * ROW + MEASURES_AT] + HELD]++;
  }

  /** A job leaves its station, well. Returns who goes on because it has waited for it, or NONE. */
  private leave(job: number): number {
    const { words, stations, core } = this;
    const { i32 } = core;
    const at = job * WORDS;
    const row = (i32[at + PLACE] & 0xffff) * ROW;
    if (stations[row + IS_PLAIN] === 1 && words[stations[row + WORD_AT]] === 0 && !(i32[at + META] & UNUSUAL)) return this.depart(job, row);
    leave(core, job, COMPLETED);
    return NONE;
  }

  /** As `leave`, for a job and a station that are known to be plain. */
  private depart(job: number, row: number): number {
    const { words, doubles, stations, core } = this;
    const at = job * WORDS;
    const measures = stations[row + MEASURES_AT];
    const now = doubles[NOW];
    doubles[measures + COMPLETED]++;
    words[stations[row + INSIDE_AT]]--;
    doubles[measures + IN_SYSTEM]--;
    doubles[measures + IN_SYSTEM_AREA] += now;
    if (core.i32[at + META] & HOLDS) this.release(job, row);
    if (core.f64[job * DOUBLES + ARRIVED] >= doubles[MEASURED_FROM]) this.recordVisit(job, row);
    else countUntimed(core, job, core.network.stationComponent[row / ROW]);
    return this.reply(job);
  }

  /** Frees the worker that a job keeps and gives it to the first in line. */
  private release(job: number, row: number): void {
    const { words, doubles, stations, core } = this;
    const { i32 } = core;
    i32[job * WORDS + META] &= ~HOLDS;
    words[stations[row + BUSY_AT]]--;
    doubles[stations[row + MEASURES_AT] + BUSY_AREA] += doubles[NOW];
    const next = words[stations[row + HEAD_AT]];
    if (next === NONE) return;
    if (words[stations[row + BUSY_AT]] !== words[stations[row + SERVERS_AT]] - 1 || (i32[next * WORDS + STEP] & 0xffff) !== this.startOf(next, row)) {
      const station = row / ROW;
      startNext(core, core.network.stationComponent[station], station);
      return;
    }
    const behind = i32[next * WORDS + NEXT];
    words[stations[row + HEAD_AT]] = behind;
    if (behind === NONE) words[stations[row + TAIL_AT]] = NONE;
    words[stations[row + LENGTH_AT]]--;
    doubles[stations[row + MEASURES_AT] + QUEUE_LENGTH]--;
    doubles[stations[row + MEASURES_AT] + QUEUED_AREA] += doubles[NOW];
    this.begin(next, row);
  }

  private recordVisit(job: number, row: number): void {
    const { doubles, stations, core, cell } = this;
    const { f64 } = core;
    const arrived = f64[job * DOUBLES + ARRIVED];
    const histogram = stations[row + HISTOGRAM_AT];
    const sums = stations[row + SUMS_AT];
    const sojourn = doubles[NOW] - arrived;
    const served = core.served[job];
    cell[0] = sojourn;
    if (served === sojourn) {
      this.count(histogram + STRAIGHT * BUCKETS, sums + STRAIGHT * SUM_COLUMNS);
      return;
    }
    this.count(histogram + OTHER_SOJOURN * BUCKETS, sums + OTHER_SOJOURN * SUM_COLUMNS);
    cell[0] = served;
    this.count(histogram + OTHER_SERVICE * BUCKETS, sums + OTHER_SERVICE * SUM_COLUMNS);
    const wait = f64[job * DOUBLES + STARTED] - arrived;
    if (!(wait > 0)) return;
    cell[0] = wait;
    this.count(histogram + OTHER_WAIT * BUCKETS, sums + OTHER_WAIT * SUM_COLUMNS);
  }

  /** Adds the time in the cell to a histogram. */
  private count(histogram: number, sums: number): void {
    const { words, doubles, cell } = this;
    words[histogram + bucketIndex(cell, this.cellWords)]++;
    doubles[sums + SUM_TOTAL] += cell[0];
    if (cell[0] > doubles[sums + SUM_MAX]) doubles[sums + SUM_MAX] = cell[0];
  }

  // Replies.

  /** Sends a job's good outcome to whoever waits for it and ends the job. Returns who goes on, or NONE. */
  private reply(job: number): number {
    const { doubles, links, core } = this;
    const { i32 } = core;
    const at = job * WORDS;
    const row = (i32[at + PLACE] >>> 16) * ROW;
    if (i32[at + PARENT] < 0 || links[row + IS_PLAIN] === 0) {
      sendReply(core, job, OK);
      return NONE;
    }
    const now = doubles[NOW];
    const arrival = now + doubles[links[row + PARAMETERS_AT] + LATENCY];
    if (arrival > now) {
      i32[at + META] = REPLYING | (OK << ATTEMPT_SHIFT);
      i32[at + TOKEN] = 0;
      core.f64[job * DOUBLES + TIME] = arrival;
      core.schedule(job);
      return NONE;
    }
    return this.replied(job);
  }

  /** A good reply that has travelled reaches whoever waits for it. Returns false, with nothing done, unless it is plain. */
  private endReply(record: number): boolean {
    const { i32 } = this.core;
    const at = record * WORDS;
    if (i32[at + META] !== REPLYING || i32[at + PARENT] < 0) return false;
    if (this.links[(i32[at + PLACE] >>> 16) * ROW + IS_PLAIN] === 0) return false;
    this.goOn(this.replied(record));
    return true;
  }

  /** A good reply ends its record, and the call that waits for it. Returns the caller if it goes on at once, or NONE. */
  replied(record: number): number {
    const { doubles, links, core } = this;
    const { i32 } = core;
    const at = record * WORDS;
    const link = i32[at + PLACE] >>> 16;
    const row = link * ROW;
    const caller = i32[at + PARENT];
    const from = caller * WORDS;
    const token = i32[at + PARENT_TOKEN];
    const measures = links[row + MEASURES_AT];
    this.free(record);
    if (i32[from + TOKEN] !== token) {
      doubles[measures + LATE_REPLIES]++;
      return NONE;
    }
    const step = i32[from + STEP];
    const isPlain =
      (i32[from + META] & (STATE_MASK | UNUSUAL)) === CALLING && this.program[(step & 0xffff) * STEP_WORDS] === STEP_CALL &&
      (doubles[links[row + PARAMETERS_AT] + MAX_CONCURRENT] === Infinity || this.giveBackPlace(caller, link));
    if (!isPlain) {
      core.reply(caller, token, link, OK);
      return NONE;
    }
    const now = doubles[NOW];
    doubles[measures + SUCCEEDED]++;
    doubles[measures + IN_PROGRESS]--;
    doubles[measures + IN_PROGRESS_AREA] += now;
    this.recordCall(caller, row);
    i32[from + TOKEN] = 0;
    i32[from + STEP] = (step & 0xffff) + 1;
    if (i32[from + META] & HOLDS) doubles[this.stations[(i32[from + PLACE] & 0xffff) * ROW + MEASURES_AT] + HELD]--;
    return caller;
  }

  /** Gives back a place for calls. Returns false, with nothing done, when somebody waits for it. */
  private giveBackPlace(caller: number, link: number): boolean {
    const { core } = this;
    const pool = poolOf(core, caller, link);
    if (core.poolHead[pool] !== NONE) return false;
    if (core.poolInUse[pool] > 0) core.poolInUse[pool]--;
    return true;
  }

  private recordCall(caller: number, row: number): void {
    const { doubles, links, core, cell } = this;
    const asked = core.callBegan[caller];
    const sent = core.f64[caller * DOUBLES + TIME];
    if (asked < doubles[MEASURED_FROM]) return;
    const histogram = links[row + HISTOGRAM_AT];
    const sums = links[row + SUMS_AT];
    cell[0] = doubles[NOW] - asked;
    if (sent === asked) {
      this.count(histogram + STRAIGHT * BUCKETS, sums + STRAIGHT * SUM_COLUMNS);
      return;
    }
    this.count(histogram + OTHER_SOJOURN * BUCKETS, sums + OTHER_SOJOURN * SUM_COLUMNS);
    cell[0] = doubles[NOW] - sent;
    this.count(histogram + OTHER_SERVICE * BUCKETS, sums + OTHER_SERVICE * SUM_COLUMNS);
    cell[0] = sent - asked;
    this.count(histogram + OTHER_WAIT * BUCKETS, sums + OTHER_WAIT * SUM_COLUMNS);
  }

  /** A request is answered well, and done unless effects of it are open. */
  private answer(request: number): void {
    const { doubles, sources, core, cell } = this;
    const { i32 } = core;
    const at = request * WORDS;
    const { network } = core;
    const row = network.sourceOf[network.stationComponent[i32[at + PLACE] & 0xffff]] * ROW;
    const arrived = core.f64[request * DOUBLES + ARRIVED];
    const isPlain =
      sources[row + IS_PLAIN] === 1 && i32[at + PARENT_TOKEN] === 0 && !(i32[at + META] & SPOILED) && arrived >= doubles[MEASURED_FROM];
    if (!isPlain) {
      endRequest(core, request, true);
      return;
    }
    const now = doubles[NOW];
    const measures = sources[row + MEASURES_AT];
    const source = sources[row + SOURCE_AT];
    doubles[measures + IN_SYSTEM]--;
    doubles[measures + IN_SYSTEM_AREA] += now;
    doubles[measures + COMPLETED]++;
    doubles[source + NOT_ANSWERED]--;
    doubles[source + ANSWERED]++;
    doubles[source + DONE]++;
    cell[0] = now - arrived;
    if (cell[0] <= doubles[sources[row + PARAMETERS_AT] + DEADLINE]) doubles[source + GOOD]++;
    this.count(sources[row + HISTOGRAM_AT] + ANSWERED_AND_DONE * BUCKETS, sources[row + SUMS_AT] + ANSWERED_AND_DONE * SUM_COLUMNS);
    this.free(request);
  }

  // Records.

  private allocate(): number {
    const { words, core } = this;
    const record = words[COUNTERS + FREE_HEAD];
    if (record === NONE) return core.allocate();
    words[COUNTERS + FREE_HEAD] = core.i32[record * WORDS + NEXT];
    words[COUNTERS + RECORDS_LIVE]++;
    return record;
  }

  private free(record: number): void {
    const { words, core } = this;
    const { i32 } = core;
    const at = record * WORDS;
    i32[at + META] = FREE;
    i32[at + TOKEN] = 0;
    i32[at + NEXT] = words[COUNTERS + FREE_HEAD];
    words[COUNTERS + FREE_HEAD] = record;
    words[COUNTERS + RECORDS_LIVE]--;
  }
}
