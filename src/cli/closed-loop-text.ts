import { closedLoops } from '../analysis/closed-loops.ts';
import { figureText, shareText } from '../base/figure-text.ts';
import type { Report } from '../engine/report.ts';
import type { BrownoutDocument } from '../model/document.ts';

/** Says of every closed load source what its percentiles leave out; nothing where all are open. */
export function closedLoopText(document: BrownoutDocument, report: Report): string {
  const loops = closedLoops(document, report);
  if (loops.length === 0) return '';
  const lines = loops.map(({ name, waitingShare, askedPerSec, unhinderedPerSec, hidesMuch }) => {
    const without = Number.isFinite(unhinderedPerSec) ? `without waiting ${figureText(unhinderedPerSec)}/s` : 'without waiting as fast as they could';
    const share = waitingShare === null ? 'asked nothing yet' : `waited ${shareText(waitingShare)} of their time and asked ${figureText(askedPerSec)}/s, ${without}`;
    return `${name}: users ${share}${hidesMuch ? '; most of the load is missing from its percentiles' : ''}`;
  });
  return `\nCoordinated omission: users of a closed loop who wait do not ask, so slow times are counted too seldom\n${lines.join('\n')}\n`;
}
