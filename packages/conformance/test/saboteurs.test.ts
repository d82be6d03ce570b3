import { memory } from '@holdfast/core'
import { sabotage, type Place } from '@holdfast/conformance'

const place = (): Place => ({ backend: () => memory(), destroy: () => undefined })

sabotage('memory', { shared: place, fresh: place, provoke: {}, cannot: {} })
