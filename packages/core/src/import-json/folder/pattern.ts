/** A pattern over paths within the folder: `*` and `?` stay within one step, `**` is any number of steps. Nothing else is special. */
export interface Pattern {
  readonly text: string
  /** What the wildcards stand for in this path, in their order; undefined where it does not match. */
  match(path: string): readonly string[] | undefined
  /** Whether paths below this folder may match. */
  mayHold(folder: string): boolean
}

/** Throws `TypeError` for a pattern that no path can match. */
export const patternOf = (text: string, action: string): Pattern => {
  if (text === '' || text.startsWith('/') || text.split('/').some((step) => step === '..' || step === '.')) {
    throw new TypeError(
      `Cannot ${action}: the pattern ${JSON.stringify(text)} must be a path within the folder, as "*/settings.json"`,
    )
  }
  const expression = expressionOf(text)
  const steps = text.split('/')
  return {
    text,
    match: (path) => {
      const found = expression.exec(path)
      return found === null ? undefined : found.slice(1).map((part) => part.replace(/\/$/, ''))
    },
    mayHold: (folder) => {
      if (folder === '.') return true
      const depth = folder.split('/').length
      const wide = steps.findIndex((step) => step.includes('**'))
      if (wide !== -1 && wide <= depth)
        return expressionOf([...steps.slice(0, wide), '**'].join('/')).test(`${folder}/x`)
      return depth < steps.length && expressionOf(steps.slice(0, depth).join('/')).test(folder)
    },
  }
}

const expressionOf = (text: string): RegExp => {
  const source = text.replaceAll(/\*\*\/|\*\*|\*|\?|[\\^$.|+()[\]{}]/g, (part) => {
    if (part === '**/') return '((?:[^/]+/)*)'
    if (part === '**') return '(.*)'
    if (part === '*') return '([^/]*)'
    if (part === '?') return '([^/])'
    return `\\${part}`
  })
  return new RegExp(`^${source}$`, 'su')
}
