-- Listings join the runs, since a query of its own for each task costs more than the rest of its status.

-- The statuses of those of the tasks that exist, by id, from the first one after after_in ('' for the beginning).
create or replace function queue.task_statuses(task_ids_in text[], after_in text, limit_in integer)
returns table (task_id text, status json)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select t.task_id, task_status_with_runs(t, of_task.runs)
      from tasks t
      left join lateral (
        select json_agg(run_json(r) order by r.run_id) as runs from runs r where r.task_id = t.task_id
      ) of_task on true
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
    select t.task_id, task_status_with_runs(t, of_task.runs), d.definition
      from task_dependencies e
      join tasks t on t.task_id = e.dependent_task_id
      join task_definitions d on d.task_id = e.dependent_task_id
      left join lateral (
        select json_agg(run_json(r) order by r.run_id) as runs from runs r where r.task_id = t.task_id
      ) of_task on true
      where e.required_task_id = task_id_in and e.dependent_task_id > after_in and e.expires > now_in
      order by e.dependent_task_id
      limit limit_in;
end
$$;
