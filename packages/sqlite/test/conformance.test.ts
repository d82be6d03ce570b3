import { conformance } from '@holdfast/conformance'
import { harness } from './harness.ts'

conformance('sqlite', harness)
