import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { isProgram, ROOT } from './tools.mjs';

/** @typedef {{ path: string, source: string }} Browser */

const NAMES = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser', 'chrome', 'microsoft-edge'];

const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const WINDOWS_APP = String.raw`Google\Chrome\Application\chrome.exe`;
const APT = ['-o', 'DPkg::Lock::Timeout=600'];
const APT_PACKAGES = ['chromium', 'fonts-dejavu-core'];

/** Flags under which the tests start the browser: no GPU, and no traffic of the browser's own. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser to test in, if the machine has one: CHROMIUM_PATH, then one that Playwright downloaded before,
 * then an installed Chrome or Chromium that starts. Throws when CHROMIUM_PATH names no program.
 * @returns {Browser | undefined} */
export function findChromium() {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted !== undefined && wanted !== '') {
    if (!isExecutable(wanted)) throw new Error(`CHROMIUM_PATH is ${wanted}, which is no program.`);
    return { path: wanted, source: 'CHROMIUM_PATH' };
  }
  const downloaded = chromium.executablePath();
  if (existsSync(downloaded)) return { path: downloaded, source: "Playwright's own download" };
  const installed = installedPaths().find((path) => isExecutable(path) && starts(path));
  return installed === undefined ? undefined : { path: installed, source: 'installed on this machine' };
}

/** The browser to test in; fetches one when the machine has none, and says what it does.
 * Throws with advice when nothing works.
 * @returns {Browser} */
export function ensureChromium() {
  const found = findChromium() ?? downloadWithPlaywright() ?? installWithApt();
  if (found === undefined) {
    throw new Error('No Chromium was found or could be installed. Install Chrome or Chromium, or set CHROMIUM_PATH.');
  }
  console.log(`Browser: ${found.path} (${found.source})`);
  return found;
}

/** @returns {Browser | undefined} */
function downloadWithPlaywright() {
  console.log("No Chrome or Chromium on this machine: trying Playwright's own download.");
  run(process.execPath, [join(ROOT, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'], 300_000);
  return findChromium();
}

/** @returns {Browser | undefined} */
function installWithApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  console.log(`The download did not work: installing ${APT_PACKAGES.join(' and ')} with apt.`);
  run('apt-get', [...APT, 'update', '-qq'], 900_000);
  run('apt-get', [...APT, 'install', '-y', '-qq', '--no-install-recommends', ...APT_PACKAGES], 1_800_000);
  return findChromium();
}

/** @returns {string[]} */
function installedPaths() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const windows = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) => process.env[name] ?? []);
  return [
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...(process.platform === 'darwin' ? MAC_APPS : []),
    ...(process.platform === 'win32' ? windows.map((folder) => join(folder, WINDOWS_APP)) : []),
  ];
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A file of the right name may be a stub that only tells people to install a snap. On Windows, asking for the
 * version opens a window, so there the file's presence has to do.
 * @param {string} path */
function starts(path) {
  return process.platform === 'win32' || spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;
}

/** @param {string} command
 * @param {string[]} args
 * @param {number} timeout Milliseconds. */
function run(command, args, timeout) {
  spawnSync(command, args, { stdio: 'inherit', timeout, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

if (isProgram(import.meta.url)) ensureChromium();
