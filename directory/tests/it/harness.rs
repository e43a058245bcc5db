//! A directory on a temporary database, and the callers that tests act as.

use std::sync::Arc;

use directory::mail::Post;
use directory::tokens::{Expiry, NewToken};
use directory::{
    Answer, Body, Caller, Channel, Directory, Error, Options, Precondition, Request, Scope,
    SecretKey, Selection, Settings, Store, TestClock,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) struct House {
    pub(crate) directory: Directory,
    pub(crate) clock: TestClock,
    settings: Settings,
    url: String,
    _folder: TempDir,
}

impl House {
    /// A migrated database with the tenants `acme` and `globex`.
    pub(crate) async fn open() -> Self {
        Self::with_post(None).await
    }

    /// The same with somebody who takes mail.
    pub(crate) async fn with_post(post: Option<Arc<dyn Post>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!(
            "sqlite://{}?mode=rwc",
            folder.path().join("test.db").display()
        );
        let store = Store::connect(&url, Options::default()).await.unwrap();
        migration::up(store.schema_connection()).await.unwrap();
        let clock = TestClock::default();
        let settings = Settings {
            public_url: "https://id.example".to_owned(),
            secret_key: SecretKey::generate(),
            open_discovery: true,
            post,
        };
        let directory = Directory::with_clock(store, settings.clone(), Arc::new(clock.clone()))
            .await
            .unwrap();
        for (slug, name) in [("acme", "Acme"), ("globex", "Globex")] {
            directory.tenants().create(slug, name).await.unwrap();
        }
        Self {
            directory,
            clock,
            settings,
            url,
            _folder: folder,
        }
    }

    /// Another server on the same database: they share nothing else but the time.
    pub(crate) async fn another(&self) -> Directory {
        let store = Store::connect(&self.url, Options::default()).await.unwrap();
        let clock = Arc::new(self.clock.clone());
        Directory::with_clock(store, self.settings.clone(), clock)
            .await
            .unwrap()
    }

    pub(crate) async fn operator(&self, slug: &str) -> Caller {
        self.directory.cli_caller(slug).await.unwrap()
    }

    pub(crate) async fn token(&self, slug: &str, name: &str, scope: Scope) -> SecretString {
        let new = NewToken {
            id: None,
            name: name.to_owned(),
            scope,
            only: None,
            expires: Expiry::After(directory::tokens::DEFAULT_LIFETIME),
            allow: Vec::new(),
            idp: None,
        };
        self.directory
            .tokens()
            .issue(&self.operator(slug).await, new)
            .await
            .unwrap()
            .secret
    }

    pub(crate) async fn enter(
        &self,
        slug: Option<&str>,
        secret: &SecretString,
    ) -> Result<Caller, Error> {
        let header = format!("Bearer {}", secret.expose_secret());
        self.directory
            .authenticate_scim(slug, Some(&header), request())
            .await
    }

    /// Somebody who may write in a tenant.
    pub(crate) async fn writer(&self, slug: &str) -> Caller {
        let name = self.directory.request_id();
        let secret = self.token(slug, &name, Scope::Write).await;
        self.enter(Some(slug), &secret).await.unwrap()
    }

    pub(crate) async fn user(&self, caller: &Caller, user_name: &str) -> String {
        let body = json!({"userName": user_name, "displayName": user_name});
        let users = self.directory.users();
        id_of(
            &users
                .create(caller, body, &Selection::default())
                .await
                .unwrap(),
        )
    }

    pub(crate) async fn group(&self, caller: &Caller, name: &str, members: &[&str]) -> String {
        let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
        let body = json!({"displayName": name, "members": members});
        let groups = self.directory.groups();
        id_of(
            &groups
                .create(caller, body, &Selection::default())
                .await
                .unwrap(),
        )
    }

    pub(crate) async fn patch_user(
        &self,
        caller: &Caller,
        id: &str,
        operations: Value,
    ) -> Result<Answer, Error> {
        let body = json!({"Operations": operations});
        let users = self.directory.users();
        users
            .patch(
                caller,
                id,
                body,
                &Selection::default(),
                Precondition::default(),
            )
            .await
    }

    pub(crate) async fn patch_group(
        &self,
        caller: &Caller,
        id: &str,
        operations: Value,
    ) -> Result<Answer, Error> {
        let body = json!({"Operations": operations});
        let groups = self.directory.groups();
        groups
            .patch(
                caller,
                id,
                body,
                &Selection::default(),
                Precondition::default(),
            )
            .await
    }

    /// The members of a group, by display name.
    pub(crate) async fn members(&self, caller: &Caller, id: &str) -> Vec<String> {
        let (selection, precondition) = (Selection::default(), Precondition::default());
        let groups = self.directory.groups();
        let answer = groups
            .get(caller, id, &selection, &precondition)
            .await
            .unwrap();
        let group = answer.body.unwrap().into_value();
        let members = group["members"].as_array().unwrap();
        let mut names: Vec<String> = members
            .iter()
            .map(|member| member["display"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    }

    /// All events of a tenant as `operation outcome`, oldest first, reads and set-up aside.
    pub(crate) async fn log(&self, slug: &str) -> Vec<String> {
        let query = directory::audit::Query {
            limit: 200,
            ..Default::default()
        };
        let page = self
            .directory
            .audit()
            .list(&self.operator(slug).await, &query)
            .await
            .unwrap();
        page.events
            .iter()
            .rev()
            .filter(|event| !event.operation.starts_with('t'))
            .map(|event| format!("{} {}", event.operation, event.outcome))
            .collect()
    }

    /// The last event, whole.
    pub(crate) async fn last_event(&self, slug: &str) -> directory::audit::Event {
        let query = directory::audit::Query {
            limit: 1,
            ..Default::default()
        };
        let operator = self.operator(slug).await;
        let audit = self.directory.audit();
        let page = audit.list(&operator, &query).await.unwrap();
        let last = page.events[0].id.to_string();
        audit.event(&operator, &last).await.unwrap()
    }
}

pub(crate) fn request() -> Request {
    let mut request = Request::local("request", Channel::Scim);
    request.ip = Some([203, 0, 113, 7].into());
    request
}

pub(crate) fn id_of(answer: &Answer) -> String {
    let Some(Body::Whole(body)) = &answer.body else {
        panic!("{answer:?}");
    };
    body["id"].as_str().unwrap().to_owned()
}
