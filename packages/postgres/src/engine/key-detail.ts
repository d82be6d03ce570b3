/** A name as the server writes it, then the next one or the end of the list; what follows are values. */
const list = /^[^(]*\(((?:(?:"(?:[^"]|"")+"|[^\s"(),]+)(?:, |(?=\)=\()))+)\)=\(/
const names = /"(?:[^"]|"")+"|[^\s"(),]+/g

/**
 * The columns in what the server says of a key: `Key (a, b)=(1, 2) already exists.`, in whatever language. They stand before the values, so
 * no value can be taken for one. None where it is a key of expressions, and none where the server hides the detail: from a role that may
 * not read the columns, or that row-level security binds.
 */
export const columnsInDetail = (detail: string | undefined): readonly string[] | undefined => {
  const found = detail === undefined ? undefined : list.exec(detail)?.[1]
  return found?.match(names)?.map((name) => name.replace(/^"|"$/g, '').replaceAll('""', '"'))
}
