/** Words of the page that tells how things are modelled. */
export const strings = {
  title: 'How it is modelled',
  contents: 'Contents',
  groups: { model: 'Systems and mechanisms', rules: 'Rules, each held by a test' },
  page: 'Page',
  rules: (title: string) => `Rules: ${title}`,
  search: 'Search',
  searchHint: 'lock, linger, LRU, RES9 …',
  back: 'Back',
  found: (count: number) => (count === 0 ? 'Nothing found' : count === 1 ? '1 place' : `${count} places`),
  foundMany: (shown: number, count: number) => `${count} places; the first ${shown} are shown`,
  place: (page: string, section: string) => `${page}: ${section}`,
  table: 'Table',
  rule: (id: string) => `Rule ${id}`,
  opensElsewhere: '(opens in a new tab)',
} as const;
