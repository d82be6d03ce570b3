import { statement, type Statement } from '@holdfast/core'

const relation = `$1::text::regclass`
const qualified = (relation: string): string =>
  `(select format('%I.%I', named.nspname, called.relname) from pg_class called join pg_namespace named on named.oid = called.relnamespace where called.oid = ${relation})`

const numbers = `'increment %s minvalue %s maxvalue %s start %s cache %s%s', s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache, case when s.seqcycle then ' cycle' else '' end`

/** Sequences of the table's columns: `a` those of a default, `i` those of an identity. */
const sequences = `pg_depend d join pg_sequence s on s.seqrelid = d.objid join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid where d.refobjid = ${relation} and d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass`

const column =
  `format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) ` +
  `|| coalesce((select format(' collate %I.%I', n.nspname, c.collname) from pg_collation c join pg_namespace n on n.oid = c.collnamespace where c.oid = a.attcollation and a.attcollation <> t.typcollation), '') ` +
  `|| case when a.attnotnull then ' not null' else '' end ` +
  `|| case when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(f.adbin, f.adrelid) || ')' || case a.attgenerated when 's' then ' stored' else '' end ` +
  `when f.adbin is not null then ' default ' || pg_get_expr(f.adbin, f.adrelid) ` +
  `when a.attidentity <> '' then (select ' generated ' || case a.attidentity when 'a' then 'always' else 'by default' end || ' as identity (sequence name ' || ${qualified('s.seqrelid')} || ' ' || format(${numbers}) || ')' from pg_depend d join pg_sequence s on s.seqrelid = d.objid where d.refobjid = a.attrelid and d.refobjsubid = a.attnum and d.deptype = 'i' and d.classid = 'pg_class'::regclass) ` +
  `else '' end`

const texts: readonly string[] = [
  `select 'before', format('create sequence %s as %s ', ${qualified('s.seqrelid')}, format_type(s.seqtypid, null)) || format(${numbers}) from ${sequences} and d.deptype = 'a'`,
  `select 'before', format('create %stable %s (%s)%s', case r.relpersistence when 'u' then 'unlogged ' else '' end, ${qualified('r.oid')}, ` +
    `(select string_agg(${column}, ', ' order by a.attnum) from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped), ` +
    `coalesce(' with (' || array_to_string(r.reloptions, ', ') || ')', '')) from pg_class r where r.oid = ${relation} and r.relkind = 'r'`,
  `select 'after', format('alter sequence %s owned by %s.%I', ${qualified('s.seqrelid')}, ${qualified(relation)}, a.attname) from ${sequences} and d.deptype = 'a'`,
  `select 'after', format('select setval(%L, %s)', ${qualified('s.seqrelid')}, pg_sequence_last_value(s.seqrelid)) from ${sequences} and d.deptype in ('a', 'i') and pg_sequence_last_value(s.seqrelid) is not null`,
  `select 'after', format('alter table %s add constraint %I %s', ${qualified(relation)}, c.conname, pg_get_constraintdef(c.oid)) from pg_constraint c where c.conrelid = ${relation} and c.contype in ('p', 'u', 'x', 'c', 'f') order by position(c.contype::text in 'puxcf'), c.oid`,
  `select 'after', pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = ${relation} and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.conrelid = i.indrelid) order by i.indexrelid`,
  `select 'after', pg_get_triggerdef(g.oid) from pg_trigger g where g.tgrelid = ${relation} and not g.tgisinternal order by g.tgname`,
  `select 'after', format('alter table %s %s row level security', ${qualified(relation)}, w.word) from pg_class r cross join lateral (values ('enable', r.relrowsecurity), ('force', r.relforcerowsecurity)) w (word, needed) where r.oid = ${relation} and w.needed`,
  `select 'after', format('create policy %I on %s as %s for %s to %s', p.policyname, ${qualified(relation)}, p.permissive, p.cmd, (select string_agg(case name when 'public' then 'public' else quote_ident(name) end, ', ') from unnest(p.roles) name)) || coalesce(' using (' || p.qual || ')', '') || coalesce(' with check (' || p.with_check || ')', '') from pg_policies p join pg_class r on r.oid = ${relation} join pg_namespace n on n.oid = r.relnamespace where p.schemaname = n.nspname and p.tablename = r.relname order by p.policyname`,
  `select 'after', format('grant %s on %s to %s', x.privilege_type, ${qualified(relation)}, case x.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(x.grantee)) end) from pg_class r cross join lateral aclexplode(r.relacl) x where r.oid = ${relation} and x.grantee <> r.relowner`,
  `select 'after', format('comment on %s is %L', case d.objsubid when 0 then 'table ' || ${qualified(relation)} else 'column ' || ${qualified(relation)} || '.' || quote_ident((select attname from pg_attribute where attrelid = d.objoid and attnum = d.objsubid)) end, d.description) from pg_description d where d.objoid = ${relation} and d.classoid = 'pg_class'::regclass`,
]

/** What makes a table again: columns, sequences and where they are, constraints, indexes, triggers, policies, grants and comments. */
export const definitionOf = (table: string): readonly Statement[] =>
  texts.map((text) => statement(text, [table]))
