import { statement, type Bound, type Statement } from '@holdfast/core'

/** An expression for the number of the schema that is meant, with its parameters. */
export interface Namespace {
  readonly text: string
  readonly values: readonly Bound[]
}

const notOfExtension = (classes: string, object: string): string =>
  `not exists (select from pg_depend e where e.classid = '${classes}'::regclass and e.objid = ${object} and e.deptype = 'e')`

const columnNames = (table: string, numbers: string): string =>
  `array(select a.attname::text from unnest(${numbers}) with ordinality n(number, place) ` +
  `join pg_attribute a on a.attrelid = ${table} and a.attnum = n.number order by n.place)`

const tables = `
  select c.relname::text, c.relpersistence::text, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
    array(select p.inhparent::regclass::text from pg_inherits p where p.inhrelid = c.oid order by p.inhseqno),
    array_to_string(c.reloptions, ', '), c.relrowsecurity, c.relforcerowsecurity
  from pg_class c where c.relnamespace = $namespace and c.relkind in ('r', 'p') and ${notOfExtension('pg_class', 'c.oid')}
  order by c.relname`

const columns = `
  select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), not a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
    a.attgenerated::text, a.attidentity::text, o.collname::text
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    left join pg_collation o on o.oid = a.attcollation and a.attcollation <> t.typcollation
  where c.relnamespace = $namespace and c.relkind in ('r', 'p')
  order by c.relname, a.attnum`

// What newer servers alone have is asked for by name in a row's JSON: the column does not exist on others.
const constraints = `
  select c.relname::text, k.conname::text, k.contype::text, ${columnNames('k.conrelid', 'k.conkey')},
    case when f.relnamespace = c.relnamespace then f.relname::text else k.confrelid::regclass::text end,
    ${columnNames('k.confrelid', 'k.confkey')}, k.confdeltype::text, k.confupdtype::text, k.condeferrable, k.condeferred, k.convalidated,
    pg_get_expr(k.conbin, k.conrelid), pg_get_constraintdef(k.oid), coalesce(to_jsonb(i) ->> 'indnullsnotdistinct' = 'true', false),
    coalesce(i.indnatts > i.indnkeyatts, false) or coalesce(to_jsonb(k) ->> 'conperiod' = 'true', false)
  from pg_class c join pg_constraint k on k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x')
    left join pg_class f on f.oid = k.confrelid left join pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u')
  where c.relnamespace = $namespace and c.relkind in ('r', 'p')
  order by c.relname, k.conname`

// One row for each column of an index.
const indexes = `
  select c.relname::text, x.relname::text, i.indisunique, i.indisvalid and i.indisready, m.amname::text,
    pg_get_expr(i.indpred, i.indrelid), pg_get_indexdef(i.indexrelid), n.place <= i.indnkeyatts, a.attname::text,
    case when n.number = 0 then pg_get_indexdef(i.indexrelid, n.place::int, false) end, coalesce(i.indoption[n.place - 1], 0)::int,
    case when not p.opcdefault then p.opcname::text end, o.collname::text
  from pg_class c join pg_index i on i.indrelid = c.oid join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
    cross join unnest(i.indkey) with ordinality n(number, place)
    left join pg_attribute a on a.attrelid = c.oid and a.attnum = n.number and n.number <> 0
    left join pg_opclass p on p.oid = i.indclass[n.place - 1]
    left join pg_collation o on o.oid = i.indcollation[n.place - 1] and o.oid <> coalesce(a.attcollation, 100)
  where c.relnamespace = $namespace and c.relkind in ('r', 'p', 'm')
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
  order by c.relname, x.relname, n.place`

const policies = `
  select c.relname::text, p.polname::text, p.polcmd::text, p.polpermissive, pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid), array(select coalesce(r.rolname::text, 'public') from unnest(p.polroles) u(role) left join pg_roles r on r.oid = u.role order by 1)
  from pg_class c join pg_policy p on p.polrelid = c.oid where c.relnamespace = $namespace order by c.relname, p.polname`

const views = `
  select c.relname::text, c.relkind::text, pg_get_viewdef(c.oid) from pg_class c
  where c.relnamespace = $namespace and c.relkind in ('v', 'm') and ${notOfExtension('pg_class', 'c.oid')} order by c.relname`

const triggers = `
  select c.relname::text, t.tgname::text, pg_get_triggerdef(t.oid) from pg_class c join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
  where c.relnamespace = $namespace order by c.relname, t.tgname`

// The sequence of an identity column is a part of that column.
const sequences = `
  select c.relname::text, format_type(s.seqtypid, null), s.seqstart::text, s.seqincrement::text, s.seqmin::text, s.seqmax::text,
    s.seqcache::text, s.seqcycle, o.relname::text, a.attname::text
  from pg_class c join pg_sequence s on s.seqrelid = c.oid
    left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    left join pg_class o on o.oid = d.refobjid left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
  where c.relnamespace = $namespace and d.deptype is distinct from 'i' and ${notOfExtension('pg_class', 'c.oid')}
  order by c.relname`

const types = `
  select t.typname::text, t.typtype::text, array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder),
    format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
    array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.contypid = t.oid and k.contype = 'c' order by k.conname),
    array(select quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) from pg_attribute a
      where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum),
    (select format_type(r.rngsubtype, null) from pg_range r where r.rngtypid = t.oid)
  from pg_type t left join pg_class c on c.oid = t.typrelid
  where t.typnamespace = $namespace and (t.typtype in ('e', 'd', 'r') or c.relkind = 'c') and ${notOfExtension('pg_type', 't.oid')}
  order by t.typname`

const functions = `
  select distinct p.proname::text from pg_proc p
  where p.pronamespace = $namespace and ${notOfExtension('pg_proc', 'p.oid')} order by 1`

/** In the order in which `schemaOf` takes the answers. */
export const questions = ({ text, values }: Namespace): readonly Statement[] =>
  [tables, columns, constraints, indexes, policies, views, triggers, sequences, types, functions].map(
    (question) => statement(question.replaceAll('$namespace', text), values),
  )
