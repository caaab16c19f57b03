import { PROGRAM } from './program.ts';
import { bytesOf, type CompiledMemory, webAssembly } from './web-assembly.ts';

/**
 * Memories of WebAssembly. A browser sets apart so many addresses for each that a hundred or two are all that it has, however
 * small they are, so a thread keeps few and lets its runs take turns in them: who has not worked for longest leaves.
 */

/** Memories that a thread keeps. More runs than that rarely go on side by side. */
const MOST_GROUNDS = 4;
/** Larger ones are not kept: they belong to their run, and go with it. */
const LARGEST_KEPT = 1 << 25;
const PAGE = 65_536;

/** The compiled hot loop; see `assembly/path.ts`. */
export type CompiledRun = (limitMs: number, isExclusive: number, budget: number) => number;

/** Who works in a ground. */
export interface Tenant {
  /** Takes everything out of the ground. */
  leave(): void;
}

/** A memory and the compiled path over it. */
export interface Ground {
  readonly memory: CompiledMemory;
  readonly run: CompiledRun;
  tenant: Tenant;
  /** When it was worked in last, on the clock of `noteUse`. */
  usedAt: number;
}

let module: object | undefined;
let isRefused = false;
let uses = 0;
const kept: Ground[] = [];

/** The compiled program, made once a thread; undefined where it cannot be had: there is none in the build, the host has no
 *  WebAssembly, or the page's policy forbids it. */
function compiledModule(): object | undefined {
  if (module !== undefined || isRefused) return module;
  try {
    if (PROGRAM !== '' && webAssembly !== undefined) module = new webAssembly.Module(bytesOf(PROGRAM));
  } catch {
    // A policy of the page. The engine does without.
  }
  isRefused = module === undefined;
  return module;
}

/** Notes that a ground is worked in. */
export function noteUse(ground: Ground): void {
  ground.usedAt = ++uses;
}

/** A ground of at least so many bytes, with nothing of anybody in it, or undefined when none can be had. The tenant must have
 *  left the one it had. */
export function takeGround(bytes: number, tenant: Tenant): Ground | undefined {
  const program = compiledModule();
  if (program === undefined || isRefused) return undefined;
  const own = kept.findIndex((ground) => ground.tenant === tenant);
  const at = own >= 0 ? own : kept.length < MOST_GROUNDS ? kept.length : leastUsed();
  const there = kept[at];
  if (there !== undefined && there.tenant !== tenant) there.tenant.leave();
  if (there !== undefined && there.memory.buffer.byteLength >= bytes) {
    there.tenant = tenant;
    return there;
  }
  if (there !== undefined) kept.splice(at, 1);
  const made = makeGround(bytes, program, tenant);
  if (made !== undefined && bytes <= LARGEST_KEPT) kept.push(made);
  return made;
}

function leastUsed(): number {
  let least = 0;
  for (let i = 1; i < kept.length; i++) if (kept[i].usedAt < kept[least].usedAt) least = i;
  return least;
}

function makeGround(bytes: number, program: object, tenant: Tenant): Ground | undefined {
  try {
    const pages = Math.ceil(bytes / PAGE);
    const memory = new webAssembly!.Memory({ initial: pages, maximum: pages });
    const { exports } = new webAssembly!.Instance(program, { env: { memory } });
    return { memory, run: (exports as { run: CompiledRun }).run, tenant, usedAt: 0 };
  } catch {
    // No memory or no addresses are left, which takes long to find out: it is not tried again.
    isRefused = true;
    return undefined;
  }
}
