import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, test } from '@playwright/test';
import type { Report, SourceReport } from '../src/engine/report.ts';
import { ENGINE_VERSION } from '../src/engine/version.ts';
import type { BrownoutDocument } from '../src/model/document.ts';
import { encodeLink } from '../src/model/link/link.ts';
import { parseDocumentText } from '../src/model/parse.ts';
import { formatDuration, formatExactCount, formatRate, formatRatio } from '../src/ui/widgets/format.ts';
import { App } from './app.ts';

function eshop(): BrownoutDocument {
  const parsed = parseDocumentText(readFileSync(new URL('../public/diagrams/eshop.json', import.meta.url), 'utf8'));
  if (!parsed.ok) throw new Error('eshop does not parse');
  return parsed.document;
}

/** The report of the command line for the same link. */
function headless(link: string): Report {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/sim.mjs', link, '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

async function runToEnd(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Run to the end' }).click();
  const summary = page.getByRole('dialog', { name: 'The run is over' });
  await expect(summary).toBeVisible({ timeout: 50_000 });
  return summary;
}

/** What the summary shows of a source, as it must follow from the headless report. */
function cellsOf(source: SourceReport): string[] {
  const time = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms));
  return [
    source.name,
    formatRate(source.offeredPerSec),
    source.answeredShare === null ? '–' : formatRatio(source.answeredShare),
    formatRate(source.goodputPerSec),
    time(source.answeredMs.p50),
    time(source.answeredMs.p99),
    time(source.doneMs.p99),
  ];
}

async function expectSameFigures(summary: Locator, report: Report): Promise<void> {
  await expect(summary).toContainText(`trace ${report.traceHash}`);
  await expect(summary).toContainText(`${formatExactCount(report.events)} events computed`);
  const rows = summary.locator('tbody tr');
  await expect(rows).toHaveCount(report.sources.length);
  for (const [i, source] of report.sources.entries()) {
    expect(await rows.nth(i).locator('th, td').allInnerTexts()).toEqual(cellsOf(source));
  }
}

test('eShop, opened from its link, gives ten minutes later what the command line gives', async ({ page }) => {
  const document: BrownoutDocument = {
    ...eshop(),
    schedule: [{ id: 'slow', type: 'fault', fault: 'slowdown', target: 'postgres', atMs: 270_000, durationMs: 60_000, params: { factor: 10 } }],
  };
  const token = encodeLink(document, { engineVersion: ENGINE_VERSION });
  const app = new App(page);
  await app.open(`#${token}`);
  await expect(app.node('postgres')).toBeVisible();
  const summary = await runToEnd(page);
  const report = headless(token);
  expect(report.nowMs).toBe(600_000);
  await expectSameFigures(summary, report);
});

test('a database slowed down by hand is in the link, and the link gives the same run on the command line', async ({ page }) => {
  const app = new App(page);
  await app.open(`#${encodeLink(eshop(), { engineVersion: ENGINE_VERSION })}`);
  await app.pause.click();
  await app.idle();
  const moment = page.getByRole('slider', { name: 'Moment of the run' });
  await moment.fill('270000');
  await moment.blur();
  await expect.poll(() => app.seconds()).toBe(270);

  await app.node('postgres').click();
  await page.getByRole('button', { name: 'Break something' }).click();
  await page.getByLabel('Adjust Slow down').click();
  const lasts = page.getByRole('textbox', { name: 'Lasts' }).locator('visible=true');
  await lasts.fill('60 s');
  await lasts.press('Enter');
  await page.getByRole('button', { name: 'Slow down now' }).click();
  await app.idle();

  const summary = await runToEnd(page);
  const shown = await summary.innerText();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#[A-Za-z0-9_-]+$/);
  const report = headless(await field.inputValue());
  const faults = report.incidents.filter(({ kind }) => kind === 'faultStarted' || kind === 'faultEnded');
  expect(faults.map(({ kind, atMs }) => [kind, atMs])).toEqual([['faultStarted', 270_001], ['faultEnded', 330_001]]);
  expect(shown).toContain(report.traceHash);
});
