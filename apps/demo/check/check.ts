import type { Visit } from './visit.ts'

export interface Check {
  readonly title: string
  readonly run: (visit: Visit) => Promise<void>
}
