import type { BrownoutDocument } from '../../model/document.ts';

/** Where the box of a channel goes that is drawn on a connection: halfway between its sender and its reader. */
export function placeOnEdge(document: BrownoutDocument, channelId: string): { readonly x: number; readonly y: number } {
  const connection = document.connections.find((item) => item.channel === channelId);
  const ends = [connection?.from, connection?.to].flatMap((id) => document.components.filter((item) => item.id === id));
  const [from, to] = [ends[0] ?? { x: 0, y: 0 }, ends.at(-1) ?? { x: 0, y: 0 }];
  return { x: halfway(from.x, to.x), y: halfway(from.y, to.y) };
}

/** On the grid of 20 on which everything stands. */
function halfway(a: number, b: number): number {
  return Math.round((a + b) / 40) * 20;
}
