const begins = /^\s*(?:begin|start\s+transaction)\b/i
const ends =
  /^\s*(?:commit|end|abort|prepare\s+transaction|rollback(?!\s+(?:work\s+|transaction\s+)?to\b))\b/i
const commits = /^\s*(?:commit|end)\b/i

/** Whether a text opens a transaction (true), ends one (false), or neither, as far as its first words tell. */
export const opensTransaction = (text: string): boolean | undefined => {
  if (begins.test(text)) return true
  return ends.test(text) ? false : undefined
}

export const isCommit = (text: string): boolean => commits.test(text)
