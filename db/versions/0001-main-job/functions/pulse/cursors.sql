-- The id up to which a durable reader has done everything; no row when there is no such reader.
create or replace function pulse.get_cursor(consumer_in text)
returns table (id bigint)
language sql stable security definer set search_path = taskcluster, pg_temp as $$
  select c.id from event_cursors c where c.consumer = consumer_in
$$;

-- Moves a reader forward, never back: of two writers the further one holds.
create or replace function pulse.put_cursor(consumer_in text, id_in bigint)
returns void
language sql security definer set search_path = taskcluster, pg_temp as $$
  insert into event_cursors as c (consumer, id) values (consumer_in, id_in)
  on conflict (consumer) do update
  set id = excluded.id, updated = clock_timestamp()
  where c.id < excluded.id
$$;

-- For a reader that is gone for good: its position and its deferred events.
create or replace function pulse.forget_consumer(consumer_in text)
returns void
language sql security definer set search_path = taskcluster, pg_temp as $$
  delete from deferred_events where consumer = consumer_in;
  delete from event_cursors where consumer = consumer_in;
$$;
