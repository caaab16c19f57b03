import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanLines, cutText } from './clean-text.ts';
import { emptyDocument, LIMITS } from './document.ts';
import { parseDocument } from './parse.ts';

/** Text of everything that a clipboard may hold: code units of any kind, halves of pairs included. */
const anyText = fc.array(fc.oneof(fc.integer({ min: 0, max: 0xa0 }), fc.integer({ min: 0xd7f0, max: 0xe010 }), fc.integer({ min: 0x2020, max: 0x2070 }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 600 })
  .map((units) => String.fromCharCode(...units));

describe('cleanLine and cleanLines', () => {
  it('make any text one that a document may hold, and change it no more', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const title = cleanLine(text);
        const note = cleanLines(text);
        expect(parseDocument({ ...emptyDocument(title), note }).ok).toBe(true);
        expect(cleanLine(title)).toBe(title);
        expect(cleanLines(note)).toBe(note);
      }),
    );
  });

  it('make a space of each control character, and none of the two that end a line', () => {
    expect(cleanLine('\ta\tb\u000bc\r\nd\u0085e\n')).toBe('a b c d e');
    expect(cleanLines('a\tb\u000bc\r\nd\re\u0000\n')).toBe('a\tb c\nd\ne');
  });

  it('drop half characters', () => {
    expect(cleanLine('a\ud83d b\ude00')).toBe('a b');
  });

  it('drop what turns the direction of the words around a name, and keep scripts of both directions', () => {
    expect(cleanLine('\u202egnp.exe\u2066')).toBe('gnp.exe');
    expect(cleanLine('\u200fשלום\u200e خدمة')).toBe('\u200fשלום\u200e خدمة');
  });

  it('leave what fits as it is', () => {
    expect(cleanLine('Caché €, 注文 🛒')).toBe('Caché €, 注文 🛒');
    expect(cleanLine('x'.repeat(LIMITS.labelCharacters))).toBe('x'.repeat(80));
  });
});

describe('cutText', () => {
  it.each([
    ['a pair of code units', `${'x'.repeat(79)}🛒`, 'x'.repeat(79)],
    ['a letter and its accent', `${'x'.repeat(79)}e\u0301`, 'x'.repeat(79)],
    ['people who are joined', `${'x'.repeat(76)}👩\u200d👩\u200d👦`, 'x'.repeat(76)],
    ['a hand and its colour', `${'x'.repeat(78)}👍🏽`, 'x'.repeat(78)],
  ])('leaves %s whole or out', (_, text, cut) => {
    expect(cutText(text, 80)).toBe(cut);
    expect(cutText(text, 90)).toBe(text);
  });

  it('cuts a single character that is too long between its code points', () => {
    expect(cutText(`e${'\u0301'.repeat(200)}`, 80)).toBe(`e${'\u0301'.repeat(79)}`);
  });
});
