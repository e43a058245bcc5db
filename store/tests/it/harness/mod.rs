//! A database per test, and short ways to act on it.

mod act;
mod database;
mod records;

pub(crate) use act::Answer;
pub(crate) use database::empty_databases;
pub(crate) use records::{compared, compared_group, object};

use std::marker::PhantomData;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use store::audit::NewEvent;
use store::{
    AccountId, Backend, Clock, Error, GroupId, IdGenerator, MemberId, Options, Store, SystemTx,
    Tenant, TenantTx, TestClock, UserId, groups, users,
};

use act::{Act, across_tenants};
use database::{Kept, Place, empty_sqlite, postgres_from_template, postgres_server};
use records::{event, user};

/// A migrated database with one tenant, gone when dropped.
pub(crate) struct Site {
    pub(crate) store: Store,
    pub(crate) tenant: Tenant,
    pub(crate) clock: TestClock,
    pub(crate) ids: IdGenerator,
    pub(crate) url: String,
    _kept: Kept,
}

/// A fresh site on every database there is.
pub(crate) async fn backends() -> Vec<Site> {
    let mut sites = vec![Site::open(empty_sqlite()).await];
    if let Some(server) = postgres_server() {
        sites.push(Site::open(postgres_from_template(&server).await).await);
    }
    sites
}

impl Site {
    async fn open(place: Place) -> Self {
        let store = Store::connect(&place.url, Options::default())
            .await
            .unwrap();
        migration::up(store.schema_connection()).await.unwrap();
        let clock = TestClock::default();
        let ids = IdGenerator::new(Arc::new(clock.clone()));
        let tenant = tenant(&store, &ids, &clock, "acme").await;
        Self {
            store,
            tenant,
            clock,
            ids,
            url: place.url,
            _kept: place.kept,
        }
    }

    /// Whether this one is on `SQLite`.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.store.backend() == Backend::Sqlite
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Another tenant of the same database.
    pub(crate) async fn another_tenant(&self, slug: &str) -> Tenant {
        tenant(&self.store, &self.ids, &self.clock, slug).await
    }

    /// Runs a use case of the site's tenant.
    pub(crate) async fn write<T, F>(&self, act: F) -> Result<T, Error>
    where
        F: for<'t> Fn(&'t TenantTx) -> Answer<'t, T> + Send + Sync + 'static,
        T: Send + 'static,
    {
        self.write_to(&self.tenant, act).await
    }

    /// Runs a use case of a tenant.
    pub(crate) async fn write_to<T, F>(&self, tenant: &Tenant, act: F) -> Result<T, Error>
    where
        F: for<'t> Fn(&'t TenantTx) -> Answer<'t, T> + Send + Sync + 'static,
        T: Send + 'static,
    {
        self.store.write(tenant, Act(act, PhantomData)).await
    }

    /// Runs a use case of no tenant.
    pub(crate) async fn write_system<T, F>(&self, act: F) -> Result<T, Error>
    where
        F: for<'t> Fn(&'t SystemTx) -> Answer<'t, T> + Send + Sync + 'static,
        T: Send + 'static,
    {
        self.store.write_system(Act(act, PhantomData)).await
    }

    /// A user of that name that is not stored yet.
    pub(crate) fn user(&self, user_name: &str) -> users::Record {
        user(self.ids.next(), user_name, self.now())
    }

    /// A group of that name that is not stored yet.
    pub(crate) fn group(&self, display_name: &str) -> groups::Record {
        groups::Record {
            id: self.ids.next(),
            display_name: display_name.to_owned(),
            external_id: None,
            document: object(json!({"displayName": display_name})),
            member_count: 0,
            version: 1,
            created_at: self.now(),
            updated_at: self.now(),
        }
    }

    /// An event of that operation.
    pub(crate) fn event(&self, operation: &str) -> NewEvent {
        event(self.ids.next(), self.now(), operation)
    }

    /// Stores a user in the site's tenant.
    pub(crate) async fn add_user(&self, user_name: &str) -> UserId {
        self.add_user_to(&self.tenant, user_name).await
    }

    /// Stores a user in a tenant.
    pub(crate) async fn add_user_to(&self, tenant: &Tenant, user_name: &str) -> UserId {
        let (user, event) = (self.user(user_name), self.event("user.create"));
        let id = user.id;
        self.write_to(tenant, move |tx| {
            let (user, event) = (user.clone(), event.clone());
            Box::pin(async move {
                tx.users().insert(&user, &compared(&user)).await?;
                tx.audit().insert(&event).await
            })
        })
        .await
        .unwrap();
        id
    }

    /// Stores a group in the site's tenant.
    pub(crate) async fn add_group(&self, display_name: &str) -> GroupId {
        let (group, event) = (self.group(display_name), self.event("group.create"));
        let id = group.id;
        self.write(move |tx| {
            let (group, event) = (group.clone(), event.clone());
            Box::pin(async move {
                tx.groups().insert(&group, &compared_group(&group)).await?;
                tx.audit().insert(&event).await
            })
        })
        .await
        .unwrap();
        id
    }

    /// A user of the site's tenant, as it is stored.
    pub(crate) async fn stored(&self, id: UserId) -> users::Record {
        let read = self.store.read(&self.tenant);
        read.users().get(id).await.unwrap().unwrap()
    }

    /// Stores a member of the console in the site's tenant.
    pub(crate) async fn add_member(
        &self,
        name: &'static str,
        role: &'static str,
    ) -> (AccountId, MemberId) {
        let (account, member, now) = (self.ids.next(), self.ids.next(), self.now());
        let (tenant, event) = (self.tenant.clone(), self.event("member.create"));
        let made = self.write_system(move |tx| {
            let (tenant, event) = (tenant.clone(), event.clone());
            Box::pin(async move {
                let email = format!("{name}@x.org");
                tx.insert_account(account, &email, &email, None, now)
                    .await?;
                let scope = tx.tenant(&tenant);
                scope.admins().insert(member, account, role, now).await?;
                scope.audit().insert(&event).await
            })
        });
        made.await.unwrap();
        (account, member)
    }
}

async fn tenant(store: &Store, ids: &IdGenerator, clock: &TestClock, slug: &str) -> Tenant {
    let (id, now, slug) = (ids.next(), clock.now(), slug.to_owned());
    let create = across_tenants(move |tx| {
        let slug = slug.clone();
        Box::pin(async move { tx.create_tenant(id, &slug, &slug, now).await })
    });
    store.write_system(create).await.unwrap()
}
