import { memory } from '@holdfast/core'
import type { Harness, Place } from '@holdfast/conformance'

const place = (): Place => ({ backend: () => memory(), destroy: () => undefined })

export const harness: Harness = { shared: place, fresh: place, provoke: {}, cannot: {} }
