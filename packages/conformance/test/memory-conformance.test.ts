import { conformance } from '@holdfast/conformance'
import { harness } from './memory-harness.ts'

conformance('memory', harness)
