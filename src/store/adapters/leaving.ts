/** Calls back, synchronously, whenever the page may go away for good: it is left or reloaded, or it is hidden, which is the
 *  last that a page on a phone hears. Returns the function that ends it. */
export function onLeaving(callback: () => void): () => void {
  const whenHidden = (): void => {
    if (document.visibilityState === 'hidden') callback();
  };
  addEventListener('pagehide', callback);
  document.addEventListener('visibilitychange', whenHidden);
  return () => {
    removeEventListener('pagehide', callback);
    document.removeEventListener('visibilitychange', whenHidden);
  };
}
