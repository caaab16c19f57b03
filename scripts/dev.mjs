import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'vite';
import { buildJsonSchema } from './build.mjs';
import { ROOT } from './tools.mjs';

/** Serves the sources with hot reload, for developing. */
if (existsSync(join(ROOT, 'src/model/json-schema.ts'))) await buildJsonSchema();
const server = await createServer({ root: ROOT });
await server.listen();
server.printUrls();
