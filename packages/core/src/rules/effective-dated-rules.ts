import type {
  EffectiveOptions,
  Instant,
  PruneRulesOptions,
  PutRuleOptions,
  Rule,
  RulePlace,
  Rules,
  RulesOptions,
  RuleType,
  TimelineOptions,
} from '../contracts/rules.ts'
import { checkLimit, checkMilliseconds } from '../door/duration.ts'
import { HoldfastError } from '../errors.ts'
import type { RowStore } from '../rows/row-store.ts'
import { scopeCall } from '../settings/scope-call.ts'
import { effectivePage } from './effective-page.ts'
import { checkMoment, checkMomentIfGiven, openEnd } from './instant.ts'
import { makeRoom, overlaps, type Room } from './make-room.ts'
import { effectiveAt, listBelieved, raiseHorizon, winnerOf } from './rule-beliefs.ts'
import { checkRuleKey, placeCall, scopeOf, typeCall } from './rule-call.ts'
import { changeRules, endedAt, type Held } from './rule-changes.ts'
import { checkRecordKey, recordsOf } from './rule-keys.ts'
import { listChanges, listHistory, most, notTooMany } from './rule-history.ts'
import { isRule, RuleCodec, type RuleRow } from './rule-row.ts'

const batch = 1_000

/** What handles of one store of rules share. */
export interface RulesParts {
  readonly rows: RowStore<RuleRow>
  readonly name: string
  readonly isTransaction: boolean
  readonly valueBytes: number
  readonly makeId: () => string
}

/** The contract over rows by key. */
export class EffectiveDatedRules<B> implements Rules<B> {
  readonly #parts: RulesParts
  readonly #store: string
  readonly #codec: RuleCodec<B>

  constructor(parts: RulesParts, options: RulesOptions<B> | undefined) {
    this.#parts = parts
    this.#store = `rules(${JSON.stringify(parts.name)})`
    this.#codec = new RuleCodec(options, parts.valueBytes, `open ${this.#store}`)
  }

  async put(key: string, body: B, options: PutRuleOptions): Promise<string> {
    const action = `put a rule into ${this.#store}`
    const place = placeCall(action, key, given(options, action), ['from', 'until', 'onOverlap'])
    const { onOverlap = 'reject' } = options
    if (!['reject', 'truncate', 'split'].includes(onOverlap))
      throw new TypeError(`Cannot ${action}: onOverlap must be reject, truncate or split`)
    const from = checkMoment(options.from, 'from', action)
    const until = checkMomentIfGiven(options.until, 'until', action) ?? openEnd
    if (until <= from) throw new RangeError(`Cannot ${action}: until must be later than from`)
    const rule = { from, until, id: this.#parts.makeId(), body: await this.#codec.encode(body, action) }
    const roomIn = (held: readonly Held[]): Room<Held> | undefined => {
      if (onOverlap !== 'reject') return makeRoom(held, rule, onOverlap)
      return held.some((one) => overlaps(one, rule)) ? undefined : { superseded: [], pieces: [] }
    }
    const isPut = await changeRules(this.#parts.rows, place, rule, (held) => {
      const room = roomIn(held)
      return room === undefined ? undefined : { room, added: rule }
    })
    // Not inside: an error there would undo a transaction of the caller's where there are no savepoints.
    if (!isPut)
      throw new HoldfastError(
        'overlap',
        `Cannot ${action}: another rule is effective there; give onOverlap truncate or split to change it`,
      )
    return rule.id
  }

  async end(key: string, options: RulePlace & { readonly at: Instant }): Promise<boolean> {
    const action = `end a rule of ${this.#store}`
    const place = placeCall(action, key, given(options, action), ['at'])
    const at = checkMoment(options.at, 'at', action)
    return changeRules(this.#parts.rows, place, { from: at, until: at + 1 }, ([held]) =>
      held === undefined ? undefined : { room: endedAt(held, at) },
    )
  }

