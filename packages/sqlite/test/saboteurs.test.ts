import { sabotage, saboteurs } from '@holdfast/conformance'
import { harness } from './harness.ts'

// Those that need nothing of an engine are shown over the memory reference.
sabotage(
  'sqlite',
  harness,
  saboteurs.filter(({ needs }) => needs !== undefined),
)
