import { expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import { parseDocument } from '../model/parse.ts';
import { applyAnswers } from './answers.ts';
import { importAspireManifest } from './aspire-manifest.ts';
import { http, manifest, project } from './testing/manifests.ts';
import { succeeded } from './testing/outline.ts';

it('draws calls that turn out to be streams as gRPC streams that the caller opens', () => {
  const text = manifest({
    web: project({ services__stock__http__0: '{stock.bindings.http.url}' }, http({ external: true })),
    stock: project({}, http({ transport: 'http2' })),
  });
  const imported = succeeded(importAspireManifest(text));
  const question = imported.questions.find(({ topic }) => topic === 'streaming')!;
  expect(question.effect).toContain('Draws gRPC streaming.');
  const document = applyAnswers(imported, { [question.id]: 'stream' });
  const connection = document.connections.find(({ protocol }) => protocol === 'grpcStream')!;
  expect(connection).toMatchObject({ kind: 'stream', from: 'web', to: 'stock', params: { shape: 'client' } });
  expect(parseDocument(document).ok).toBe(true);
  const run = createRun(document);
  run.advance(2000, Infinity);
  expect(run.report().connections.find(({ id }) => id === connection.id)!.measures.acknowledged).toBeGreaterThan(0);
});
