-- Creates an artifact on a run, or updates it in place where the rules for creating it again allow that. Announces it,
-- unless it is an s3 artifact: the end of its upload is not known here.
--
-- The lock on the task row makes the state of the run hold until commit. Creations that announce nothing only share it,
-- so that the many uploads of a task do not wait for each other; the others take it alone, so that the events about an
-- artifact are logged in the order in which its changes are committed.
create or replace function queue.create_artifact(
  task_id_in text,
  run_id_in integer,
  name_in text,
  storage_type_in text,
  content_type_in text,
  content_length_in bigint,
  details_in jsonb,
  expires_in timestamptz,
  now_in timestamptz
) returns void
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  the_task tasks%rowtype;
  the_run runs%rowtype;
  stored queue_artifacts%rowtype;
begin
  if storage_type_in = 's3' then
    select * into the_task from tasks t where t.task_id = task_id_in for share;
  else
    select * into the_task from tasks t where t.task_id = task_id_in for no key update;
  end if;
  select * into the_run from runs r where r.task_id = task_id_in and r.run_id = run_id_in;
  perform check_run_of_artifact(task_id_in, the_task, run_id_in, the_run, expires_in, now_in);

  insert into queue_artifacts as a
    (task_id, run_id, name, storage_type, content_type, content_length, details, present, expires)
  values
    (task_id_in, run_id_in, name_in, storage_type_in, content_type_in, content_length_in, details_in, true, expires_in)
  on conflict (task_id, run_id, name) do update
    set storage_type = excluded.storage_type, details = excluded.details, expires = excluded.expires
    where excluded.expires >= a.expires
      and (excluded.content_type = a.content_type or excluded.storage_type = 'link')
      and (excluded.storage_type = a.storage_type and (excluded.details = a.details or a.storage_type = 'reference')
           or a.storage_type = 'reference' and excluded.storage_type = 'link')
  returning * into stored;
  if not found then
    select * into stored from queue_artifacts a
      where a.task_id = task_id_in and a.run_id = run_id_in and a.name = name_in;
    perform refuse_artifact(stored, 'Only a later expires is accepted; a reference may also change its url or become a link.');
  end if;

  if stored.storage_type <> 's3' then
    perform announce_artifact(the_task, the_run, stored);
  end if;
end
$$;
