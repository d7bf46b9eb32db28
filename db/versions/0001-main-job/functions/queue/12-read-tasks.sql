-- Where a task belongs: what decides who may change it. None of it ever changes. Empty when there is no such task.
create or replace function queue.task_affiliation(task_id_in text)
returns table (task_queue_id text, scheduler_id text, project_id text, task_group_id text)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select t.task_queue_id, t.scheduler_id, t.project_id, t.task_group_id from tasks t where t.task_id = task_id_in;
end
$$;

-- Null when there is no such task.
create or replace function queue.task_definition(task_id_in text) returns json
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return (select d.definition from task_definitions d where d.task_id = task_id_in);
end
$$;

-- Null when there is no such task.
create or replace function queue.task_status(task_id_in text) returns json
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return task_status_json(task_id_in);
end
$$;

-- The definitions of those of the tasks that exist, by id, from the first one after after_in ('' for the beginning).
create or replace function queue.task_definitions(task_ids_in text[], after_in text, limit_in integer)
returns table (task_id text, definition json)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select d.task_id, d.definition
      from task_definitions d
      where d.task_id = any (task_ids_in) and d.task_id > after_in
      order by d.task_id
      limit limit_in;
end
$$;

-- The same of statuses.
create or replace function queue.task_statuses(task_ids_in text[], after_in text, limit_in integer)
returns table (task_id text, status json)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select t.task_id, task_status(t)
      from tasks t
      where t.task_id = any (task_ids_in) and t.task_id > after_in
      order by t.task_id
      limit limit_in;
end
$$;

-- The tasks that depend on a task, satisfied or not, by id, from the first one after after_in. TC404 when there is no such task.
create or replace function queue.list_dependents(
  task_id_in text, after_in text, limit_in integer, now_in timestamptz
) returns table (task_id text, status json, definition json)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  if not exists (select from tasks t where t.task_id = task_id_in) then
    raise exception using errcode = 'TC404', message = 'Task {{taskId}} does not exist. Are you sure it was created?',
      detail = json_build_object('taskId', task_id_in)::text;
  end if;
  return query
    select t.task_id, task_status(t), d.definition
      from task_dependencies e
      join tasks t on t.task_id = e.dependent_task_id
      join task_definitions d on d.task_id = e.dependent_task_id
      where e.required_task_id = task_id_in and e.dependent_task_id > after_in and e.expires > now_in
      order by e.dependent_task_id
      limit limit_in;
end
$$;
