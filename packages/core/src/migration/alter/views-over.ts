import type { SchemaModel, ViewModel } from '../../contracts/schema-model.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { isMentioned } from './is-mentioned.ts'

/** The views that show something of a table, over other views too, each behind those that it shows. */
export const viewsOver = (
  { views }: Pick<SchemaModel, 'views'>,
  table: string,
  lexicon: Lexicon,
): readonly ViewModel[] => {
  const shows = new Map<string, readonly string[]>()
  const shown = ({ name, sql }: ViewModel): readonly string[] => {
    const known = shows.get(name)
    if (known !== undefined) return known
    const found = [table, ...views.map((one) => one.name)].filter(
      (one) => one !== name && isMentioned(one, sql, lexicon),
    )
    shows.set(name, found)
    return found
  }
  const ordered: ViewModel[] = []
  const reached = new Map<string, boolean>()
  const visit = (view: ViewModel): boolean => {
    const known = reached.get(view.name)
    if (known !== undefined) return known
    reached.set(view.name, false)
    const below = shown(view).map((name) => {
      const under = views.find((one) => one.name === name)
      return name === table || (under !== undefined && visit(under))
    })
    const isOver = below.includes(true)
    reached.set(view.name, isOver)
    if (isOver) ordered.push(view)
    return isOver
  }
  for (const view of views) visit(view)
  return ordered
}
