import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildCPrograms, type CPrograms } from './lib/c-programs.ts';
import type { Host } from './lib/hosts.mjs';
import { type BenchOptions, publish, readBenchOptions } from './lib/measurements.ts';
import { bundleProgram, importHosts, outputOf, ROOT, workFolder } from './lib/project.ts';
import { markdownTable, median } from './lib/table.ts';

/** The engine of an earlier commit beside the present one, in turn: `npm run bench -- before --before COMMIT`. */

const PROGRAM = 'workload-program';

interface Figures {
  readonly events: number;
  readonly requests: number;
  readonly traceHash: string;
}

/** Workloads, with their C programs: what is run, and requests from what it prints. */
const WORKLOADS: readonly { readonly name: string; readonly c?: { readonly program: string; readonly args?: readonly string[]; readonly requests: (values: readonly number[]) => number } }[] = [
  { name: 'W1', c: { program: 'single', requests: ([n]) => n! } },
  { name: 'W2', c: { program: 'chain', requests: ([, completed, failed]) => completed! + failed! } },
  { name: 'W2-hot', c: { program: 'chain', args: ['1400', '60000'], requests: ([, completed, failed]) => completed! + failed! } },
  { name: 'W3', c: { program: 'dag', requests: ([, completed]) => completed! } },
  { name: 'W5', c: { program: 'many', requests: ([, completed]) => completed! } },
  { name: 'eShop, plain calls' },
  { name: 'eShop' },
];

/** The files of a commit, with the program that runs its workloads. */
function treeOf(commit: string): string {
  const hash = outputOf('git', ['rev-parse', '--short', `${commit}^{commit}`]).trim();
  const folder = workFolder(join('trees', hash));
  execFileSync('sh', ['-c', 'git archive "$1" | tar -x -C "$2"', 'sh', hash, folder], { cwd: ROOT });
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) symlinkSync(join(ROOT, 'node_modules'), modules);
  copyFileSync(join(ROOT, `bench/lib/${PROGRAM}.ts`), join(folder, `bench/lib/${PROGRAM}.ts`));
  return folder;
}

/** One run on a host: processor time per request, and what must be the same whenever it is repeated. */
async function runOnce(host: Host, name: string): Promise<{ readonly nsPerRequest: number; readonly traceHash: string }> {
  await host.run('workload/prepare', [name]);
  const { cpuMs } = await host.run('workload/advance', []);
  const { requests, traceHash } = (await host.run('workload/figures', [])).values as Figures;
  return { nsPerRequest: (cpuMs * 1e6) / requests, traceHash };
}

function runC(c: CPrograms | undefined, { c: anchor }: (typeof WORKLOADS)[number]): number {
  if (c === undefined || anchor === undefined) return NaN;
  const { cpuMs, values } = c.run(anchor.program, anchor.args);
  return (cpuMs * 1e6) / anchor.requests(values);
}

async function row(hosts: readonly Host[], c: CPrograms | undefined, workload: (typeof WORKLOADS)[number], rounds: number): Promise<string[]> {
  const times = [...hosts, c].map(() => [] as number[]);
  const hashes = new Set<string>();
  for (let round = -2; round < rounds; round++) {
    for (const [i, host] of hosts.entries()) {
      const { nsPerRequest, traceHash } = await runOnce(host, workload.name);
      hashes.add(traceHash);
      if (round >= 0) times[i]!.push(nsPerRequest);
    }
    if (round >= 0) times.at(-1)!.push(runC(c, workload));
  }
  const [before, now, anchor] = times.map(median) as [number, number, number];
  const ratio = median(times[1]!.map((ns, i) => ns / times[0]![i]!));
  const ns = (value: number): string => (Number.isNaN(value) ? '–' : `${value.toFixed(0)} ns`);
  const toC = Number.isNaN(anchor) ? '–' : (now / anchor).toFixed(2);
  return [workload.name, ns(before), ns(now), ratio.toFixed(2), ns(anchor), toC, hashes.size === 1 ? 'the same' : 'another'];
}

async function measure(options: BenchOptions, commit: string): Promise<void> {
  const { startNode } = await importHosts();
  const c = buildCPrograms();
  const bundles = [`${PROGRAM}.js`];
  const earlier = await bundleProgram(PROGRAM, { tree: treeOf(commit) });
  const hosts = [await startNode({ directory: earlier, bundles }), await startNode({ directory: await bundleProgram(PROGRAM), bundles })];
  try {
    const rows: string[][] = [];
    for (const workload of WORKLOADS) rows.push(await row(hosts, c, workload, options.rounds));
    const heads = ['a request', `at ${commit}`, 'now', 'now / then', 'C', 'now / C', 'trace'];
    const about = 'Processor time of the thread that runs the engine, in node, medians over rounds that alternate.';
    publish(options, { name: 'before', title: 'Engine before and after', body: `${about}\n\n${markdownTable(heads, rows)}` });
  } finally {
    for (const host of hosts) await host.stop();
    rmSync(workFolder('trees'), { recursive: true, force: true });
  }
}

const options = readBenchOptions(7);
if (options.before === undefined) console.log('skipped: no earlier commit was named with --before');
else await measure(options, options.before);
