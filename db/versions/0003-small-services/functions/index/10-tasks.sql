-- The entry of a path, or no row; one that has expired counts as absent.
create or replace function index.find_task(namespace_in text, name_in text, now_in timestamptz)
returns setof index.indexed_task
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select t.namespace, t.name, t.rank, t.task_id, t.data, t.expires
      from indexed_tasks t
      where t.namespace = namespace_in and t.name = name_in and t.expires > now_in;
end
$$;

-- The entries of several paths, given by their namespaces and their names: those that there are, in the order given, limit_in
-- of them at most.
create or replace function index.find_tasks(
  namespaces_in text[], names_in text[], limit_in integer, now_in timestamptz
) returns setof index.indexed_task
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select t.namespace, t.name, t.rank, t.task_id, t.data, t.expires
      from unnest(namespaces_in, names_in) with ordinality wanted(namespace, name, position)
      join indexed_tasks t on t.namespace = wanted.namespace and t.name = wanted.name
      where t.expires > now_in
      order by wanted.position
      limit limit_in;
end
$$;

-- The entries right in a namespace, by name, from the first one after after_in ('' for the beginning).
create or replace function index.list_tasks(
  namespace_in text, after_in text, limit_in integer, now_in timestamptz
) returns setof index.indexed_task
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select t.namespace, t.name, t.rank, t.task_id, t.data, t.expires
      from indexed_tasks t
      where t.namespace = namespace_in and t.name > after_in and t.expires > now_in
      order by t.name
      limit limit_in;
end
$$;

-- Enters a task under one or several paths, given by their namespaces and their names, and makes the namespaces last as long
-- as it. An entry of a higher rank stays as it is unless it has expired. Returns the entries that are there now, in the order
-- of their paths. Rows are locked in that order, so that two of these calls cannot wait for each other.
create or replace function index.insert_tasks(
  namespaces_in text[], names_in text[], rank_in integer, task_id_in text, data_in json, expires_in timestamptz,
  now_in timestamptz
) returns setof index.indexed_task
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  entered text[];
begin
  with entered as (
    insert into indexed_tasks as t (namespace, name, rank, task_id, data, expires)
    select p.namespace, p.name, rank_in, task_id_in, data_in, expires_in
      from unnest(namespaces_in, names_in) p(namespace, name)
      order by p.namespace collate "C", p.name collate "C"
    on conflict (namespace, name) do update
    set rank = excluded.rank, task_id = excluded.task_id, data = excluded.data, expires = excluded.expires
    where t.rank <= excluded.rank or t.expires <= now_in
    returning t.namespace
  )
  select array_agg(e.namespace) into entered from entered e;
  perform extend_index_namespaces(entered, expires_in);
  return query
    select t.namespace, t.name, t.rank, t.task_id, t.data, t.expires
      from unnest(namespaces_in, names_in) p(namespace, name)
      join indexed_tasks t on t.namespace = p.namespace and t.name = p.name
      order by t.namespace, t.name;
end
$$;

-- Deletes the entry of a path if there is one. Its namespaces stay until they expire.
create or replace function index.delete_task(namespace_in text, name_in text) returns void
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  delete from indexed_tasks t where t.namespace = namespace_in and t.name = name_in;
end
$$;

-- Deletes entries that expired before a time: limit_in at most, the oldest first; returns how many. Several may run at once.
create or replace function index.expire_tasks(before_in timestamptz, limit_in integer) returns integer
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  deleted integer;
begin
  with expired as (
    select t.namespace, t.name
      from indexed_tasks t
      where t.expires < before_in order by t.expires limit limit_in for update skip locked
  )
  delete from indexed_tasks t using expired e where t.namespace = e.namespace and t.name = e.name;
  get diagnostics deleted = row_count;
  return deleted;
end
$$;
