/** Words about what was left out at the beginning of a run. */
export const strings = {
  set: (leftOut: string) => `Warm-up of ${leftOut}, as set, left out.`,
  noneSet: 'No warm-up is set.',
  sought: 'Looking for its end in this run…',
  found: (leftOut: string) => `Warm-up found and left out: ${leftOut}.`,
  noneFound: 'No warm-up found.',
  longer: (leftOut: string, found: string) => `Warm-up of ${leftOut}, as set, left out; found: ${found}.`,
  tooShort: 'The run is too short to tell where it ends.',
} as const;
