/** The fragment of the page's address, without its "#". */
export function readFragment(): string {
  return location.hash.slice(1);
}

/** Takes the fragment out of the address without a new entry in the browser's history. */
export function clearFragment(): void {
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
}

/** Calls back when a link is opened in this very page. Returns the function that ends it. */
export function onFragmentChange(callback: () => void): () => void {
  addEventListener('hashchange', callback);
  return () => removeEventListener('hashchange', callback);
}

/** The page's address with this fragment: what is shared. */
export function addressWith(fragment: string): string {
  return `${location.origin}${location.pathname}#${fragment}`;
}
