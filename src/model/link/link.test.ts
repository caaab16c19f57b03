import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawnDesign } from '../testing/link-fixtures.ts';
import { randomDocument } from '../testing/random-document.ts';
import { decodeLink, encodeLink } from './link.ts';
import { parseDocumentText } from '../parse.ts';

describe('sizes', () => {
  it('x', () => {
    const out: string[] = [];
    for (const size of [8, 20]) for (const design of [0, 1, 2]) for (const ids of ['slugs', 'numbers'] as const) {
      const d = drawnDesign({ size, design, ids });
      const token = encodeLink(d, { engineVersion: 1 });
      const r = decodeLink(token);
      expect(r).toEqual({ ok: true, document: d, engineVersion: 1, generation: 1 });
      out.push(`${size} ${d.title} ${ids}: ${JSON.stringify(d).length} -> ${token.length}`);
    }
    const dir = new URL('../../../public/diagrams/', import.meta.url);
    for (const f of readdirSync(dir)) { const p = parseDocumentText(readFileSync(new URL(f, dir), 'utf8')); if (!p.ok) continue;
      const token = encodeLink(p.document, { engineVersion: 1 }); expect(decodeLink(token)).toMatchObject({ ok: true, document: p.document }); out.push(`${f} ${p.document.components.length}c ${p.document.connections.length}e: ${JSON.stringify(p.document).length} -> ${token.length}`); }
    console.log(out.join('\n'));
  });
  it('random', () => {
    for (let s = 0; s < 300; s++) { const d = randomDocument(s); const token = encodeLink(d, { engineVersion: 1 }); expect(decodeLink(token)).toEqual({ ok: true, document: d, engineVersion: 1, generation: 1 }); }
  });
});
