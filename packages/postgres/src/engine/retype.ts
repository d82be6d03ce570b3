import { isTypeCheck, type AlterUnit, type TableChange } from '@holdfast/core'
import { lexicon } from '../migration/lexicon.ts'
import { quote, type Qualify } from './quote.ts'
import { askViewsOver, viewsOf } from './views-over.ts'

type Retype = Extract<TableChange, { kind: 'retype-column' }>

/** Changes the type of a column. Its default is put aside, for the engine would not turn it into the new type; so are the checks on its values; views that show it are dropped and made again. */
export const retype = (
  place: Qualify,
  table: string,
  { column: name, type, using, checks }: Retype,
): AlterUnit => ({
  title: `change the type of "${name}" of "${table}"`,
  form: 'together',
  ask: askViewsOver(place(table), name),
  statements: ({ tables }, answer) => {
    // The server changes no column that a view shows.
    const views = viewsOf(answer)
    const model = tables.find((one) => one.name === table)
    const column = model?.columns.find((one) => one.name === name)
    const there = place(table)
    const cell = quote(name)
    const dropped =
      model?.checks.filter(
        (one) =>
          one.name !== undefined &&
          (checks.some((wanted) => wanted.name === one.name) || isTypeCheck(one, table, name, lexicon)),
      ) ?? []
    const change = `alter column ${cell} type ${type} using ${using === undefined ? `${cell}::${type}` : `(${using})`}`
    return [
      ...views.toReversed().map(({ drop }) => drop),
      ...dropped.map((check) => `alter table ${there} drop constraint ${quote(check.name!)}`),
      ...(column?.default === undefined ? [] : [`alter table ${there} alter column ${cell} drop default`]),
      `alter table ${there} ${change}`,
      ...(column?.default === undefined
        ? []
        : [`alter table ${there} alter column ${cell} set default (${column.default})::${type}`]),
      ...checks.map(
        (check) => `alter table ${there} add constraint ${quote(check.name)} check (${check.expression})`,
      ),
      ...views.flatMap(({ make }) => make),
    ]
  },
})
