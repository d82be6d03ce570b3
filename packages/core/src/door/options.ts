/** Refuses an option that does not exist, so that a misspelt one is not ignored. Throws `TypeError`. */
export function checkOptions(options: unknown, known: readonly string[], action: string): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`Cannot ${action}: the options must be an object`)
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue
    const list = known.length === 0 ? 'there are none' : `the options are ${[...new Set(known)].join(', ')}`
    throw new TypeError(`Cannot ${action}: there is no option "${key}"; ${list}`)
  }
}
