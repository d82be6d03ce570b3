import type { Statement, Tenancy } from '@holdfast/core'
import { literal } from './literal.ts'

/** Whom a connection works for. */
export type Owner = Exclude<Tenancy, { readonly kind: 'none' }>

/** What a policy reads: the tenant, and whether every tenant's rows may be seen. Text of the setting; both end with their transaction. */
export const tenantSetting = 'holdfast.tenant'
export const systemSetting = 'holdfast.system'

const settingOf = (owner: Owner): readonly [name: string, value: string] =>
  owner.kind === 'system' ? [systemSetting, 'on'] : [tenantSetting, owner.id]

/** As expressions of a `select`, with the value as parameter `position`. */
export const announced = (
  owner: Owner,
  position: number,
): { readonly text: string; readonly value: string } => {
  const [name, value] = settingOf(owner)
  return { text: `set_config('${name}', $${position}, true)`, value }
}

/** Tells the transaction that it stands in whom it works for. */
export const announce = (owner: Owner): Statement => {
  const { text, value } = announced(owner, 1)
  return { text: `select ${text}`, values: [value], cache: true }
}

/** The same, for a text without parameters, to be put behind a BEGIN. */
export const setLocal = (owner: Owner | undefined): string => {
  if (owner === undefined) return ''
  const [name, value] = settingOf(owner)
  return `; set local ${name} = ${literal(value)}`
}
