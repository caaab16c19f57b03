import { expect, it } from 'vitest';
import { detectFormat } from './detect-format.ts';

it.each([
  ['{"format": "brownout", "resources": {}}', '', 'brownout'],
  ['\ufeff {"resources": {}}', '', 'aspireManifest'],
  ['{"services": {"web": {}}}', '', 'dockerCompose'],
  ['{"other": 1}', 'x.json', undefined],
  ['{"resources": {', '', 'aspireManifest'],
  ['{"format": "brownout", ', '', 'brownout'],
  ['{', 'aspire-manifest.json', 'aspireManifest'],
  ['version: "3"\nservices:\n  web: {}\n', '', 'dockerCompose'],
  ['web:\n  image: a\n', 'deploy/docker-compose.prod.yml', 'dockerCompose'],
  ['web:\n  image: a\n', 'compose.yaml', 'dockerCompose'],
  ['flowchart LR\n  a --> services: b', 'x.mmd', undefined],
  ['', '', undefined],
])('tells what %j in a file called "%s" is', (text, name, expected) => {
  expect(detectFormat(text, name)).toBe(expected);
});
