-- Called by the functions of services within their transaction, after they have locked the row of the entity that the event
-- is about.
create or replace function taskcluster.append_event(
  exchange_in text,
  routing_key_in text,
  cc_in text[],
  payload_in json
) returns void
language plpgsql as $$
begin
  insert into taskcluster.events (exchange, routing_key, cc, payload)
  values (exchange_in, routing_key_in, coalesce(cc_in, '{}'), payload_in);
end
$$;

-- The committed events after an id, in order; beware of those missing in between. When exchanges are given, events of others
-- come as their id only.
create or replace function pulse.read_events(after_id_in bigint, limit_in integer, exchanges_in text[] default null)
returns table (
  id bigint,
  xid bigint,
  created timestamptz,
  exchange text,
  routing_key text,
  cc text[],
  payload json
)
language plpgsql stable security definer set search_path = taskcluster, pg_temp as $$
begin
  if exchanges_in is null then
    return query
      select e.id, e.xid::text::bigint, e.created, e.exchange, e.routing_key, e.cc, e.payload
      from events e
      where e.id > after_id_in
      order by e.id
      limit limit_in;
  else
    return query
      select e.id, w.xid, w.created, w.exchange, w.routing_key, w.cc, w.payload
      from events e
      left join lateral (
        select e.xid::text::bigint as xid, e.created, e.exchange, e.routing_key, e.cc, e.payload
        where e.exchange = any (exchanges_in)
      ) w on true
      where e.id > after_id_in
      order by e.id
      limit limit_in;
  end if;
end
$$;

-- The last id given out so far, and the transactions that are writing events. Once all of these have ended, each event up to
-- the id is there or will never be. Transactions that write no events do not matter, however long they run.
create or replace function pulse.end_of_log()
returns table (id bigint, writers text[])
language plpgsql security definer set search_path = taskcluster, pg_temp as $$
begin
  -- In this order: whoever has taken an id up to the last one had locked the table before, and keeps it locked to its end.
  select case when s.is_called then s.last_value else 0 end into id from event_ids s;
  select coalesce(array_agg(distinct l.virtualtransaction), '{}') into writers
  from pg_locks l
  where l.locktype = 'relation'
    and l.database = (select d.oid from pg_database d where d.datname = current_database())
    and l.relation = 'events'::regclass
    and l.mode = 'RowExclusiveLock';
  return next;
end
$$;

-- Whether one of these transactions is still writing events. What they have committed is seen by statements after this one.
create or replace function pulse.any_writing(writers_in text[])
returns boolean
language sql security definer set search_path = taskcluster, pg_temp as $$
  select exists (
    select
    from pg_locks l
    where l.locktype = 'relation'
      and l.database = (select d.oid from pg_database d where d.datname = current_database())
      and l.relation = 'events'::regclass
      and l.mode = 'RowExclusiveLock'
      and l.virtualtransaction = any (writers_in)
  )
$$;

-- Tells other processes to look. Services call it after they have committed, never within a transaction that writes:
-- notifying makes commits wait for each other.
create or replace function pulse.notify_events(sender_in text default '')
returns void
language sql security definer set search_path = taskcluster, pg_temp as $$
  select pg_notify('taskcluster_events', sender_in)
$$;
