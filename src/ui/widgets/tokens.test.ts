import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { colorDifference, contrastRatio, type ColorVision } from './color.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

type Palette = Readonly<Record<string, string>>;

function paletteAfter(selector: string): Palette {
  const start = css.indexOf('{', css.indexOf(selector)) + 1;
  const body = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/--([a-z-]+):\s*([^;]+);/g)].map((m) => [m[1], m[2]]));
}

const palettes: ReadonlyArray<readonly [string, Palette]> = [
  ['light', paletteAfter("[data-theme='light'] {")],
  ['dark', paletteAfter("[data-theme='dark'] {")],
];

const grounds = ['ground', 'surface', 'raised', 'sunken'];
const states = ['ok', 'strained', 'failing'];
const visions: readonly ColorVision[] = ['normal', 'protanopia', 'deuteranopia', 'tritanopia'];

function lowest(palette: Palette, foregrounds: readonly string[], backgrounds: readonly string[]): number {
  return Math.min(...foregrounds.flatMap((f) => backgrounds.map((b) => contrastRatio(palette[f], palette[b]))));
}

describe.each(palettes)('the %s palette', (_name, palette) => {
  it('keeps the colours of the states that the project settled on', () => {
    const settled = { light: ['#0b62a4', '#b37400', '#a3193f'], dark: ['#6cb8ff', '#ffc247', '#ff7a8a'] };
    expect(states.map((state) => palette[state])).toEqual(settled[_name as 'light' | 'dark']);
  });

  it('sets every ink at 4.5:1 or more on every ground', () => {
    expect(lowest(palette, ['ink', 'ink-muted', 'ink-faint'], grounds)).toBeGreaterThanOrEqual(4.5);
  });

  it('sets the inks of presenter mode at 7:1 or more on the grounds that carry text', () => {
    expect(lowest(palette, ['ink', 'ink-muted'], ['ground', 'surface', 'raised'])).toBeGreaterThanOrEqual(7);
  });

  it('sets words in a state at 4.5:1 or more, also on their own wash', () => {
    for (const state of states) {
      expect(lowest(palette, [`${state}-text`], [...grounds, `${state}-wash`])).toBeGreaterThanOrEqual(4.5);
      expect(lowest(palette, ['ink'], [`${state}-wash`])).toBeGreaterThanOrEqual(7);
    }
  });

  it('sets glyphs, edges, borders of controls and the focus ring at 3:1 or more', () => {
    const ground = ['ground', 'surface', 'raised'];
    expect(lowest(palette, [...states, 'hairline-strong', 'ink'], ground)).toBeGreaterThanOrEqual(3);
    expect(lowest(palette, ['line'], ['ground'])).toBeGreaterThanOrEqual(3);
    expect(contrastRatio(palette['ink-inverse'], palette.ink)).toBeGreaterThanOrEqual(7);
  });

  it.each(visions)('keeps the states apart under %s', (vision) => {
    const pairs = [
      ['ok', 'strained'],
      ['ok', 'failing'],
      ['strained', 'failing'],
    ];
    const distances = pairs.map(([a, b]) => colorDifference(palette[a], palette[b], vision));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(20);
  });
});

it('gives the system preference the same dark palette as the explicit choice', () => {
  const systemChoice = paletteAfter(':root:not([data-theme]) {');
  expect(Object.keys(systemChoice).length).toBeGreaterThan(20);
  expect(systemChoice).toEqual(paletteAfter("[data-theme='dark'] {"));
});

it('names the same colours in both themes', () => {
  expect(Object.keys(palettes[0][1])).toEqual(Object.keys(palettes[1][1]));
});
