import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocumentText } from '../model/parse.ts';

describe('the opening demo', () => {
  it('is valid and canonical as it stands, because the page opens it without parsing', () => {
    const text = readFileSync(new URL('../../public/diagrams/hello.json', import.meta.url), 'utf8');
    const parsed = parseDocumentText(text);
    expect(parsed.ok && JSON.stringify(parsed.document)).toBe(JSON.stringify(JSON.parse(text)));
  });
});
