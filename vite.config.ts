import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compiledEngine } from './scripts/compiled-engine.mjs';
import { firstLoad } from './scripts/first-load.mjs';
import { inlineConstants } from './scripts/inline-constants.mjs';

/** What the page needs from a host that is strict, as the README tells it. The browser tests run under it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
].join('; ');

/** Whether every count that the project promises is run: `npm run test:full`. */
const isFull = process.env['BROWNOUT_FULL'] === '1';

export default defineConfig({
  base: './',
  plugins: [react(), compiledEngine(), ...(process.env['VITEST'] === undefined ? [] : [inlineConstants()])],
  resolve: { alias: { 'd3-color': fileURLToPath(new URL('src/ui/canvas/no-colors.ts', import.meta.url)) } },
  build: {
    target: 'baseline-widely-available',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: firstLoad(), debugName: 'first load' }] } } },
  },
  worker: { format: 'es', plugins: () => [compiledEngine()] },
  preview: { host: '127.0.0.1', headers: { 'Content-Security-Policy': CONTENT_SECURITY_POLICY } },
  server: { host: '127.0.0.1' },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    // Ends a test that hangs; no test is about how fast the machine is.
    testTimeout: isFull ? 1_800_000 : 120_000,
    // Every core, where one would be left idle by default.
    maxWorkers: '100%',
  },
});
