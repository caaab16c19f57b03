/** W1 and W2 in simscript: entities with asynchronous scripts, queues and signals. */
import { exponential, uniform } from './draws.mjs';
import { CHAIN, SINGLE } from './workloads.mjs';

// The library was made for pages: it gives way to the screen by this.
Object.assign(globalThis, { requestAnimationFrame: (/** @type {() => void} */ work) => setImmediate(work) });
const { default: library } = await import('simscript');
const { Simulation, Entity, Queue } = library;

/** Runs until nothing is left to do, or to `until`.
 * @param {(simulation: any) => void} begin
 * @param {number} [until] */
async function simulate(begin, until) {
  await new Promise((resolve) => {
    const simulation = new Simulation({ timeEnd: until ?? null });
    simulation.started.addEventListener(() => begin(simulation));
    simulation.finished.addEventListener(() => resolve(undefined));
    void simulation.start();
  });
}

/** @param {number} requests
 * @param {number[]} latencies */
async function singleQueue(requests, latencies) {
  const server = new Queue('server', 1);
  class Customer extends Entity {
    async script() {
      const came = this.simulation.timeNow;
      await this.enterQueue(server);
      await this.delay(exponential(SINGLE.serviceSeconds));
      this.leaveQueue(server);
      latencies.push(this.simulation.timeNow - came);
    }
  }
  class Source extends Entity {
    async script() {
      for (let i = 0; i < requests; i++) {
        await this.delay(exponential(1 / SINGLE.rate));
        void this.simulation.activate(new Customer());
      }
    }
  }
  await simulate((simulation) => void simulation.activate(new Source()));
}

/** @param {number} requests
 * @param {number[]} latencies */
async function callChain(requests, latencies) {
  const workers = CHAIN.tiers.map((tier, i) => new Queue(`tier ${i}`, tier.workers));
  const waiting = CHAIN.tiers.map(() => 0);

  class Caller extends Entity {
    /** One call of a tier, with all its tries. A delay that ends early by its signal is a reply in time.
     * @param {number} tier */
    async call(tier) {
      for (let tries = 1; ; tries++) {
        if (await this.attempt(tier)) return true;
        if (tries === CHAIN.mostTries) return false;
        await this.delay(uniform() * CHAIN.backoffSeconds * 2 ** (tries - 1));
      }
    }

    /** @param {number} tier */
    async attempt(tier) {
      if (waiting[tier] >= CHAIN.queueCapacity) return false;
      const reply = { isGood: false };
      void this.simulation.activate(new Visit(tier, reply));
      await this.delay(CHAIN.timeoutSeconds, null, reply);
      return reply.isGood;
    }
  }

  class Visit extends Caller {
    /** @param {number} tier
     * @param {{ isGood: boolean }} reply */
    constructor(tier, reply) {
      super();
      this.tier = tier;
      this.reply = reply;
    }

    async script() {
      const { tier, reply } = this;
      waiting[tier]++;
      await this.enterQueue(workers[tier]);
      waiting[tier]--;
      await this.delay(exponential(CHAIN.tiers[tier].seconds));
      const isGood = tier + 1 === CHAIN.tiers.length || (await this.call(tier + 1));
      this.leaveQueue(workers[tier]);
      reply.isGood = isGood;
      this.sendSignal(reply, 1);
    }
  }

  class Client extends Caller {
    async script() {
      const came = this.simulation.timeNow;
      if (await this.call(0)) latencies.push(this.simulation.timeNow - came);
    }
  }

  class Source extends Entity {
    async script() {
      for (;;) {
        await this.delay(exponential(1 / CHAIN.rate));
        void this.simulation.activate(new Client());
      }
    }
  }
  await simulate((simulation) => void simulation.activate(new Source()), requests / CHAIN.rate);
}

export const workloads = { W1: singleQueue, W2: callChain };
