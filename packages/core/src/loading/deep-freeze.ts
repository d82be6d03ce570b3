const refuse = (): never => {
  throw new TypeError('Cannot change reference data: every reader shares it')
}
const refusals = Object.fromEntries(
  ['set', 'add', 'delete', 'clear'].map((name) => [name, { value: refuse }]),
) as PropertyDescriptorMap

/** Freezes all that can be reached; see `ReferenceCache`. Gives it back. */
export const deepFreeze = <T>(value: T): T => {
  const found: unknown[] = [value]
  const seen = new Set<unknown>()
  while (found.length > 0) {
    const next = found.pop()
    if (typeof next !== 'object' || next === null || seen.has(next) || ArrayBuffer.isView(next)) continue
    seen.add(next)
    if (next instanceof Map || next instanceof Set) {
      for (const [key, item] of next.entries()) found.push(key, item)
      if (Object.isExtensible(next)) Object.defineProperties(next, refusals)
    }
    for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(next)))
      if ('value' in descriptor) found.push(descriptor.value)
    Object.freeze(next)
  }
  return value
}
