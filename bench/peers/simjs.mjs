/** W1 and W2 in simjs: callbacks, facilities and buffers. */
import { exponential, uniform } from './draws.mjs';
import { CHAIN, SINGLE } from './workloads.mjs';

// The library was made for pages: it hands itself out at the window alone.
Object.assign(globalThis, { window: {} });
await import('simjs');
const { Sim, Entity, Facility, Buffer } = /** @type {any} */ (globalThis).window.Sim;

/** An entity that does nothing by itself: the library wants one for every request that is made of it. */
class Actor extends Entity {
  start() {}
}

/** @param {number} requests
 * @param {number[]} latencies */
function singleQueue(requests, latencies) {
  const sim = new Sim();
  const server = new Facility('server', Facility.FCFS, 1);
  const actor = sim.addEntity(Actor);
  let left = requests;
  const leave = (/** @type {number} */ came) => latencies.push(sim.time() - came);
  const arrive = () => {
    actor.useFacility(server, exponential(SINGLE.serviceSeconds)).done(leave, actor, [sim.time()]);
    if (--left > 0) next();
  };
  const next = () => actor.setTimer(exponential(1 / SINGLE.rate)).done(arrive);
  next();
  sim.simulate(Infinity);
}

/** @param {number} requests
 * @param {number[]} latencies */
function callChain(requests, latencies) {
  const sim = new Sim();
  const actor = sim.addEntity(Actor);
  // A facility gives its worker back when the service ends; a worker that also waits for a call is a token of a buffer.
  const free = CHAIN.tiers.map(({ workers }, tier) => new Buffer(`tier ${tier}`, workers, workers));

  /** Makes a call of a tier and tells whether it succeeded.
   * @param {number} tier
   * @param {number} tries
   * @param {(isGood: boolean) => void} over */
  function call(tier, tries, over) {
    let isOver = false;
    /** @type {any} */
    let timer = undefined;
    const answered = (/** @type {boolean} */ isGood) => {
      if (isOver) return;
      isOver = true;
      timer?.cancel();
      if (isGood || tries === CHAIN.mostTries) over(isGood);
      else actor.setTimer(uniform() * CHAIN.backoffSeconds * 2 ** (tries - 1)).done(() => call(tier, tries + 1, over));
    };
    if (free[tier].current() === 0 && free[tier].getQueue.size() >= CHAIN.queueCapacity) {
      answered(false);
      return;
    }
    timer = actor.setTimer(CHAIN.timeoutSeconds).done(() => answered(false));
    actor.getBuffer(free[tier], 1).done(() => serve(tier, answered));
  }

  /** @param {number} tier
   * @param {(isGood: boolean) => void} reply */
  function serve(tier, reply) {
    const finish = (/** @type {boolean} */ isGood) => {
      actor.putBuffer(free[tier], 1);
      reply(isGood);
    };
    actor.setTimer(exponential(CHAIN.tiers[tier].seconds)).done(() => {
      if (tier + 1 < CHAIN.tiers.length) call(tier + 1, 1, finish);
      else finish(true);
    });
  }

  const arrive = () => {
    const came = sim.time();
    call(0, 1, (isGood) => {
      if (isGood) latencies.push(sim.time() - came);
    });
    next();
  };
  const next = () => actor.setTimer(exponential(1 / CHAIN.rate)).done(arrive);
  next();
  sim.simulate(requests / CHAIN.rate);
}

export const workloads = { W1: singleQueue, W2: callChain };
