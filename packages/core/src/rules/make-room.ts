/** Half-open: `[from, until)`. */
export interface Span {
  readonly from: number
  readonly until: number
}

export interface Room<T extends Span> {
  /** They are no longer as they were. */
  readonly superseded: readonly T[]
  /** What is left of them, each within the one it came from. */
  readonly pieces: readonly { readonly of: T; readonly span: Span }[]
}

export const overlaps = (left: Span, right: Span): boolean =>
  left.from < right.until && right.from < left.until

/** Makes room for a span among spans of which no two overlap: each of them loses what it shares with it, and by `truncate` no more than one piece of it stays. */
export const makeRoom = <T extends Span>(
  spans: readonly T[],
  span: Span,
  how: 'truncate' | 'split',
): Room<T> => {
  const superseded = spans.filter((one) => overlaps(one, span))
  const pieces = superseded.flatMap((of) => {
    const before = { from: of.from, until: span.from }
    const behind = { from: span.until, until: of.until }
    const left = [before, behind].filter(({ from, until }) => from < until)
    return (how === 'truncate' ? left.slice(0, 1) : left).map((piece) => ({ of, span: piece }))
  })
  return { superseded, pieces }
}
