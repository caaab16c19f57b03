import { describe, expect, test } from 'vitest';
import { createRun } from '../engine/run.ts';
import { FAMILIES } from './registry.ts';

/** The document of a family, shortened to a few requests. */
const SHORT_SHARE = 1 / 100;

describe('the registry of families', () => {
  test('names every family and each of its figures once', () => {
    expect(new Set(FAMILIES.map(({ id }) => id)).size).toBe(FAMILIES.length);
    for (const { id, figures } of FAMILIES) {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(new Set(figures.map((figure) => figure.id)).size, `${id}`).toBe(figures.length);
      expect(figures.length, `${id}`).toBeGreaterThan(0);
    }
  });

  test('says a finite, positive theory for every figure', () => {
    for (const { id, figures } of FAMILIES) for (const { theory, title } of figures) expect(theory > 0 && theory < Infinity, `${id}: ${title}`).toBe(true);
  });

  test.each(FAMILIES.map((family) => [family.id, family] as const))('%s: measures all that it compares, and its controls', (_id, { draw, measure, figures, controls = {} }) => {
    const document = draw();
    const { horizonMs, warmUpMs } = document.settings;
    const settings = { ...document.settings, horizonMs: Math.max(1, horizonMs * SHORT_SHARE), warmUpMs: warmUpMs * SHORT_SHARE };
    const measured = measure(createRun({ ...document, settings }));
    for (const name of [...figures.map(({ id }) => id), ...Object.keys(controls)]) expect(measured[name], `${name}`).toBeTypeOf('number');
  });
});
