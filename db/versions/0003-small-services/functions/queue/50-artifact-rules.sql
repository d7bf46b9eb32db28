-- What the functions that create artifacts have in common. No service may call these.

-- Refuses an artifact for a run that does not exist, that is not or no longer a worker's to add artifacts to, or whose task
-- expires earlier. Null rows stand for those that do not exist.
create or replace function taskcluster.check_run_of_artifact(
  task_id_in text, task_in taskcluster.tasks, run_id_in integer, run_in taskcluster.runs,
  expires_in timestamptz, now_in timestamptz
) returns void
language plpgsql
as $$
begin
  if task_in.task_id is null then
    raise exception using errcode = 'TC400', message = format('Task %s does not exist.', task_id_in);
  end if;
  if run_in.task_id is null then
    raise exception using errcode = 'TC400', message = format('Task %s has no run %s.', task_id_in, run_id_in);
  end if;
  if run_in.worker_id is null then
    raise exception using errcode = 'TC400',
      message = format('Run %s of task %s was never claimed: only a worker''s run can have artifacts.', run_id_in, task_id_in);
  end if;
  if expires_in > task_in.expires then
    raise exception using errcode = 'TC400',
      message = 'The artifact''s expires, {{expires}}, is later than that of its task, {{taskExpires}}.',
      detail = json_build_object('expires', json_timestamp(expires_in), 'taskExpires', json_timestamp(task_in.expires))::text;
  end if;
  if run_in.state <> 'running'
     and (run_in.state <> 'exception' or run_in.resolved <= now_in - interval '25 minutes') then
    raise exception using errcode = 'TC409',
      message = 'Artifacts can be created while a run is running and for 25 minutes after it ended with an exception; '
        || format('run %s is %s.', run_id_in, run_in.state) || E'\n\nStatus of the task: {{status}}',
      detail = json_build_object('status', task_status(task_in))::text;
  end if;
end
$$;

-- Refuses to create an artifact over one that differs.
create or replace function taskcluster.refuse_artifact(stored_in taskcluster.queue_artifacts, accepted_in text) returns void
language plpgsql
as $$
begin
  raise exception using errcode = 'TC409',
    message = 'The artifact exists with other properties: storageType {{storageType}}, contentType {{contentType}}, '
      || 'expires {{expires}}. ' || accepted_in,
    detail = json_build_object('storageType', stored_in.storage_type, 'contentType', stored_in.content_type,
      'expires', json_timestamp(stored_in.expires))::text;
end
$$;

create or replace function taskcluster.announce_artifact(
  task_in taskcluster.tasks, run_in taskcluster.runs, artifact_in taskcluster.queue_artifacts
) returns void
language plpgsql
as $$
begin
  perform append_task_event('artifact-created', task_in, run_in, json_build_object(
    'version', 1,
    'status', task_status(task_in),
    'runId', run_in.run_id,
    'workerGroup', run_in.worker_group,
    'workerId', run_in.worker_id,
    'artifact', json_build_object(
      'storageType', artifact_in.storage_type,
      'name', artifact_in.name,
      'expires', json_timestamp(artifact_in.expires),
      'contentType', artifact_in.content_type)));
end
$$;
