/**
 * Numbers for people (C0.6; SPEC N1 to N4): a table is declared as numbered, and its rows get their numbers as they are written.
 * Nobody can ask for a number as such, so nobody can use one up. The ledger and price lists move to it.
 */
export const migration = {
  name: '0058-numbering',
  sql: String.raw`
drop function sync.next_number(text);

-- What is numbered: rows of "tbl" take "col" from a series, one for each combination of the "per" columns (with commas).
create table sync.numbering (tbl text primary key, series text not null unique, col text not null, per text not null);

-- The counter of a series is held to the end of the transaction: whoever waits for it gets the next number, and a rollback gives it back.
create function sync.take_number(wanted text) returns bigint language sql security definer set search_path = pg_catalog as $$
  insert into sync.counter (series, last_value) values (wanted, 1)
  on conflict on constraint counter_pkey do update set last_value = counter.last_value + 1 returning last_value
$$;
revoke execute on function sync.take_number from public;
-- Holds a series without taking a number: who does so and who takes one go one after the other.
create function sync.hold_series(wanted text) returns void language sql security definer set search_path = pg_catalog as $$
  insert into sync.counter (series, last_value) values (wanted, 0) on conflict on constraint counter_pkey do update set last_value = counter.last_value
$$;
revoke execute on function sync.hold_series from public;

-- Arguments: column, series, then the columns that it is counted by.
create function sync.give_number() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  series text := tg_argv[1];
begin
  for i in 2 .. tg_nargs - 1 loop series := series || ':' || coalesce(to_jsonb(new) ->> tg_argv[i], ''); end loop;
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], sync.take_number(series)));
end $$;
-- A number that somebody writes is not taken: a new row has none yet, an old one keeps its own. The owner of the database knows what they do.
create function sync.keep_number() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if access.me() is null then return new; end if;
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], case when tg_op = 'UPDATE' then to_jsonb(old) -> tg_argv[0] end));
end $$;
create function sync.keep_numbered() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if access.me() is not null then
    raise exception 'what has a number is not deleted' using errcode = 'P0001', hint = 'engine.numbered-stays';
  end if;
  return old;
end $$;

-- Called by a module's migration: select sync.numbered('app.deal', 'deal', per => '{complex_id}', given_when => 'new.state <> ''draft''').
-- The column may be null: a cache has no number until the centre gave one.
create function sync.numbered(target regclass, series text, col text default 'number', per text[] default '{}', given_when text default 'true')
returns void language plpgsql set search_path = pg_catalog as $$
declare
  short text := (select relname from pg_class where oid = target);
  args text := (select string_agg(quote_literal(a), ', ' order by n) from unnest(array[col, series] || per) with ordinality as x (a, n));
begin
  if (select a.attnotnull from pg_attribute a where a.attrelid = target and a.attname = col) is distinct from false then
    raise exception '%.% must be a column that may be null', target, col;
  end if;
  execute format('create unique index on %s (%s) nulls not distinct where %I is not null', target,
    (select string_agg(quote_ident(a), ', ' order by n) from unnest(per || col) with ordinality as x (a, n)), col);
  execute format('create trigger a_number_kept_new before insert on %s for each row when (new.%I is not null) execute function sync.keep_number(%L)', target, col, col);
  execute format('create trigger a_number_kept before update on %s for each row when (new.%2$I is distinct from old.%2$I) execute function sync.keep_number(%2$L)', target, col);
  execute format('create trigger b_number_given before insert or update on %s for each row when (new.%I is null and (%s)) execute function sync.give_number(%s)', target, col, given_when, args);
  execute format('create trigger a_numbered_stays before delete on %s for each row when (old.%I is not null) execute function sync.keep_numbered()', target, col);
  insert into sync.numbering (tbl, series, col, per) values (short, series, col, array_to_string(per, ','));
end $$;
revoke execute on function sync.numbered from public;

-- For whoever filled tables with the triggers asleep (the demonstration, a migration of old data): the counters go on after the highest number there is.
create function sync.continue_numbers() returns void language plpgsql set search_path = pg_catalog as $$
declare
  numbered sync.numbering;
begin
  for numbered in select * from sync.numbering order by tbl loop
    execute format('insert into sync.counter (series, last_value) select %s, max(t.%I::bigint) from app.%I t where t.%I::text ~ ''^[0-9]{1,18}$'' group by 1
        on conflict on constraint counter_pkey do update set last_value = greatest(counter.last_value, excluded.last_value)',
      (select string_agg(part, ' || ' order by n) from (
        select 0 as n, quote_literal(numbered.series) as part
        union all select n, format(''':'' || coalesce(to_jsonb(t) ->> %L, '''')', c) from unnest(string_to_array(numbered.per, ',')) with ordinality as x (c, n)) parts),
      numbered.col, numbered.tbl, numbered.col);
  end loop;
end $$;
revoke execute on function sync.continue_numbers from public;

-- A list gets its number when it is submitted.
select sync.numbered('app.price_list', 'price-list', given_when => 'new.state not in (''draft'', ''cancelled'')');

-- The ledger's counters become series like any other; whoever closes a period holds the same one as whoever posts.
insert into sync.counter (series, last_value) select 'ledger:' || company_id, last_value from sync.ledger_counter;
drop trigger a_number on app.ledger_batch;
drop function app.ledger_number();
alter table app.ledger_batch drop constraint ledger_batch_company_id_number_key;
select sync.numbered('app.ledger_batch', 'ledger', per => '{company_id}');
create or replace function app.ledger_close() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform sync.hold_series('ledger:' || new.company_id);
  if exists (select from app.ledger_period p where p.company_id = new.company_id and p.id <> new.id and p.through_on >= new.through_on) then
    raise exception 'closed already' using errcode = 'P0001', hint = 'ledger.already-closed';
  end if;
  if new.through_on > (clock_timestamp() at time zone 'UTC')::date then
    raise exception 'the day is not over' using errcode = 'P0001', hint = 'ledger.in-future';
  end if;
  return null;
end $$;
drop table sync.ledger_counter;
`,
} as const
