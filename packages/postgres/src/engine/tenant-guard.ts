import { statement, type TenantGuard } from '@holdfast/core'
import { quote } from './quote.ts'
import { systemSetting, tenantSetting } from './tenant-setting.ts'

const policy = 'holdfast_tenant'

/** After its transaction a setting is empty, not null. In a subquery it is read once a statement and not once a row. */
const setting = (name: string): string => `(select nullif(current_setting('${name}', true), ''))`

/** Row-level security that holds for the owner of the table too. */
export const tenantGuard = (table: (name: string) => string): TenantGuard => ({
  isOn: (name) =>
    statement(
      'select true from pg_class c join pg_policy p on p.polrelid = c.oid ' +
        'where c.oid = to_regclass($1::text) and c.relrowsecurity and c.relforcerowsecurity and p.polname = $2',
      [table(name), policy],
    ),
  make: (name, column, nobody = false) => {
    const isNobodys = nobody ? `${quote(column)} = '' or ` : ''
    const isOurs = `${isNobodys}${quote(column)} = ${setting(tenantSetting)} or ${setting(systemSetting)} = 'on'`
    return [
      `alter table ${table(name)} enable row level security`,
      `alter table ${table(name)} force row level security`,
      `drop policy if exists ${policy} on ${table(name)}`,
      `create policy ${policy} on ${table(name)} using (${isOurs}) with check (${isOurs})`,
    ]
  },
})
