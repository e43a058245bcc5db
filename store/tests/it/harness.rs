//! A database per test, and short ways to act on it.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use scim::Resource;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Map, Value, json};
use store::audit::NewEvent;
use store::{
    Backend, Clock, Error, GroupId, Id, IdGenerator, Options, Store, SystemTx, SystemUseCase,
    Tenant, TenantTx, TestClock, UseCase, UserId, groups, users,
};
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};

/// What a test's use case answers.
pub(crate) type Answer<'t, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 't>>;

/// A migrated database with one tenant, gone when dropped.
pub(crate) struct Site {
    pub(crate) store: Store,
    pub(crate) tenant: Tenant,
    pub(crate) clock: TestClock,
    pub(crate) ids: IdGenerator,
    pub(crate) url: String,
    _kept: Kept,
}

/// What has to go with the database.
enum Kept {
    Folder { _remove: TempDir },
    Database(String),
}

/// A fresh site on every database there is.
pub(crate) async fn backends() -> Vec<Site> {
    let mut sites = vec![Site::open(empty_sqlite()).await];
    if let Some(server) = postgres_server() {
        sites.push(Site::open(postgres_from_template(&server).await).await);
    }
    sites
}

/// A fresh database on every server there is, without a schema.
pub(crate) async fn empty_databases() -> Vec<Place> {
    let mut places = vec![empty_sqlite()];
    if let Some(server) = postgres_server() {
        places.push(new_postgres(&server, "template0").await);
    }
    places
}

/// Where a database is.
pub(crate) struct Place {
    pub(crate) url: String,
    kept: Kept,
}

fn empty_sqlite() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite://{}/data/rollcall.db?mode=rwc",
        folder.path().display()
    );
    Place {
        url,
        kept: Kept::Folder { _remove: folder },
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test harness reads where PostgreSQL is"
)]
fn postgres_server() -> Option<String> {
    std::env::var("ROLLCALL_TEST_POSTGRES_URL").ok()
}

async fn postgres_from_template(server: &str) -> Place {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            remove_leftovers(server).await;
            let name = format!("rollcall_template_{}", std::process::id());
            statement(
                server,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            )
            .await;
            statement(server, &format!("CREATE DATABASE {name}")).await;
            let store = Store::connect(&on(server, &name), Options::default())
                .await
                .unwrap();
            migration::up(store.schema_connection()).await.unwrap();
            store.close().await.unwrap();
            name
        })
        .await;
    new_postgres(server, template).await
}

/// Drops the databases of test runs that have ended: a template has nobody to drop it.
async fn remove_leftovers(server: &str) {
    let ours = Query::select()
        .column("datname")
        .from("pg_database")
        .and_where(Expr::col("datname").like("rollcall\\_te%"))
        .take();
    let connection = Database::connect(server).await.unwrap();
    for row in connection.query_all(&ours).await.unwrap() {
        let name: String = row.try_get_by_index(0).unwrap();
        let process = name.split('_').nth(2).unwrap_or_default();
        if !std::path::Path::new("/proc").join(process).exists() {
            statement(
                server,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            )
            .await;
        }
    }
    connection.close().await.unwrap();
}

async fn new_postgres(server: &str, template: &str) -> Place {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("rollcall_test_{}_{number}", std::process::id());
    let guard = ONE_AT_A_TIME.lock().await;
    statement(
        server,
        &format!("CREATE DATABASE {name} TEMPLATE {template}"),
    )
    .await;
    drop(guard);
    Place {
        url: on(server, &name),
        kept: Kept::Database(name),
    }
}

/// The address of another database on the same server.
fn on(server: &str, database: &str) -> String {
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{database}")
}

#[expect(
    clippy::disallowed_methods,
    reason = "databases are made by text alone"
)]
async fn statement(server: &str, sql: &str) {
    let connection = Database::connect(server).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

impl Drop for Kept {
    fn drop(&mut self) {
        let Self::Database(name) = self else { return };
        let (Some(server), name) = (postgres_server(), name.clone()) else {
            return;
        };
        // Dropping does not wait for async, so this happens on a thread of its own.
        let removal = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            runtime.unwrap().block_on(statement(&server, &sql));
        });
        drop(removal.join());
    }
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
}

