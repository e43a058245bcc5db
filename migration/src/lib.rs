//! The database schema of Rollcall, one file per step.
//!
//! The same steps run on `SQLite` and on PostgreSQL. They name tables and columns by
//! strings, never by entity types, so that history does not change when entities do.
//!
//! # Map
//!
//! * [`up`] brings a database to this binary's schema, [`status`] only looks.
//! * [`table`](mod@table) holds the few words all steps are written in.
//! * `m<date>_<number>_<what>` are the steps. They run in the order of these names.
//!
//! # Invariants
//!
//! 1. All pending steps run in **one** transaction: a killed process leaves the schema it
//!    found or the schema it wanted, never one between.
//! 2. Runs of several processes wait for each other and all succeed.
//! 3. A database that knows a step this binary does not is refused, not touched.
//! 4. Times are milliseconds since the epoch in `BIGINT` on both databases; ids are UUIDs.
//! 5. The key of every tenant-owned table begins with `tenant_id`, and every reference between
//!    tenant-owned rows is composite, so that the database itself refuses a foreign tenant's row.
//! 6. Constraints and indexes are named `<table>_<columns>_{pkey,key,fkey,check,idx}`; one with more
//!    columns than fit a name, by what it is for.

mod m20261121_000001_create_tenant;
mod m20261121_000002_create_token;
mod m20261121_000003_create_user;
mod m20261121_000004_create_group;
mod m20261121_000005_create_audit;
mod m20261122_000006_keep_deleted_users;
mod m20261122_000007_create_schema;
mod m20261125_000008_keep_versions;
mod m20261126_000010_keep_logs_for_a_time;
mod m20261126_000020_count_events;
mod m20261126_000030_save_views;
mod m20261126_000040_manage_members;
mod m20261126_000050_issue_oauth_clients;
mod m20261126_000060_rotate_tokens;
mod m20261126_000070_appoint_operators;
mod m20261126_000080_add_second_factors;
mod m20261126_000090_sign_in_by_openid;
mod m20261126_000100_keep_mail;
mod m20261126_000110_delete_tenants_later;
mod m20261126_000120_name_sources;
mod m20261126_000130_link_to_guides;
mod m20261126_000140_remind_of_clients;
mod m20261126_000150_rotate_clients;
mod m20261126_000160_search_by_index;
mod run;
mod table;

pub use run::{MigrationFailure, Status, status, up};

use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait::async_trait};

/// The steps, oldest first.
struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_tenant::Migration),
            Box::new(m20261121_000002_create_token::Migration),
            Box::new(m20261121_000003_create_user::Migration),
            Box::new(m20261121_000004_create_group::Migration),
            Box::new(m20261121_000005_create_audit::Migration),
            Box::new(m20261122_000006_keep_deleted_users::Migration),
            Box::new(m20261122_000007_create_schema::Migration),
            Box::new(m20261125_000008_keep_versions::Migration),
            Box::new(m20261126_000010_keep_logs_for_a_time::Migration),
            Box::new(m20261126_000020_count_events::Migration),
            Box::new(m20261126_000030_save_views::Migration),
            Box::new(m20261126_000040_manage_members::Migration),
            Box::new(m20261126_000050_issue_oauth_clients::Migration),
            Box::new(m20261126_000060_rotate_tokens::Migration),
            Box::new(m20261126_000070_appoint_operators::Migration),
            Box::new(m20261126_000080_add_second_factors::Migration),
            Box::new(m20261126_000090_sign_in_by_openid::Migration),
            Box::new(m20261126_000100_keep_mail::Migration),
            Box::new(m20261126_000110_delete_tenants_later::Migration),
            Box::new(m20261126_000120_name_sources::Migration),
            Box::new(m20261126_000130_link_to_guides::Migration),
            Box::new(m20261126_000140_remind_of_clients::Migration),
            Box::new(m20261126_000150_rotate_clients::Migration),
            Box::new(m20261126_000160_search_by_index::Migration),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::{Migrator, MigratorTrait};

    #[test]
    fn steps_run_in_the_order_of_their_names_and_no_name_is_there_twice() {
        let steps = Migrator::migrations();
        let names: Vec<&str> = steps.iter().map(|step| step.name()).collect();
        assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
    }
}
