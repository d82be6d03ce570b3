import { statement, type DriverCell, type Statement } from '@holdfast/core'

/** A view that the server would not let a column change under. */
export interface ViewOver {
  readonly name: string
  /** It names the column itself, and not only another such view. */
  readonly isDirect: boolean
  readonly drop: string
  /** What makes it again as it was. */
  readonly make: readonly string[]
}

const dependents = (condition: string): string =>
  `pg_depend d join pg_rewrite r on r.oid = d.objid and d.classid = 'pg_rewrite'::regclass where d.refclassid = 'pg_class'::regclass and ${condition} and r.ev_class <> d.refobjid`

const grants = (rights: string, what: string): string =>
  `array(select 'grant ' || g.privilege_type || ${what} || ' to ' || case when g.grantee = 0 then 'public' else g.grantee::regrole::text end ` +
  `|| case when g.is_grantable then ' with grant option' else '' end from ${rights} order by 1)`

/** Rights that new views get by default, taken back before those that it had are given. */
const revoked = `array(select distinct 'revoke all on ' || v.name || ' from ' || case when g.grantee = 0 then 'public' else g.grantee::regrole::text end
  from (select c.relowner as grantee union all select e.grantee from pg_default_acl a cross join aclexplode(a.defaclacl) e
    where a.defaclrole = c.relowner and a.defaclobjtype = 'r' and a.defaclnamespace in (0, c.relnamespace)) g)`

const make = [
  `array['create ' || v.word || ' ' || v.name || case when m.amname is not null and m.amname <> 'heap' then ' using ' || quote_ident(m.amname) else '' end
    || coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '')
    || coalesce(' tablespace ' || quote_ident(s.spcname), '') || ' as ' || rtrim(pg_get_viewdef(c.oid), ';')
    || case when c.relkind = 'm' and not c.relispopulated then ' with no data' else '' end]`,
  `array(select 'alter view ' || v.name || ' alter column ' || quote_ident(a.attname) || ' set default ' || pg_get_expr(f.adbin, f.adrelid)
    from pg_attrdef f join pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum where f.adrelid = c.oid order by a.attnum)`,
  `array(select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = c.oid order by i.indexrelid)`,
  `array(select 'comment on index ' || i.indexrelid::regclass || ' is ' || quote_literal(obj_description(i.indexrelid, 'pg_class'))
    from pg_index i where i.indrelid = c.oid and obj_description(i.indexrelid, 'pg_class') is not null order by i.indexrelid)`,
  `array(select pg_get_ruledef(r.oid) from pg_rewrite r where r.ev_class = c.oid and r.rulename <> '_RETURN' order by r.rulename)`,
  `array(select pg_get_triggerdef(t.oid) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal order by t.tgname)`,
  `case when obj_description(c.oid, 'pg_class') is null then array[]::text[]
    else array['comment on ' || v.word || ' ' || v.name || ' is ' || quote_literal(obj_description(c.oid, 'pg_class'))] end`,
  `array(select 'comment on column ' || v.name || '.' || quote_ident(a.attname) || ' is ' || quote_literal(col_description(c.oid, a.attnum))
    from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and col_description(c.oid, a.attnum) is not null order by a.attnum)`,
  `case when pg_get_userbyid(c.relowner) = current_user then array[]::text[]
    else array['alter ' || v.word || ' ' || v.name || ' owner to ' || c.relowner::regrole] end`,
  `case when c.relacl is null then array[]::text[] else ${revoked} || ${grants('aclexplode(c.relacl) g', `' on ' || v.name`)} end`,
  grants(
    'pg_attribute a cross join aclexplode(a.attacl) g where a.attrelid = c.oid and a.attacl is not null',
    `' (' || quote_ident(a.attname) || ') on ' || v.name`,
  ),
]

/** Asks for the views that show a column, over other views too, each behind those that it shows. */
export const askViewsOver = (table: string, column: string): Statement =>
  statement(
    `with recursive over as (
      select r.ev_class as view, 1 as depth, true as direct
      from ${dependents(`d.refobjid = to_regclass($1) and d.refobjsubid = (select a.attnum from pg_attribute a where a.attrelid = to_regclass($1) and a.attname = $2 and not a.attisdropped)`)}
      union
      select r.ev_class, over.depth + 1, false from over cross join lateral (select r.ev_class from ${dependents('d.refobjid = over.view')}) r
    )
    select c.relname::text, v.direct, 'drop ' || v.word || ' ' || v.name, ${make.join(' || ')}
    from (select o.view, max(o.depth) as depth, bool_or(o.direct) as direct, format('%I.%I', n.nspname, x.relname) as name,
        case when x.relkind = 'm' then 'materialized view' else 'view' end as word
      from over o join pg_class x on x.oid = o.view join pg_namespace n on n.oid = x.relnamespace
      where x.relkind in ('v', 'm') group by o.view, n.nspname, x.relname, x.relkind) v
    join pg_class c on c.oid = v.view left join pg_am m on m.oid = c.relam left join pg_tablespace s on s.oid = c.reltablespace
    order by v.depth, v.name`,
    [table, column],
  )

export const viewsOf = (rows: readonly (readonly DriverCell[])[]): readonly ViewOver[] =>
  rows.map(([name, isDirect, drop, texts]) => ({
    name: String(name),
    isDirect: isDirect === true,
    drop: String(drop),
    make: texts as readonly string[],
  }))
