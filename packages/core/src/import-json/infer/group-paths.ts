/** Paths of one kind of file, under the pattern that matches them. */
export interface PathGroup {
  readonly pattern: string
  readonly paths: readonly string[]
}

/**
 * Groups paths: those with the same name in several folders, then those in one folder whose names differ in numbers, dates or identifiers. The rest
 * stand alone.
 */
export const groupPaths = (paths: readonly string[]): readonly PathGroup[] => {
  const byName = groupBy(paths, (path) => {
    const steps = path.split('/')
    return `${steps.length} ${steps.at(-1)}`
  })
  const groups: PathGroup[] = []
  const alone: string[] = []
  for (const list of byName) {
    if (list.length > 1) groups.push({ pattern: common(list), paths: list })
    else alone.push(...list)
  }
  for (const list of groupBy(alone, withoutNumbers)) {
    const [first = ''] = list
    groups.push({ pattern: list.length > 1 ? withoutNumbers(first) : first, paths: list })
  }
  return groups.sort((left, right) => (left.pattern < right.pattern ? -1 : 1))
}

/** A path with `*` in place of what numbers the last step. */
const withoutNumbers = (path: string): string => {
  const [, folder = '', stem = '', ending = ''] = /^(.*\/)?([^/]*?)(\.[^./]*)?$/s.exec(path) ?? []
  const name = stem.replaceAll(/(?=[a-f]*\d)[\da-f]{4,}|\d+/gi, '*').replaceAll(/\*(?:[-_.T:]?\*)+/g, '*')
  return folder + name + ending
}

const groupBy = (paths: readonly string[], keyOf: (path: string) => string): readonly string[][] => {
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    const key = keyOf(path)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [path])
    else group.push(path)
  }
  return [...groups.values()]
}

/** The steps that all have, and `*` for those that differ. */
const common = (paths: readonly string[]): string => {
  const all = paths.map((path) => path.split('/'))
  return (all[0] ?? [])
    .map((step, index) => (all.every((steps) => steps[index] === step) ? step : '*'))
    .join('/')
}
