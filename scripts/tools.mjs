import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where runs leave what nobody commits. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'brownout');

/** Programs of the tools, started with node itself: no shell and no look-up, so it works on every system. */
const PROGRAMS = {
  tsc: 'typescript/bin/tsc',
  oxlint: 'oxlint/bin/oxlint',
  vitest: 'vitest/vitest.mjs',
  vite: 'vite/bin/vite.js',
  playwright: '@playwright/test/cli.js',
};

/** Runs a tool in the project's folder with this process's input and output.
 * @param {keyof typeof PROGRAMS} tool
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env] Added to the environment.
 * @returns {Promise<number>} The exit code; 1 when a signal ended it. */
export function runTool(tool, args, env = {}) {
  return runNode([join(ROOT, 'node_modules', PROGRAMS[tool]), ...args], env);
}

/** Runs node in the project's folder with this process's input and output.
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env] Added to the environment.
 * @returns {Promise<number>} The exit code; 1 when a signal ended it. */
export function runNode(args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** A TCP port that nobody listens on at this moment.
 * @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Whether this file was started as the program, and not imported.
 * @param {string} moduleUrl The module's `import.meta.url`.
 * @returns {boolean} */
export function isProgram(moduleUrl) {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(moduleUrl);
}

/** A duration for people: `0.42 s`, `12.3 s`, `3 min 05 s`.
 * @param {number} ms
 * @returns {string} */
export function formatDuration(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
