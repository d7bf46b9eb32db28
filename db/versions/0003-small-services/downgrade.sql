-- Back to the main job alone.
drop schema if exists index cascade;
drop table if exists indexed_tasks, index_namespaces;
drop function if exists extend_index_namespaces;
delete from taskcluster.encrypted_columns where service = 'secrets';
drop schema if exists secrets, purge_cache cascade;
drop table if exists taskcluster.secrets, taskcluster.cache_purges, taskcluster.cache_purges_version;
drop schema if exists object cascade;
drop function if exists taskcluster.add_object_hashes, taskcluster.object_hashes_json;
drop table if exists taskcluster.object_hashes, taskcluster.objects;
drop function if exists queue.create_object_artifact, queue.unfinished_artifact, queue.finish_artifact;
drop function if exists taskcluster.check_run_of_artifact, taskcluster.refuse_artifact, taskcluster.announce_artifact;
drop schema if exists notify cascade;
drop function taskcluster.address_key, taskcluster.is_denylisted, taskcluster.take_fingerprint, taskcluster.take_quota;
drop table taskcluster.denylisted_notifications, taskcluster.notifications, taskcluster.email_quotas;
