/** Paths that are one path where letters of either case, or composed and decomposed ones, are the same, as on other systems. */
export const collisionsOf = (paths: readonly string[]): readonly (readonly string[])[] => {
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase()
    const group = groups.get(folded)
    if (group === undefined) groups.set(folded, [path])
    else group.push(path)
  }
  return [...groups.values()].filter((group) => group.length > 1)
}
