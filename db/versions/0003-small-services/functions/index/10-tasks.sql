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

-- Enters many: an array of objects with the properties of an entry, in the order in which they are to be entered. Of those for
-- one path the last of the highest rank is. Returns the entries that are there now, one for each path.
create or replace function index.insert_entries(entries_in json, now_in timestamptz) returns setof index.indexed_task
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  entered record;
begin
  for entered in
    with submitted as (
      select distinct on (e.namespace collate "C", e.name collate "C") e.*
        from rows from (
          json_to_recordset(entries_in)
            as (namespace text, name text, rank integer, task_id text, data json, expires timestamptz)
        ) with ordinality e(namespace, name, rank, task_id, data, expires, position)
        order by e.namespace collate "C", e.name collate "C", e.expires > now_in desc, e.rank desc, e.position desc
    ), inserted as (
      insert into indexed_tasks as t (namespace, name, rank, task_id, data, expires)
        select s.namespace, s.name, s.rank, s.task_id, s.data, s.expires
          from submitted s
          order by s.namespace collate "C", s.name collate "C"
        on conflict (namespace, name) do update
        set rank = excluded.rank, task_id = excluded.task_id, data = excluded.data, expires = excluded.expires
        where t.rank <= excluded.rank or t.expires <= now_in
        returning t.namespace, t.expires
    )
    select array_agg(distinct i.namespace) as namespaces, max(i.expires) as expires
      from inserted i
      group by date_trunc('day', i.expires, 'UTC')
      order by date_trunc('day', i.expires, 'UTC')
  loop
    perform extend_index_namespaces(entered.namespaces, entered.expires);
  end loop;
  return query
    select t.namespace, t.name, t.rank, t.task_id, t.data, t.expires
      from (
        select distinct e.namespace, e.name
          from json_to_recordset(entries_in) e(namespace text, name text)
      ) p
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
