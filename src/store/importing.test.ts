import { beforeEach, expect, test } from 'vitest';
import { MAX_FILE_BYTES } from './adapters/files.ts';
import { answerQuestion, cancelImport, readForeignFile, readForeignText, useImport } from './importing.ts';
import { useView } from './view-store.ts';

const COMPOSE = `services:
  web:
    image: nginx
    ports: ["80:80"]
    environment:
      ORDERS: http://orders:8080
  orders:
    image: example/orders
`;

beforeEach(() => {
  cancelImport();
  useView.setState({ panel: 'none', problems: undefined });
});

const problems = (): string => [useView.getState().problems?.title, ...(useView.getState().problems?.lines ?? [])].join('\n');

test('a compose file waits for its answers in the dialog, bears the name of its file, and follows each answer', async () => {
  await readForeignText(COMPOSE, 'shop.docker-compose.yml');
  expect(useView.getState().panel).toBe('import');
  const before = useImport.getState().pending!;
  expect([before.format, before.document.title, before.answers]).toEqual(['dockerCompose', 'shop', {}]);

  const asked = before.result.questions.find(({ topic }) => topic === 'load')!;
  answerQuestion(asked.id, 0);
  const after = useImport.getState().pending!;
  expect(after.answers).toEqual({ [asked.id]: 0 });
  expect(after.document.components.length).toBe(before.document.components.length - 1);
  expect(after.document.title).toBe('shop');
});

test('a name that is too long is cut after its last whole character', async () => {
  await readForeignText(COMPOSE, `${'x'.repeat(79)}🛒.docker-compose.yml`);
  expect(useImport.getState().pending!.document.title).toBe('x'.repeat(79));
});

test('a name that only says the format is no title', async () => {
  await readForeignText(COMPOSE, 'docker-compose.yml');
  expect(useImport.getState().pending!.document.title).toBe('Compose application');
  await readForeignText(`name: lamps\n${COMPOSE}`, 'shop.compose.yaml');
  expect(useImport.getState().pending!.document.title).toBe('lamps');
});

test('an Aspire manifest is known by what it holds', async () => {
  await readForeignText(JSON.stringify({ resources: { api: { type: 'project.v0', path: 'api.csproj' } } }), 'any.json');
  expect(useImport.getState().pending!.format).toBe('aspireManifest');
});

test('a mistake is told with its line and column', async () => {
  await readForeignText('services:\n  web:\n    image: [nginx\n', 'compose.yml');
  expect(problems()).toMatch(/^This docker-compose file cannot be imported\nLine \d+, column \d+: the file is not valid YAML: /);
  expect(useImport.getState().pending).toBeUndefined();
  await readForeignText('{\n  "resources": {,}\n}', 'manifest.json');
  expect(problems()).toMatch(/^This Aspire manifest cannot be imported\nLine 2, column 17: the file is not valid JSON/);
});

test('in the open dialog problems stand beside the text, and go when a good one comes', async () => {
  useView.getState().showPanel('import');
  await readForeignText('hello');
  expect(useView.getState().problems).toBeUndefined();
  expect(useImport.getState().problems[0]).toBe('This file cannot be opened');
  await readForeignText(COMPOSE);
  expect(useImport.getState()).toMatchObject({ problems: [], pending: { format: 'dockerCompose' } });
});

test('a broken document of our own is told as one, with every problem', async () => {
  await readForeignText('{"format": "brownout", "version": 1, "title": 7}');
  const { title, lines } = useView.getState().problems!;
  expect(lines.length).toBeGreaterThan(1);
  expect(title).toBe(`This document has ${lines.length} mistakes`);
});

test.each([
  ['{"format": "drawing"}', 'This is not a Brownout document'],
  ['{"components": []}', 'This document has a mistake'],
  ['{"format": "brownout", "version": 99}', 'This file cannot be opened'],
  ['{"format": "brownout", ', 'This is not a Brownout document'],
])('%s is headed by what is wrong with it', async (text, title) => {
  await readForeignText(text);
  expect(useView.getState().problems!.title).toBe(title);
});

test('a file above the bound is refused by its size alone', async () => {
  const file = new File([new Uint8Array(MAX_FILE_BYTES + 1)], 'huge.yml');
  file.text = () => Promise.reject(new Error('it was read'));
  await readForeignFile(file);
  expect(problems()).toContain(`larger than ${MAX_FILE_BYTES / 1_048_576} MiB`);
});
