import { preview } from 'vite';
import { buildAll } from './build.mjs';
import { ROOT } from './tools.mjs';

/** Builds the application and serves it on this machine; takes the next free port when 4173 is taken. */
await buildAll();
const server = await preview({ root: ROOT, logLevel: 'warn', preview: { host: '127.0.0.1', port: 4173, strictPort: false } });
console.log(`\n  Brownout is running at  ${server.resolvedUrls?.local[0]}\n  Press Ctrl+C to stop.\n`);
