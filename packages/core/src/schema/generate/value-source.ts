/** A plain value as TypeScript writes it. */
export const valueSource = (value: unknown): string => {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return stringSource(value)
  if (value instanceof Date) return `new Date(${stringSource(value.toISOString())})`
  if (value instanceof Uint8Array) return `Uint8Array.of(${value.join(', ')})`
  if (Array.isArray(value)) return `[${value.map(valueSource).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, content]) => content !== undefined)
    return `{ ${entries.map(([name, content]) => `${propertySource(name)}: ${valueSource(content)}`).join(', ')} }`
  }
  return Object.is(value, -0) ? '-0' : String(value)
}

export const stringSource = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

export const propertySource = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : stringSource(name)
