/** Words of the shared controls. */
export const strings = {
  close: 'Close',
  notLoaded: 'Not loaded',
  tryAgain: 'Try again',
  dismiss: 'Dismiss',
  notANumber: 'Not a number.',
  atLeast: (least: number) => `At least ${least}.`,
  atMost: (most: number) => `At most ${most}.`,
} as const;
