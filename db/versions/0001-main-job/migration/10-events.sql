-- The event log: what services tell each other and the world, written by the transaction that makes it true.
--
-- Rows are only ever added. The order of events is that of their ids. An id is given out while the transaction holds the lock
-- of the row that the event is about, so events of one entity have the order in which its changes were committed, and an event
-- that another one caused comes before it. (Transaction ids would not give that: a transaction may get its id long before it
-- locks a row, and even while it waits for the lock.)
--
-- Since transactions do not commit in the order of ids, a reader that sees an id missing cannot know whether it is still to
-- come. It goes on when it appears, or when no transaction is left that could bring it: see pulse.end_of_log.
--
-- Days are partitions and are dropped whole.

-- Without a cache: ids have to be given out in order across sessions.
create sequence event_ids cache 1;

create table events (
  id bigint not null default nextval('taskcluster.event_ids'),
  -- Tells which events came with one transaction.
  xid xid8 not null default pg_current_xact_id(),
  created timestamptz not null default clock_timestamp(),
  exchange text not null,
  routing_key text not null,
  cc text[] not null,
  payload json not null
) partition by range (created);

alter sequence event_ids owned by events.id;

create index events_position on events (id);

-- Takes what no day's partition takes. It stays empty as long as partitions are made in time.
create table events_default partition of events default;

-- How far each durable reader has come: all events up to this id are done.
create table event_cursors (
  consumer text primary key,
  id bigint not null,
  updated timestamptz not null default clock_timestamp()
) with (fillfactor = 50);

-- Events that a reader failed on: to be tried again at next_attempt, or parked for an operator when that is null.
create table deferred_events (
  consumer text not null,
  id bigint not null,
  xid xid8 not null,
  created timestamptz not null,
  exchange text not null,
  routing_key text not null,
  cc text[] not null,
  payload json not null,
  failures integer not null,
  next_attempt timestamptz,
  error text not null,
  primary key (consumer, id)
);

create index deferred_events_due on deferred_events (consumer, next_attempt) where next_attempt is not null;

-- Makes the partition of a day (UTC) unless it exists, and moves into it what the default partition holds of that day.
create function add_event_partition(day_in date) returns void
language plpgsql as $$
declare
  name text := 'events_' || to_char(day_in, 'YYYYMMDD');
  starts timestamptz := day_in::timestamp at time zone 'UTC';
  ends timestamptz := (day_in + 1)::timestamp at time zone 'UTC';
begin
  if to_regclass('taskcluster.' || name) is not null then
    return;
  end if;
  -- Payloads of up to a page stay in the row as they are: compressing them would cost more than it saves.
  execute format(
    'create table taskcluster.%I (like taskcluster.events including defaults including indexes)'
      ' with (toast_tuple_target = 8160)',
    name);
  lock table taskcluster.events_default in access exclusive mode;
  execute format(
    'with moved as (delete from taskcluster.events_default where created >= %L and created < %L returning *)'
      ' insert into taskcluster.%I select * from moved',
    starts, ends, name);
  execute format(
    'alter table taskcluster.events attach partition taskcluster.%I for values from (%L) to (%L)',
    name, starts, ends);
end
$$;

select add_event_partition((now() at time zone 'UTC')::date + days) from generate_series(0, 7) days;
