/** The condition of a plain `delete from t where …`, with which the same rows can be looked at; undefined where the statement names more than its table. */
export const deletedWhere = (text: string): string | undefined => {
  const found = /^\s*delete\s+from\s+(?:only\s+)?(?:"[^"]+"|[\w.])+\s+where\s+([^;]+?)\s*;?\s*$/is.exec(
    text,
  )?.[1]
  return found === undefined || /\b(?:returning|limit|order\s+by|current\s+of)\b|--|\/\*/i.test(found)
    ? undefined
    : found
}
