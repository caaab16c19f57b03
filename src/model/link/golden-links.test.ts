import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../engine/simulate.ts';
import { ENGINE_VERSION } from '../../engine/version.ts';
import { parseDocumentText } from '../parse.ts';
import { decodeLink, encodeLink } from './link.ts';

interface GoldenLink {
  readonly name: string;
  readonly token: string;
  readonly engineVersion: number;
  readonly traceHash: string;
}

const PUBLIC = new URL('../../../public/', import.meta.url);
const GOLDEN = JSON.parse(readFileSync(new URL('golden-links.json', PUBLIC), 'utf8')) as readonly GoldenLink[];

const documentOf = (token: string) => {
  const result = decodeLink(token);
  if (!result.ok) throw new Error(result.message);
  return result.document;
};

/** When one of these fails, links in the world change their meaning. Until release 1.0: raise `ENGINE_VERSION` if
 *  traces changed, run `node scripts/golden-links.mjs`, and say so in the commit. From 1.0 on: keep the old path. */
describe('golden links', () => {
  it('there is one for every example', () => {
    const examples = readdirSync(new URL('diagrams/', PUBLIC)).filter((file) => file !== 'index.json');
    expect(GOLDEN.map(({ name }) => `${name}.json`).toSorted()).toEqual(examples.toSorted());
  });

  it.each(GOLDEN)('$name opens as the very same document, and the document gives the same token', ({ name, token, engineVersion }) => {
    const example = parseDocumentText(readFileSync(new URL(`diagrams/${name}.json`, PUBLIC), 'utf8'));
    expect(decodeLink(token)).toEqual({ ...example, engineVersion, generation: 1 });
    expect(encodeLink(documentOf(token), { engineVersion })).toBe(token);
  });

  it.each(GOLDEN.filter(({ engineVersion }) => engineVersion === ENGINE_VERSION))(
    '$name replays to its trace, opened from its link',
    ({ token, traceHash }) => {
      expect(simulate(documentOf(token)).traceHash).toBe(traceHash);
    },
    120_000,
  );
});
