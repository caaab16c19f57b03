import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import type { Report } from '../src/engine/report.ts';
import { simulate } from '../src/engine/simulate.ts';
import { ENGINE_VERSION } from '../src/engine/version.ts';
import type { BrownoutDocument } from '../src/model/document.ts';
import { parseDocumentText } from '../src/model/parse.ts';

function diagram(name: string): BrownoutDocument {
  const parsed = parseDocumentText(readFileSync(new URL(`../public/diagrams/${name}.json`, import.meta.url), 'utf8'));
  if (!parsed.ok) throw new Error(`${name} does not parse`);
  return { ...parsed.document, settings: { ...parsed.document.settings, horizonMs: 60_000 } };
}

/** What a run in the browser gave: the report at its end, and what came on the stream on the way. */
interface BrowserRun {
  readonly hello: { readonly engineVersion: number };
  readonly report: Report;
  readonly messages: readonly string[];
}

/** Starts the classic script from a Blob inside the page, and has it run a document: forward at a speed, back and forth,
 *  then to the end. Speaks the wire form of Comlink itself, so that nothing of the page is needed. */
function runInBlobWorker(page: Page, document: BrownoutDocument, script: string): Promise<BrowserRun> {
  return page.evaluate(
    async ({ document, script }) => {
      const text = await (await fetch(script)).text();
      const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
      const channel = new MessageChannel();
      const messages = new Set<string>();
      channel.port1.onmessage = ({ data }: MessageEvent<{ type: string }>) => messages.add(data.type);
      let calls = 0;
      const call = <Result>(name: string, values: unknown[] = [], transfer: Transferable[] = []): Promise<Result> =>
        new Promise((resolve, reject) => {
          const id = `call-${calls++}`;
          worker.addEventListener('error', (event) => reject(new Error(event.message)));
          worker.addEventListener('message', ({ data }: MessageEvent<{ id: string; type: string; value: unknown }>) => {
            if (data.id !== id) return;
            if (data.type === 'RAW') resolve(data.value as Result);
            else reject(new Error(JSON.stringify(data.value)));
          });
          const argumentList = values.map((value) => ({ type: 'RAW', value }));
          worker.postMessage({ id, type: 'APPLY', path: [name], argumentList }, transfer);
        });
      const hello = await call<BrowserRun['hello']>('hello');
      await call('open', [channel.port2], [channel.port2]);
      await call('load', [document]);
      await call('setSpeed', [200]);
      await call('play');
      await call('seek', [20_000]);
      await call('seek', [5000.5]);
      await call('runToEnd');
      const report = await call<Report>('report');
      worker.terminate();
      return { hello, report, messages: [...messages] };
    },
    { document, script },
  );
}

for (const name of ['eshop', 'cascading-timeouts', 'job-over-stream', 'slow-consumer']) {
  test(`${name} runs in a worker from a Blob and gives the same report as without a browser`, async ({ page }) => {
    await page.goto('./');
    const document = diagram(name);
    const { hello, report, messages } = await runInBlobWorker(page, document, `engine/brownout-engine-${ENGINE_VERSION}.js`);
    expect(hello.engineVersion).toBe(ENGINE_VERSION);
    expect(report).toEqual(simulate(document));
    expect(messages).toEqual(expect.arrayContaining(['loaded', 'frame', 'series', 'status']));
  });
}

test('the classic script of this build is the same as that of its engine version', async ({ request }) => {
  const [current, versioned] = await Promise.all(
    ['engine/worker-classic.js', `engine/brownout-engine-${ENGINE_VERSION}.js`].map(async (path) => (await request.get(path)).text()),
  );
  expect(current).toBe(versioned);
  expect(current.length).toBeGreaterThan(10_000);
});
