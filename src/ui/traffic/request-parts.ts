/** Requests are named in the tap by their number at the source times this, plus the source's index. */
const SOURCES_PER_REQUEST = 1024;

/** Number of a tapped request at its source, and the source's index. */
export function requestParts(tapRequest: number): { readonly number: number; readonly source: number } {
  const source = tapRequest % SOURCES_PER_REQUEST;
  return { number: (tapRequest - source) / SOURCES_PER_REQUEST, source };
}
