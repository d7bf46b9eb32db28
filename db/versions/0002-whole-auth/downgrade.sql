drop function auth.get_clients;
drop function auth.load_role_changes;
drop function taskcluster.forget_deleted_roles;
drop type auth.role_change;
drop table taskcluster.deleted_roles;
drop table taskcluster.encrypted_columns;
alter table taskcluster.roles drop column version;
alter table taskcluster.role_set drop column known_since;
drop function auth.get_entity_history;
drop function auth.list_audit_history;
drop function auth.delete_old_audit_history;
-- The functions that call it get their earlier definitions back.
drop function taskcluster.record_audit;
drop type auth.audit_entry;
drop index taskcluster.audit_history_created_idx;
alter table taskcluster.audit_history drop constraint audit_history_entity_type_check;
