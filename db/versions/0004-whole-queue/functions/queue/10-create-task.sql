-- The properties in which a definition that is submitted again differs from what was submitted first. Whoever calls it holds the
-- lock of the task's row.
create or replace function taskcluster.different_properties(task_in taskcluster.tasks, definition_in json) returns text[]
language plpgsql stable set enable_seqscan = off
as $$
declare
  submitted jsonb := (select d.definition from task_definitions d where d.task_id = task_in.task_id)::jsonb
    || jsonb_build_object('priority', priority_name(task_in.submitted_priority));
begin
  if submitted = definition_in::jsonb then
    return '{}';
  end if;
  return array(
    select coalesce(a.key, b.key)
      from jsonb_each(submitted) a full join jsonb_each(definition_in::jsonb) b on a.key = b.key
      where a.value is distinct from b.value
      order by 1);
end
$$;

-- Repeats the events of a task's creation, since the caller who creates it again may not have seen an answer.
create or replace function taskcluster.announce_creation_again(task_in taskcluster.tasks) returns taskcluster.task_change
language plpgsql
as $$
declare
  before tasks%rowtype := task_in;
  no_run runs%rowtype;
  defined text;
  again task_change;
begin
  before.state := 'unscheduled';
  before.retries_left := task_in.retries;
  defined := announce('task-defined', before, no_run, task_status_with_runs(before, null));
  again := announce_again(
    task_in, array(select 'task-pending/0' where task_in.state = 'pending' and task_in.run_count = 1));
  again.announced := defined || again.announced;
  return again;
end
$$;

-- The same task was submitted before. It has to be the same in all that matters.
create or replace function taskcluster.create_task_again(task_id_in text, definition_in json)
returns taskcluster.task_change
language plpgsql
as $$
declare
  task tasks%rowtype := lock_task(task_id_in);
  different text[] := different_properties(task, definition_in);
begin
  if different <> '{}' then
    raise exception using errcode = 'TC409',
      message = E'taskId {{taskId}} is already used by another task. A task can be created again only as it was '
        || E'created first; these of its properties differ: {{different}}',
      detail = json_build_object('taskId', task_id_in, 'different', different)::text;
  end if;
  return announce_creation_again(task);
end
$$;
