import type { Capabilities, EngineFacts, ErrorCode, Json, Key, Limits } from '@holdfast/core'

/** What the page and the server say to each other. Types only: the page imports nothing that runs. */

/** Why something did not work. */
export interface Problem {
  /** A Holdfast code, or the server's own: it refused the request before any backend saw it. */
  readonly code: ErrorCode | 'misuse' | 'not-ready' | 'no-input' | 'internal'
  readonly message: string
  /** What the code means, in one sentence. */
  readonly meaning?: string
  /** The engine's own words about the visitor's own statement. */
  readonly engine?: string
}

export type BackendState =
  | { readonly state: 'opening' }
  | {
      readonly state: 'ready'
      readonly facts: EngineFacts
      readonly capabilities: Capabilities
      readonly limits: Limits
    }
  | { readonly state: 'unavailable'; readonly problem: Problem }

export type BackendAnswer = {
  readonly id: string
  readonly title: string
  readonly place: string
} & BackendState

export type ScenarioAnswer = { readonly id: string; readonly title: string } & (
  | {
      readonly available: true
      readonly summary: string
      readonly stores: readonly { readonly name: string; readonly entries: number }[]
      readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[]
      readonly examples: readonly { readonly title: string; readonly text: string }[]
    }
  | { readonly available: false; readonly problem: Problem }
)

export interface StepAnswer {
  readonly id: string
  readonly title: string
  readonly detail: string
  /** What is counted, in the plural. */
  readonly unit: string
}

export interface Measurement {
  readonly backend: string
  readonly step: string
  readonly operations: number
  readonly milliseconds: number
}

export interface ComparisonAnswer {
  readonly scenario: string
  readonly measurements: readonly Measurement[]
}

/** What happens during a load, in order. */
export type LoadEvent =
  | { readonly type: 'backend'; readonly backend: string }
  | {
      readonly type: 'progress'
      readonly backend: string
      /** The step that runs, of `steps`. */
      readonly step: number
      readonly steps: number
      readonly title: string
      readonly done: number
      readonly total: number
    }
  | ({ readonly type: 'measurement' } & Measurement)
  | { readonly type: 'loaded'; readonly backend: string; readonly milliseconds: number }
  | { readonly type: 'failed'; readonly backend: string; readonly problem: Problem }
  | { readonly type: 'end'; readonly cancelled: boolean }

export interface EntryAnswer {
  readonly key: Key
  readonly version: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly value: Json
}

export interface ListAnswer {
  readonly entries: readonly { readonly key: Key; readonly preview: string; readonly updatedAt: string }[]
  /** Where the next page begins; absent on the last page. */
  readonly cursor?: string
  readonly milliseconds: number
}

export type CellAnswer =
  | null
  | boolean
  | number
  | string
  | { readonly kind: 'date' | 'bytes' | 'list'; readonly text: string }

export interface StatementAnswer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly CellAnswer[])[]
  /** There were more rows than are shown. */
  readonly truncated: boolean
  readonly milliseconds: number
}
