import { conformance } from '@holdfast/conformance'
import { pooledHarness } from './pooled-harness.ts'

conformance('postgres-behind-pgbouncer', pooledHarness)
