-- Keeps an event that a reader failed on, to be tried again after a delay, or parked when the delay is null.
create or replace function pulse.defer_event(
  consumer_in text,
  id_in bigint,
  xid_in bigint,
  created_in timestamptz,
  exchange_in text,
  routing_key_in text,
  cc_in text[],
  payload_in json,
  failures_in integer,
  delay_in interval,
  error_in text
) returns void
language sql security definer set search_path = taskcluster, pg_temp as $$
  insert into deferred_events as d
    (consumer, id, xid, created, exchange, routing_key, cc, payload, failures, next_attempt, error)
  values
    (consumer_in, id_in, xid_in::text::xid8, created_in, exchange_in, routing_key_in, cc_in, payload_in, failures_in,
     clock_timestamp() + delay_in, error_in)
  on conflict (consumer, id) do update
  set failures = excluded.failures, next_attempt = excluded.next_attempt, error = excluded.error
$$;

-- What is to be tried now, the longest due first.
create or replace function pulse.due_events(consumer_in text, limit_in integer)
returns table (
  id bigint,
  xid bigint,
  created timestamptz,
  exchange text,
  routing_key text,
  cc text[],
  payload json,
  failures integer
)
language sql stable security definer set search_path = taskcluster, pg_temp as $$
  select d.id, d.xid::text::bigint, d.created, d.exchange, d.routing_key, d.cc, d.payload, d.failures
  from deferred_events d
  where d.consumer = consumer_in and d.next_attempt <= clock_timestamp()
  order by d.next_attempt
  limit limit_in
$$;

-- In how many seconds something is to be tried again; null when nothing is.
create or replace function pulse.time_to_next_attempt(consumer_in text)
returns double precision
language sql stable security definer set search_path = taskcluster, pg_temp as $$
  select extract(epoch from min(d.next_attempt) - clock_timestamp())::double precision
  from deferred_events d
  where d.consumer = consumer_in and d.next_attempt is not null
$$;

-- A deferred event has been handled after all.
create or replace function pulse.settle_event(consumer_in text, id_in bigint)
returns void
language sql security definer set search_path = taskcluster, pg_temp as $$
  delete from deferred_events where consumer = consumer_in and id = id_in
$$;

-- What a reader has given up on, oldest first.
create or replace function pulse.parked_events(consumer_in text, limit_in integer)
returns table (
  id bigint,
  xid bigint,
  created timestamptz,
  exchange text,
  routing_key text,
  cc text[],
  payload json,
  failures integer,
  error text
)
language sql stable security definer set search_path = taskcluster, pg_temp as $$
  select d.id, d.xid::text::bigint, d.created, d.exchange, d.routing_key, d.cc, d.payload, d.failures, d.error
  from deferred_events d
  where d.consumer = consumer_in and d.next_attempt is null
  order by d.id
  limit limit_in
$$;

-- Has everything that a reader gave up on tried again; returns how many that are.
create or replace function pulse.retry_parked_events(consumer_in text)
returns bigint
language sql security definer set search_path = taskcluster, pg_temp as $$
  with retried as (
    update deferred_events set next_attempt = clock_timestamp(), failures = 0
    where consumer = consumer_in and next_attempt is null
    returning 1
  )
  select count(*) from retried
$$;
