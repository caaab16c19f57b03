/** Measures the programs of one bundle in all hosts, interleaved: nanoseconds of thread time per operation, medians. */
import { fileURLToPath } from 'node:url';
import { startChromium, startFirefox, startNode } from '../lib/hosts.mjs';

const [bundle, hostList, roundText, countText] = process.argv.slice(2);
const rounds = Number(roundText ?? 5);
const count = Number(countText ?? 1e7);
const starters = { node: startNode, chromium: startChromium, firefox: startFirefox };
const directory = fileURLToPath(new URL('build', import.meta.url));
const hosts = [];
for (const name of (hostList ?? 'node,chromium,firefox').split(',')) hosts.push(await starters[name]({ directory, bundles: [`${bundle}.js`] }));

const { programs } = await import('./programs.mjs').then((m) => m.list(bundle));
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const results = new Map();
try {
  for (let round = -1; round < rounds; round++) {
    for (const program of programs) {
      for (const host of hosts) {
        const { cpuMs } = await host.run(program, [count]);
        if (round < 0) continue;
        const key = `${program}|${host.name}`;
        results.set(key, [...(results.get(key) ?? []), (cpuMs * 1e6) / count]);
      }
    }
  }
} finally {
  for (const host of hosts) await host.stop();
}
console.log(`| ns of thread time, median of ${rounds} | ${hosts.map((h) => h.name).join(' | ')} |`);
console.log(`| --- | ${hosts.map(() => '---:').join(' | ')} |`);
for (const program of programs) {
  const cells = hosts.map((host) => median(results.get(`${program}|${host.name}`)).toFixed(1));
  console.log(`| ${program.split('/')[1]} | ${cells.join(' | ')} |`);
}
