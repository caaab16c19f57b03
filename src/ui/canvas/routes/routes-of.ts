import type { BrownoutDocument } from '../../../model/document.ts';
import { strings } from './strings.ts';
import type { EdgeEnds } from '../edge-geometry.ts';

/** A way between two channels shown as boxes: messages take it, and no connection does. */
export interface Route extends EdgeEnds {
  /** What takes it: keys of bindings, what fits none, dead letters. */
  readonly label: string;
}

/** The ways between channels: bindings, of which those between the same two are one, alternates and dead letters. */
export function routesOf({ channels, classes }: Pick<BrownoutDocument, 'channels' | 'classes'>): readonly Route[] {
  const boxes = new Set<string>(channels.flatMap(({ id, x }) => (x === undefined ? [] : [id])));
  const nameOf = (key: string): string => classes.find(({ id }) => id === key)?.name ?? key;
  return channels.flatMap(({ id: from, bindings = [], alternate, deadLetterTo }) => {
    const targets = [...new Set<string>(bindings.map(({ to }) => to))];
    const keysTo = (target: string): string => bindings.flatMap(({ to, key }) => (to === target && key !== undefined ? [nameOf(key)] : [])).join(', ');
    const bound = targets.map((to) => ({ to, label: keysTo(to) }));
    const others = [
      ...(alternate === undefined ? [] : [{ to: alternate as string, label: strings.fitsNone }]),
      ...(deadLetterTo === undefined ? [] : [{ to: deadLetterTo as string, label: strings.deadLetters }]),
    ];
    return [...bound, ...others].flatMap(({ to, label }) => (boxes.has(from) && boxes.has(to) ? [{ id: `${from} ${label} ${to}`, from, to, label }] : []));
  });
}
