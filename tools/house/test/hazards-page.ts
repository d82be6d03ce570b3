import type { HazardRule } from '@holdfast/core'

export interface RuleGroup {
  readonly title: string
  readonly rules: readonly HazardRule[]
}

const introduction = `# Hazards

What goes wrong with migrations, and how Holdfast sees it coming. A rule that **refuses** keeps a text from being applied, unless its author accepts
the hazard in the text and says why; one that **warns** is reported.

\`\`\`sql
-- accept: DL02 nothing has read it since March
alter table users drop column nickname;
\`\`\`

An acceptance without a reason, or of a rule that does not exist (\`AC01\`), is refused, and one that nothing needs (\`AC02\`) is warned of. Some rules look at
the database: whether there is an index, or how many rows would be lost. Without a database they say *not judged*, and only where the text gives
reason to ask.

A rule reads the text, or what the text does, never a value: a message has names and numbers of rows.
`

const row = ({ id, title, level, remedy, asks }: HazardRule): string =>
  `| <a id="${id.toLowerCase()}"></a>${id} | ${level === 'refuse' ? '**refuses**' : 'warns'} | ${title} | ${asks ?? ''} | ${remedy.replaceAll('<', '&lt;')} |`

/** The page of all rules, as Markdown. */
export const hazardsPage = (groups: readonly RuleGroup[]): string => {
  const tables = groups.map(({ title, rules }) =>
    [
      `## ${title}`,
      '',
      '| rule | | a text that | looks at | instead |',
      '| --- | --- | --- | --- | --- |',
      ...rules.map(row),
      '',
    ].join('\n'),
  )
  return [introduction, ...tables].join('\n')
}
