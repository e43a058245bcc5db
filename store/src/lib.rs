//! Persistence: the only crate that names a table, a column or SQL.
//!
//! # Map
//!
//! * [`Store`] connects, hands out readers and runs use cases in transactions (`connect`,
//!   `commit`, `unit`); [`Sequence`] runs several in one, [`Store::rehearse`] runs one and undoes it.
//!   [`Store::copy_to`] copies a `SQLite` file (`backup`).
//! * [`Tenant`], [`TenantRead`], [`TenantTx`] are the isolation boundary (`tenant`); [`System`]
//!   and [`SystemTx`] hold the few things that are of no tenant (`system`).
//! * [`users`], [`groups`], [`members`], [`schemas`], [`tokens`], [`admins`], [`audit`], [`saved_views`],
//!   [`openid`], [`identities`] are what a tenant owns; [`accounts`], [`second_factors`],
//!   [`invitations`], [`sessions`], [`mails`] are of the console.
//! * [`versions`] is what users and groups were, as of any instant.
//! * [`search`] lists users and groups together; filters and orders become SQL in `sql::filter` and
//!   `sql::sort`.
//! * [`id`] and [`clock`] are the only places where ids and the time come from.
//!
//! # Invariants
//!
//! 1. Every tenant-owned query carries the tenant's predicate: statements of such tables begin
//!    in `TenantRead::find` or in `TenantTx::{row, update, delete}`. Cross-tenant reads exist only
//!    in `system`.
//! 2. Nothing outside of `system` makes a [`Tenant`].
//! 3. A write and its audit event commit in the same transaction or not at all: a use case that
//!    changed a tenant's rows and recorded no event fails with [`Error::Unaudited`].
//! 4. `commit` is the only place that commits, and nobody is answered before the fsync.
//! 5. Uniqueness is the schema's: insert and map [`Constraint`], never look first.
//! 6. A version is compared in the `UPDATE` itself.
//! 7. Text is compared on folded keys that Rust made; no database folds case.

#[expect(
    unreachable_pub,
    reason = "the entity derive wants `pub` and the module is private"
)]
mod entity;

pub mod accounts;
pub mod admins;
pub mod audit;
mod backup;
pub mod clock;
mod commit;
mod connect;
mod error;
pub mod groups;
pub mod guide_links;
pub mod id;
pub mod identities;
pub mod invitations;
pub mod mails;
pub mod members;
pub mod oauth_clients;
pub mod openid;
pub mod password_resets;
mod rehearsal;
pub mod saved_views;
pub mod schemas;
pub mod search;
pub mod second_factors;
mod sequence;
pub mod sessions;
pub mod settings;
mod sources;
mod sql;
mod system;
mod tenant;
mod time;
pub mod tokens;
mod traces;
mod unit;
mod use_case;
pub mod users;
pub mod versions;

pub use clock::{Clock, SystemClock, TestClock};
pub use connect::{Backend, Options, Store};
pub use error::{Constraint, Error, ResultExt};
pub use id::{
    AccountId, ClientId, EventId, GroupId, GuideLinkId, Id, IdGenerator, InvitationId, MailId,
    MemberId, PasswordResetId, SavedViewId, SchemaId, TenantId, TokenId, UserId,
};
pub use rehearsal::Rehearsed;
pub use sequence::{Sequence, Steps};
pub use sql::filter::Kind;
pub use sql::page::{Cursor, Order, Page};
pub use sql::sort::{Bookmark, Start};
pub use system::{System, SystemTx};
pub use tenant::{Tenant, TenantRead, TenantTx};
pub use traces::Traces;
pub use use_case::{Failure, SystemUseCase, UseCase};
