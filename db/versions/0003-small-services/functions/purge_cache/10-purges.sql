-- Requests that the workers of a pool delete their caches of a name that were made before now. Returns the version of this
-- change.
create or replace function purge_cache.request_purge(worker_pool_id_in text, cache_name_in text) returns bigint
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  change bigint;
  moment timestamptz;
begin
  update cache_purges_version set version = version + 1 returning version into change;
  -- After the lock is held, so that a later version never has an earlier time.
  moment := date_trunc('milliseconds', clock_timestamp());
  insert into cache_purges (worker_pool_id, cache_name, before, expires, version)
  values (worker_pool_id_in, cache_name_in, moment, moment + interval '1 day', change)
  on conflict (worker_pool_id, cache_name) do update
  set before = excluded.before, expires = excluded.expires, version = excluded.version;
  return change;
end;
$$;

-- The purges of a pool with the version of the table that they were read from. A pool without purges is one row whose
-- cache_name is null.
create or replace function purge_cache.purge_requests(worker_pool_id_in text)
returns table (version bigint, cache_name text, before timestamptz, expires timestamptz)
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select v.version, p.cache_name, p.before, p.expires
  from cache_purges_version v
  left join cache_purges p on p.worker_pool_id = worker_pool_id_in and p.expires > now()
  order by p.cache_name
$$;

-- The purges of all pools in the order of pool and cache: those after the given pair, limit_in of them at most. Null is no
-- restriction.
create or replace function purge_cache.all_purge_requests(
  after_worker_pool_id_in text, after_cache_name_in text, limit_in integer
)
returns table (worker_pool_id text, cache_name text, before timestamptz, expires timestamptz)
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select p.worker_pool_id, p.cache_name, p.before, p.expires
  from cache_purges p
  where (p.worker_pool_id, p.cache_name) > (coalesce(after_worker_pool_id_in, ''), coalesce(after_cache_name_in, ''))
    and p.expires > now()
  order by p.worker_pool_id, p.cache_name
  limit limit_in
$$;

-- The version of the table, and the pools that have changed since another version, limit_in changes at most; one row with a
-- null when none has, or when no version is given.
create or replace function purge_cache.changed_pools(since_version_in bigint, limit_in integer)
returns table (version bigint, worker_pool_id text)
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select v.version, c.worker_pool_id
  from cache_purges_version v
  left join lateral (
    select p.worker_pool_id from cache_purges p
    where p.version > since_version_in
    order by p.version
    limit limit_in
  ) c on true
$$;

-- Tells every process to look for changes. Called after the change was committed, never within its transaction: notifying
-- makes commits wait for each other.
create or replace function purge_cache.notify_change() returns void
language sql volatile security definer
set search_path = taskcluster, pg_temp
as $$
  select pg_notify('taskcluster_cache_purges', '')
$$;

-- Deletes what expired before a time: at most limit_in purges, the oldest first; returns how many. Several may run at once.
create or replace function purge_cache.expire_purges(before_in timestamptz, limit_in integer) returns integer
language plpgsql security definer
set search_path = taskcluster, pg_temp
as $$
declare
  deleted integer;
begin
  with expired as (
    select p.worker_pool_id, p.cache_name from cache_purges p
    where p.expires < before_in
    order by p.expires
    limit limit_in
    for update skip locked
  )
  delete from cache_purges p using expired e
  where p.worker_pool_id = e.worker_pool_id and p.cache_name = e.cache_name;
  get diagnostics deleted = row_count;
  return deleted;
end;
$$;
