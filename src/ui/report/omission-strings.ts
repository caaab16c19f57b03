/** Words of what closed load sources leave out. */
export const strings = {
  title: 'Coordinated omission',
  calm: (name: string, share: string) =>
    `${name} is closed: users who wait do not ask (${share} of their time). What they did not ask is not in the percentiles.`,
  much: (name: string, share: string, asked: string, unhindered: string) =>
    `${name} is closed and hides most of its load: its users waited ${share} of their time and asked ${asked}/s; without waiting ${unhindered}. The percentiles count slow times far too seldom.`,
  perSec: (rate: string) => `they would have asked ${rate}/s`,
  unbounded: 'they would have asked as fast as they could',
  why: 'Why',
} as const;