  async effective(key: string, options?: EffectiveOptions): Promise<Rule<B> | undefined> {
    const action = `get the effective rule of ${this.#store}`
    const { call, at, asOf, scopes } = this.#effectiveCall(action, options, [])
    checkRuleKey(key, action)
    const ranges = scopes.map((scope) => {
      const place = { type: call.type, key, scope }
      checkRecordKey(place, action)
      return recordsOf(place, at, action)
    })
    const found = await listBelieved(this.#parts.rows, ranges, asOf, { where: effectiveAt(at) }, call)
    const winner = winnerOf(found, scopes)
    return winner === undefined ? undefined : this.#codec.rule(winner, action)
  }

  async effectiveAll(
    options?: EffectiveOptions & { readonly after?: string; readonly limit?: number },
  ): Promise<Rule<B>[]> {
    const action = `list the effective rules of ${this.#store}`
    const { call, at, asOf, scopes } = this.#effectiveCall(action, options, ['after', 'limit'])
    const limit = checkLimit(options?.limit ?? 100, action, 1_000)
    const after = options?.after === undefined ? undefined : checkRuleKey(options.after, action)
    const page = await effectivePage(this.#parts.rows, { ...call, at, asOf, scopes, after, limit })
    return this.#codec.rules(page, action)
  }

  async timeline(key: string, options?: TimelineOptions): Promise<Rule<B>[]> {
    const action = `list a timeline of ${this.#store}`
    const call = typeCall(action, options, ['scope', 'asOf'])
    const asOf = checkMomentIfGiven(options?.asOf, 'asOf', action)
    const place = { type: call.type, key: checkRuleKey(key, action), scope: scopeOf(options?.scope, action) }
    const range = recordsOf(place, undefined, action)
    const found = await listBelieved(this.#parts.rows, [range], asOf, { limit: most + 2 }, call)
    const rules = notTooMany(found.filter(isRule), action).toSorted(
      ({ values: a }, { values: b }) => a.valid_from - b.valid_from || b.priority - a.priority,
    )
    return this.#codec.rules(rules, action)
  }

  async history(key: string, options?: RuleType): Promise<Rule<B>[]> {
    const call = typeCall(`list the history of a rule of ${this.#store}`, options)
    const records = await listHistory(this.#parts.rows, checkRuleKey(key, call.action), call)
    return this.#codec.rules(records, call.action)
  }

  async changesBetween(
    from: Instant,
    until: Instant,
    options?: RuleType & { readonly key?: string },
  ): Promise<Rule<B>[]> {
    const call = typeCall(`list the changes of ${this.#store}`, options, ['key'])
    const span = {
      from: checkMoment(from, 'from', call.action),
      until: checkMoment(until, 'until', call.action),
    }
    const key = options?.key === undefined ? undefined : checkRuleKey(options.key, call.action)
    return this.#codec.rules(await listChanges(this.#parts.rows, span, key, call), call.action)
  }

  async prune(options: PruneRulesOptions): Promise<number> {
    const action = `prune ${this.#store}`
    typeCall(action, given(options, action) as RuleType, ['supersededBefore', 'limit', 'budget'])
    const instant = checkMoment(options.supersededBefore, 'supersededBefore', action)
    const { limit, budget } = options
    let left = limit === undefined ? Infinity : checkLimit(limit, action, Number.MAX_SAFE_INTEGER)
    const time = budget === undefined ? Infinity : checkMilliseconds(budget, `${action} within a budget`)
    const deadline = performance.now() + time
    const call = { action, signal: undefined }
    const cut = await raiseHorizon(this.#parts.rows, instant, call)
    const where = [{ column: 'superseded_at', is: '<=', value: cut }] as const
    let removed = 0
    for (;;) {
      const count = Math.min(batch, left)
      const gone = await this.#parts.rows.prune(where, count, call)
      removed += gone
      left -= gone
      if (gone < count || left === 0 || this.#parts.isTransaction || performance.now() >= deadline)
        return removed
    }
  }

  #effectiveCall(action: string, options: EffectiveOptions | undefined, known: readonly string[]) {
    const { scopes } = scopeCall(action, options, ['type', 'at', 'asOf', ...known])
    return {
      call: typeCall(action, options, ['scopes', 'at', 'asOf', ...known]),
      at: checkMomentIfGiven(options?.at, 'at', action),
      asOf: checkMomentIfGiven(options?.asOf, 'asOf', action),
      scopes: [...scopes, ''],
    }
  }
}

const given = <O extends object>(options: O | undefined, action: string): O => {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`Cannot ${action}: the options must be an object`)
  return options
}
