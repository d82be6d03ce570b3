import { sabotage, saboteurs } from '@holdfast/conformance'
import { harness } from './harness.ts'

// Those that plain SQL is enough for are shown over SQLite.
sabotage(
  'postgres',
  harness,
  saboteurs.filter(({ needs }) => needs?.some((need) => need !== 'sql') === true),
)
