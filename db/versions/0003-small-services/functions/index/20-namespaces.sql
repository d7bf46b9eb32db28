-- The namespaces right in a namespace ('' for the root), by name, from the first one after after_in ('' for the beginning).
create or replace function index.list_namespaces(
  parent_in text, after_in text, limit_in integer, now_in timestamptz
) returns setof index.namespace
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select n.parent, n.name, n.expires
      from index_namespaces n
      where n.parent = parent_in and n.name > after_in and n.expires > now_in
      order by n.name
      limit limit_in;
end
$$;

-- Deletes namespaces that expired before a time: limit_in at most, the oldest first; returns how many. Several may run at once.
create or replace function index.expire_namespaces(before_in timestamptz, limit_in integer) returns integer
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  deleted integer;
begin
  with expired as (
    select n.parent, n.name
      from index_namespaces n
      where n.expires < before_in order by n.expires limit limit_in for update skip locked
  )
  delete from index_namespaces n using expired e where n.parent = e.parent and n.name = e.name;
  get diagnostics deleted = row_count;
  return deleted;
end
$$;
