import type { ChangeHazard } from '../../contracts/generated-migration.ts'
import type { SchemaChange } from '../../contracts/schema-change.ts'
import type { ChangeForm } from '../../database/change-form.ts'

/** What can go wrong with a change, by the rules that hold on every engine and by those of this one. */
export const hazardsOf = (
  change: SchemaChange,
  form: Pick<ChangeForm, 'hazards' | 'widens'>,
): readonly ChangeHazard[] => [
  ...general(change, form).map(([rule, message]) => ({ rule, message, mustAccept: rule.startsWith('DL') })),
  ...form.hazards(change).map(({ rule, message }) => ({ rule, message, mustAccept: rule.startsWith('DL') })),
]

type Found = readonly [rule: string, message: string]

const general = (change: SchemaChange, { widens }: Pick<ChangeForm, 'widens'>): readonly Found[] => {
  switch (change.kind) {
    case 'drop-table':
      return [['DL01', `every row of "${change.table}" is lost`], ...perhapsRenamed(change.probableRename)]
    case 'drop-column':
      return [
        ['DL02', `every value of "${change.table}"."${change.column.name}" is lost`],
        ['BC02', 'an older version of the application still reads it'],
        ...perhapsRenamed(change.probableRename),
      ]
    case 'rename-table':
    case 'rename-column':
      return [['BC01', 'an older version of the application looks for the old name']]
    case 'add-column':
      return change.column.nullable ||
        change.column.default !== undefined ||
        change.column.generated !== undefined
        ? []
        : [['BC03', 'an older version of the application writes no value, and rows that are there have none']]
    case 'change-primary-key':
      return [['DL08', 'what refers to a row by its key no longer finds it']]
    case 'change-column':
      return ofColumn(change, widens)
    case 'add-part':
      return ofPart(change)
    case 'drop-part':
      return change.of === 'foreign-key' ? [['BC04', 'rows may then refer to what is not there']] : []
    default:
      return []
  }
}

const perhapsRenamed = (candidates: readonly string[] | undefined): readonly Found[] =>
  candidates === undefined
    ? []
    : [
        [
          'DL07',
          `perhaps it should be renamed to ${candidates.join(' or ')}: then answer so and generate anew`,
        ],
      ]

const ofColumn = (
  { aspect, before, after }: Extract<SchemaChange, { kind: 'change-column' }>,
  widens: ChangeForm['widens'],
): readonly Found[] => {
  if (aspect === 'type' && !widens(before, after)) {
    return [['DL05', `a value of ${before.type} that ${after.type} does not hold is changed or refused`]]
  }
  if (aspect === 'nullable' && !after.nullable) {
    return [
      ['DD01', 'it fails while a row has no value there'],
      ['BC05', 'an older version of the application may still write none'],
    ]
  }
  return aspect === 'generated' ? [['DL02', 'the values that are there are replaced']] : []
}

const ofPart = (change: Extract<SchemaChange, { kind: 'add-part' }>): readonly Found[] => {
  if (change.of === 'unique' || (change.of === 'index' && change.part.unique)) {
    return [
      ['DD02', 'it fails while two rows have the same values there'],
      ['BC05', 'an older version of the application may still write such rows'],
    ]
  }
  return change.of === 'index' ? [] : [['DD03', 'it fails while a row does not keep to it']]
}