/// What filters look into, of a user.
pub(crate) fn compared(user: &users::Record) -> Map<String, Value> {
    let resource = Resource::from_map(user.document.clone());
    scim::comparison(&scim::schema::user(), &resource)
}

/// What filters look into, of a group.
pub(crate) fn compared_group(group: &groups::Record) -> Map<String, Value> {
    let resource = Resource::from_map(group.document.clone());
    scim::comparison(&scim::schema::group(), &resource)
}

async fn tenant(store: &Store, ids: &IdGenerator, clock: &TestClock, slug: &str) -> Tenant {
    let (id, now, slug) = (ids.next(), clock.now(), slug.to_owned());
    let create = across_tenants(move |tx| {
        let slug = slug.clone();
        Box::pin(async move { tx.create_tenant(id, &slug, &slug, now).await })
    });
    store.write_system(create).await.unwrap()
}

/// A use case of no tenant.
fn across_tenants<T, F>(act: F) -> Act<F, T>
where
    F: for<'t> Fn(&'t SystemTx) -> Answer<'t, T>,
{
    Act(act, PhantomData)
}

/// A closure as a use case.
struct Act<F, T>(F, PhantomData<fn() -> T>);

impl<F, T> UseCase for Act<F, T>
where
    F: for<'t> Fn(&'t TenantTx) -> Answer<'t, T> + Send + Sync + 'static,
    T: Send + 'static,
{
    type Output = T;
    type Error = Error;

    fn run(&self, tx: &TenantTx) -> impl Future<Output = Result<T, Error>> + Send {
        (self.0)(tx)
    }
}

impl<F, T> SystemUseCase for Act<F, T>
where
    F: for<'t> Fn(&'t SystemTx) -> Answer<'t, T> + Send + Sync + 'static,
    T: Send + 'static,
{
    type Output = T;
    type Error = Error;

    fn run(&self, tx: &SystemTx) -> impl Future<Output = Result<T, Error>> + Send {
        (self.0)(tx)
    }
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else {
        panic!("{value} is no object")
    };
    map
}

pub(crate) fn user(id: UserId, user_name: &str, now: DateTime<Utc>) -> users::Record {
    let email = format!("{user_name}@example.com");
    users::Record {
        id,
        user_name: user_name.to_owned(),
        external_id: Some(format!("ext-{user_name}")),
        display_name: Some(format!("The {user_name}")),
        active: true,
        document: object(json!({
            "userName": user_name,
            "externalId": format!("ext-{user_name}"),
            "displayName": format!("The {user_name}"),
            "name": {"givenName": user_name, "familyName": "Zander"},
            "emails": [{"value": email, "type": "work", "primary": true}],
        })),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

pub(crate) fn event(id: Id<store::id::Event>, time: DateTime<Utc>, operation: &str) -> NewEvent {
    NewEvent {
        id,
        time,
        tenant_slug: "acme".to_owned(),
        actor_type: "token".to_owned(),
        actor_id: None,
        actor_label: Some("okta".to_owned()),
        token_prefix: Some("rc_scim_abc".to_owned()),
        idp: None,
        ip: Some("203.0.113.7".to_owned()),
        user_agent: None,
        request_id: id.to_string(),
        channel: "scim".to_owned(),
        operation: operation.to_owned(),
        method: Some("POST".to_owned()),
        path: None,
        resource_type: None,
        resource_id: None,
        resource_external_id: None,
        resource_label: None,
        outcome: "success".to_owned(),
        status: Some(200),
        scim_type: None,
        detail: None,
        duration_ms: 3,
        changes: json!([{"path": "zulu", "op": "add", "after": 1}]),
        tolerances: vec!["boolean-as-text".to_owned()],
        request_body: Some(json!({"zulu": 1, "alpha": 2})),
        response_body: None,
        redactions: Vec::new(),
        count: 1,
        is_read: false,
        masks: Vec::new(),
    }
}
