import { literal } from './literal.ts'

/** Gives a copy of a table the row-level security of the table, in one statement: what a role may not see there it may not see in the copy. Does nothing where there is none. */
export const samePolicies = (table: string, copy: string): string =>
  // A quoted text, because a name may hold whatever a dollar quote could be made of.
  `do ${literal(`
declare
  told record;
begin
  for told in
    select format('alter table %s %s row level security', ${literal(copy)}, w.word) as text
    from pg_class r cross join lateral (values ('enable', r.relrowsecurity), ('force', r.relforcerowsecurity)) w (word, needed)
    where r.oid = to_regclass(${literal(table)}) and r.relrowsecurity and w.needed
    union all
    select format('create policy %I on %s as %s for %s to %s', p.policyname, ${literal(copy)}, p.permissive, p.cmd,
      (select string_agg(case name when 'public' then 'public' else quote_ident(name) end, ', ') from unnest(p.roles) name))
      || coalesce(' using (' || p.qual || ')', '') || coalesce(' with check (' || p.with_check || ')', '')
    from pg_policies p join pg_class r on r.oid = to_regclass(${literal(table)}) and r.relrowsecurity and r.relname = p.tablename
      join pg_namespace n on n.oid = r.relnamespace and n.nspname = p.schemaname
  loop
    execute told.text;
  end loop;
end`)}`
