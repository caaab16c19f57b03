/** Something that people put links into, and the longest link it carries, in characters. */
export interface Carrier {
  readonly id: 'qr' | 'discord' | 'outlook' | 'slack';
  readonly most: number;
}

/** From the shortest on. QR: version 20 at level L, which can be scanned from the back row. Discord: one message.
 *  Outlook: a hyperlink in Office. Slack: where links begin to be cut. */
export const CARRIERS: readonly Carrier[] = [
  { id: 'qr', most: 850 },
  { id: 'discord', most: 2000 },
  { id: 'outlook', most: 2083 },
  { id: 'slack', most: 4000 },
];

/** Longest token that opens again; beyond it a file is the way. */
export const LONGEST_LINK = 32_768;

/** Where a length stands on the scale of carriers, 0..1, so that each carrier's limit is at an even distance. */
export function carrierScale(length: number): number {
  const stops = [0, ...CARRIERS.map((carrier) => carrier.most), LONGEST_LINK];
  const index = stops.findIndex((stop) => length <= stop);
  if (index < 0) return 1;
  if (index === 0) return 0;
  const from = stops[index - 1]!;
  const share = (length - from) / (stops[index]! - from);
  return (index - 1 + share) / (stops.length - 1);
}
