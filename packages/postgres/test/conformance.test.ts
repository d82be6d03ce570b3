import { conformance } from '@holdfast/conformance'
import { harness } from './harness.ts'

conformance('postgres', harness)
