/** Words of the ways between channels. */
export const strings = { fitsNone: 'fits nothing', deadLetters: 'dead letters' } as const;
