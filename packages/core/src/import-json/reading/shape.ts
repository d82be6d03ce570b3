/**
 * What of a file is one record: the whole `value`, each of the `items` of its array, each of the `entries` of its object, or each of
 * its `lines` (JSON Lines). All but `value` are read in flat memory.
 */
export type Shape = 'value' | 'items' | 'entries' | 'lines'

export const shapes: readonly Shape[] = ['value', 'items', 'entries', 'lines']

export const isShape = (value: unknown): value is Shape => shapes.some((shape) => shape === value)

/** The shape of a file whose mapping does not say it. */
export const shapeOf = (path: string): Shape => (/\.(?:jsonl|ndjson)$/i.test(path) ? 'lines' : 'value')
