const segmenter = new Intl.Segmenter()

/** What a reader sees as letters: an accent or a family is not cut apart. */
export const letters = (text: string): readonly string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment)
