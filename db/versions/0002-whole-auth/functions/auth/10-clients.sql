-- Those of the clients that there are.
create or replace function auth.get_clients(client_ids_in text[]) returns setof auth.client
language sql stable security definer
set search_path = taskcluster, pg_temp
as $$
  select client.* from clients c cross join lateral client_of(c) client where c.client_id = any (client_ids_in)
$$;
