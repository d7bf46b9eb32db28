-- A worker as it is told to the world. No service may call this.
create or replace function taskcluster.worker_json(worker_in taskcluster.queue_workers) returns json
language plpgsql stable
as $$
begin
  return json_build_object(
    'taskQueueId', worker_in.task_queue_id,
    'provisionerId', split_part(worker_in.task_queue_id, '/', 1),
    'workerType', split_part(worker_in.task_queue_id, '/', 2),
    'workerGroup', worker_in.worker_group,
    'workerId', worker_in.worker_id,
    'expires', json_timestamp(worker_in.expires),
    'firstClaim', json_timestamp(worker_in.first_claim),
    'lastDateActive', json_timestamp(worker_in.last_date_active),
    'quarantineUntil', json_timestamp(worker_in.quarantine_until),
    'quarantineDetails', worker_in.quarantine_details,
    'recentTasks', worker_in.recent_tasks);
end
$$;

-- Workers of a task queue, by group and id, from the first one after a given one ('', '' for the beginning). Those that have
-- expired are left out unless they are quarantined. quarantined_in, unless it is null: only those that are, or are not.
create or replace function queue.list_workers(
  task_queue_id_in text,
  after_worker_group_in text,
  after_worker_id_in text,
  quarantined_in boolean,
  limit_in integer,
  now_in timestamptz
) returns table (
  worker_group text,
  worker_id text,
  first_claim timestamptz,
  last_date_active timestamptz,
  latest_task text,
  quarantine_until timestamptz)
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return query
    select w.worker_group, w.worker_id, w.first_claim, w.last_date_active, w.recent_tasks ->> -1,
        case when w.quarantine_until > now_in then w.quarantine_until end
      from queue_workers w
      where w.task_queue_id = task_queue_id_in
        and (w.worker_group, w.worker_id) > (after_worker_group_in, after_worker_id_in)
        and (w.expires > now_in or w.quarantine_until > now_in)
        and (quarantined_in is null or (w.quarantine_until > now_in) = quarantined_in)
      order by w.worker_group, w.worker_id
      limit limit_in;
end
$$;

-- Null when there is no such worker, or it has expired and is not quarantined, or its task queue has.
create or replace function queue.worker(
  task_queue_id_in text, worker_group_in text, worker_id_in text, now_in timestamptz
) returns json
language plpgsql stable security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
begin
  return (
    select worker_json(w)
      from queue_workers w
      join task_queues q on q.task_queue_id = w.task_queue_id
      where w.task_queue_id = task_queue_id_in and w.worker_group = worker_group_in and w.worker_id = worker_id_in
        and (w.expires > now_in or w.quarantine_until > now_in) and q.expires > now_in);
end
$$;

-- Gives a worker no runs before a time, which is in the past to let it work again; it is kept for at least a day. The change is
-- added to its history, of which the newest 100 are kept. TC404 when there is no such worker.
create or replace function queue.quarantine_worker(
  task_queue_id_in text,
  worker_group_in text,
  worker_id_in text,
  quarantine_until_in timestamptz,
  quarantine_info_in text,
  client_id_in text,
  now_in timestamptz
) returns json
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  worker queue_workers%rowtype;
  change jsonb := jsonb_build_object(
    'clientId', client_id_in,
    'updatedAt', json_timestamp(now_in),
    'quarantineUntil', json_timestamp(quarantine_until_in),
    'quarantineInfo', quarantine_info_in);
begin
  update queue_workers w
    set quarantine_until = quarantine_until_in,
      expires = greatest(w.expires, now_in + interval '1 day'),
      quarantine_details = case
        -- The same change at the same time is the same change.
        when w.quarantine_details @> jsonb_build_array(change) then w.quarantine_details
        else jsonb_path_query_array(w.quarantine_details || change, '$[last - 99 to last]')
      end
    where w.task_queue_id = task_queue_id_in and w.worker_group = worker_group_in and w.worker_id = worker_id_in
    returning * into worker;
  if not found then
    raise exception using errcode = 'TC404',
      message = 'There is no worker {{workerGroup}}/{{workerId}} in task queue {{taskQueueId}}.',
      detail = json_build_object('taskQueueId', task_queue_id_in, 'workerGroup', worker_group_in,
        'workerId', worker_id_in)::text;
  end if;
  return worker_json(worker);
end
$$;

-- Makes a worker and its task queue known, or keeps them known for longer; never for less long. TC400 when the worker would
-- have expired already.
create or replace function queue.declare_worker(
  task_queue_id_in text,
  worker_group_in text,
  worker_id_in text,
  expires_in timestamptz,
  now_in timestamptz
) returns json
language plpgsql security definer set search_path = taskcluster, pg_temp set enable_seqscan = off
as $$
declare
  worker queue_workers%rowtype;
begin
  insert into queue_workers as w (
      task_queue_id, worker_group, worker_id, expires, first_claim, last_date_active, quarantine_until)
    values (task_queue_id_in, worker_group_in, worker_id_in, expires_in, now_in, now_in, now_in - interval '10 years')
    on conflict (task_queue_id, worker_group, worker_id) do update set
      expires = greatest(w.expires, excluded.expires),
      last_date_active = excluded.last_date_active
    returning * into worker;
  if greatest(worker.expires, worker.quarantine_until) <= now_in then
    raise exception using errcode = 'TC400',
      message = '`expires` is in the past, {{expires}}: the worker would not be known.',
      detail = json_build_object('expires', json_timestamp(expires_in))::text;
  end if;
  insert into task_queues as q (task_queue_id, expires, last_date_active)
    values (task_queue_id_in, expires_in, now_in)
    on conflict (task_queue_id) do update set
      expires = greatest(q.expires, excluded.expires),
      last_date_active = excluded.last_date_active;
  return worker_json(worker);
end
$$;
