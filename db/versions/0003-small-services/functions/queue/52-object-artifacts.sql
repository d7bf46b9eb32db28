-- Artifacts whose content is in the object service. Until it is there, details is {uploadId} and present is false; from then
-- on details is {object}, the name of the object.

-- Creates such an artifact with the given upload, or finds the one that an earlier call began. Returns the upload to go on
-- with, and for whom. Unlike that of other artifacts its expiry cannot be moved, since the object's cannot.
create or replace function queue.create_object_artifact(
  task_id_in text,
  run_id_in integer,
  name_in text,
  content_type_in text,
  content_length_in bigint,
  upload_id_in text,
  expires_in timestamptz,
  now_in timestamptz
) returns table (upload_id text, project_id text, worker_group text, worker_id text)
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  the_task tasks%rowtype;
  the_run runs%rowtype;
  stored queue_artifacts%rowtype;
begin
  select * into the_task from tasks t where t.task_id = task_id_in for share;
  select * into the_run from runs r where r.task_id = task_id_in and r.run_id = run_id_in;
  perform check_run_of_artifact(task_id_in, the_task, run_id_in, the_run, expires_in, now_in);

  insert into queue_artifacts as a
    (task_id, run_id, name, storage_type, content_type, content_length, details, present, expires)
  values
    (task_id_in, run_id_in, name_in, 'object', content_type_in, content_length_in,
     jsonb_build_object('uploadId', upload_id_in), false, expires_in)
  on conflict (task_id, run_id, name) do nothing;
  select * into stored from queue_artifacts a
    where a.task_id = task_id_in and a.run_id = run_id_in and a.name = name_in;
  if stored.storage_type <> 'object' or stored.content_type <> content_type_in or stored.expires <> expires_in then
    perform refuse_artifact(stored, 'An artifact of type object can only be created again as it is.');
  end if;
  if stored.present then
    perform refuse_artifact(stored, 'Its upload is finished.');
  end if;
  return query select stored.details ->> 'uploadId', the_task.project_id, the_run.worker_group, the_run.worker_id;
end
$$;

-- An artifact that is to be finished: its storage type, whether its content is there, and the upload that it waits for.
create or replace function queue.unfinished_artifact(task_id_in text, run_id_in integer, name_in text)
returns table (storage_type text, present boolean, upload_id text)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select a.storage_type, a.present, a.details ->> 'uploadId'
      from queue_artifacts a
      where a.task_id = task_id_in and a.run_id = run_id_in and a.name = name_in;
end
$$;

-- Makes an artifact readable whose upload the object service has finished, and announces it; again if it is called again.
create or replace function queue.finish_artifact(
  task_id_in text, run_id_in integer, name_in text, upload_id_in text, object_name_in text
) returns void
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  the_task tasks%rowtype;
  the_run runs%rowtype;
  stored queue_artifacts%rowtype;
begin
  select * into the_task from tasks t where t.task_id = task_id_in for no key update;
  select * into the_run from runs r where r.task_id = task_id_in and r.run_id = run_id_in;
  select * into stored from queue_artifacts a
    where a.task_id = task_id_in and a.run_id = run_id_in and a.name = name_in for no key update;
  if the_task.task_id is null or the_run.task_id is null or stored.task_id is null then
    raise exception using errcode = 'TC404',
      message = format('There is no such artifact in run %s of task %s, or no such run or task.', run_id_in, task_id_in);
  end if;
  if stored.storage_type <> 'object' then
    raise exception using errcode = 'TC400',
      message = 'Only artifacts of type object are finished; this one is of type {{storageType}}.',
      detail = json_build_object('storageType', stored.storage_type)::text;
  end if;
  if not stored.present then
    if stored.details ->> 'uploadId' is distinct from upload_id_in then
      raise exception using errcode = 'TC400', message = 'uploadId is not that of the upload of this artifact.';
    end if;
    update queue_artifacts a set present = true, details = jsonb_build_object('object', object_name_in)
      where a.task_id = task_id_in and a.run_id = run_id_in and a.name = name_in;
  end if;
  perform announce_artifact(the_task, the_run, stored);
end
$$;
