-- The group with its tasks, by id, from the first one after after_in ('' for the beginning): a row for each task, or one with
-- nulls when there is none; no row when there is no such group.
create or replace function queue.list_task_group(task_group_id_in text, after_in text, limit_in integer)
returns table (task_group json, task_id text, status json, definition json)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select
        -- with the first row only
        case when row_number() over (order by member.task_id) = 1 then task_group_json(g) end,
        member.task_id, member.status, member.definition
      from task_groups g
      left join lateral (
        select t.task_id, task_status_with_runs(t, of_task.runs) as status, d.definition
          from tasks t
          join task_definitions d on d.task_id = t.task_id
          left join lateral (
            select json_agg(run_json(r) order by r.run_id) as runs from runs r where r.task_id = t.task_id
          ) of_task on true
          where t.task_group_id = g.task_group_id and t.task_id > after_in
          order by t.task_id
          limit limit_in
      ) member on true
      where g.task_group_id = task_group_id_in
      order by member.task_id;
end
$$;
