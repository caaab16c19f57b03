/** What the legend says of the dots, and what it said before. */
export interface ScaleNews {
  /** Which opening of a document it is about. */
  readonly opening: number;
  /** Requests that one dot stands for; undefined until the run of this document has told. */
  readonly every: number | undefined;
  /** What it was before the last change, until that is no news any more. */
  readonly before: number | undefined;
}

/** Nothing was told of this document yet. */
export function noScale(opening: number): ScaleNews {
  return { opening, every: undefined, before: undefined };
}

/** Takes in what a run tells: 0 is nothing yet, which a run that begins anew tells too. Another document starts afresh:
 *  its first scale is no change. Gives the same object back when there is no news. */
export function followScale(news: ScaleNews, { opening, every }: { readonly opening: number; readonly every: number }): ScaleNews {
  const own = news.opening === opening ? news : noScale(opening);
  if (every <= 0 || every === own.every) return own;
  return { opening, every, before: own.every };
}
