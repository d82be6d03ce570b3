import type { Key } from '@holdfast/core'

export const textOf = (key: Key): string => (typeof key === 'string' ? key : key.join('\u0001'))
