//! A lively demonstration tenant, made through the product's own use cases.

mod people;
mod replay;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use secrecy::SecretString;
use serde_json::{Value, json};

use self::people::{DEPARTMENTS, person};
use self::replay::Replay;
use crate::answer::{ListQuery, Precondition, Selection};
use crate::audit::Operation;
use crate::tokens::secret::one_time_code;
use crate::tokens::{Expiry, NewToken};
use crate::{Body, Caller, Channel, Directory, Error, Request, Role, Scope};

/// The slug of the demonstration tenant.
const SLUG: &str = "demo";
const EMAIL: &str = "owner@demo.example";
const PEOPLE: usize = 240;

/// How to look at the demonstration.
#[derive(Debug)]
pub struct Demonstration {
    /// The address of the sign-in page.
    pub url: String,
    /// The owner's address.
    pub email: String,
    /// The owner's password; `None` when the tenant was there before.
    pub password: Option<SecretString>,
}

impl Directory {
    /// Makes the demonstration tenant, or finds the one that is there.
    pub async fn demonstrate(&self) -> Result<Demonstration, Error> {
        let url = format!("{}/login", self.public_url());
        let email = EMAIL.to_owned();
        match self.tenants().show(SLUG).await {
            Ok(_) => {
                return Ok(Demonstration {
                    url,
                    email,
                    password: None,
                });
            }
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
        let clock = Replay::until(self.now());
        let past = self.with_other_clock(Arc::new(clock.clone())).await?;
        past.tenants().create(SLUG, "Demo Industries").await?;
        let operator = past.cli_caller(SLUG).await?;
        let password = SecretString::from(one_time_code());
        past.members()
            .create(&operator, EMAIL, Role::Owner, &password)
            .await?;
        let scene = Scene {
            directory: &past,
            operator,
            clock,
            requests: AtomicUsize::new(1),
        };
        scene.play().await?;
        Ok(Demonstration {
            url,
            email,
            password: Some(password),
        })
    }
}

struct Scene<'d> {
    directory: &'d Directory,
    operator: Caller,
    clock: Replay,
    requests: AtomicUsize,
}

impl Scene<'_> {
    async fn play(&self) -> Result<(), Error> {
        let okta = self
            .token("okta", Scope::Write, Expiry::After(days(365)))
            .await?;
        let reports = self
            .token("reports", Scope::Read, Expiry::After(days(12)))
            .await?;
        let ids = self.people(&okta).await?;
        self.groups(&okta, &ids).await?;
        self.everyday(&okta, &ids).await?;
        self.mistakes(&okta, &reports).await?;
        self.directory.audit().seal(self.operator.tenant()).await
    }

    async fn token(&self, name: &str, scope: Scope, expires: Expiry) -> Result<String, Error> {
        let new = NewToken {
            id: None,
            name: name.to_owned(),
            scope,
            only: None,
            expires,
            allow: Vec::new(),
            idp: (name == "okta").then(|| "okta".to_owned()),
        };
        let issued = self.directory.tokens().issue(&self.operator, new).await?;
        Ok(format!(
            "Bearer {}",
            crate::directory::reveal(&issued.secret)
        ))
    }

    /// A caller as an identity provider's request makes one.
    async fn call(
        &self,
        authorization: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Caller, Error> {
        self.clock
            .pass(self.requests.fetch_add(1, Ordering::Relaxed));
        let mut request = Request::local(self.directory.request_id(), Channel::Scim);
        request.method = Some(method.to_owned());
        request.path = Some(format!("/t/{SLUG}/scim/v2{path}"));
        request.ip = Some([203, 0, 113, 7].into());
        request.user_agent = Some("Okta SCIM Client 1.0.0".to_owned());
        request.body = body.cloned().map(Arc::new);
        self.directory
            .authenticate_scim(Some(SLUG), Some(authorization), request)
            .await
    }

    async fn people(&self, okta: &str) -> Result<Vec<String>, Error> {
        let mut ids = Vec::with_capacity(PEOPLE);
        for n in 0..PEOPLE {
            let body = person(n);
            let caller = self.call(okta, "POST", "/Users", Some(&body)).await?;
            let users = self.directory.users();
            let answer = users.create(&caller, body, &Selection::default()).await?;
            let body = answer.body.map(Body::into_value).unwrap_or_default();
            let id = body.get("id").and_then(Value::as_str);
            ids.extend(id.map(str::to_owned));
        }
        Ok(ids)
    }

    async fn groups(&self, okta: &str, ids: &[String]) -> Result<(), Error> {
        for (nth, department) in DEPARTMENTS.iter().enumerate() {
            let members: Vec<Value> = ids
                .iter()
                .enumerate()
                .filter(|(n, _)| n % DEPARTMENTS.len() == nth)
                .map(|(_, id)| json!({"value": id}))
                .collect();
            let body = json!({
                "schemas": [scim::GROUP_SCHEMA],
                "displayName": department,
                "externalId": format!("00g{nth:04}"),
                "members": members,
            });
            let caller = self.call(okta, "POST", "/Groups", Some(&body)).await?;
            self.directory
                .groups()
                .create(&caller, body, &Selection::default())
                .await?;
        }
        let everybody = json!({"displayName": "Everyone", "members": members(ids)});
        let caller = self.call(okta, "POST", "/Groups", Some(&everybody)).await?;
        self.directory
            .groups()
            .create(&caller, everybody, &Selection::default())
            .await?;
        Ok(())
    }

    /// Leavers, a rename, a no-op, and what Entra would send.
    async fn everyday(&self, okta: &str, ids: &[String]) -> Result<(), Error> {
        for id in ids.iter().step_by(17) {
            self.patch(
                okta,
                id,
                json!([{"op": "replace", "value": {"active": false}}]),
            )
            .await?;
        }
        let Some((first, second)) = ids.get(3).zip(ids.get(5)) else {
            return Ok(());
        };
        let rename = json!([
            {"op": "replace", "path": "name.familyName", "value": "Byron"},
            {"op": "replace", "path": "title", "value": "Staff Engineer"},
        ]);
        self.patch(okta, first, rename).await?;
        let entra = json!([{"op": "Replace", "path": "active", "value": "False"}]);
        self.patch(okta, second, entra.clone()).await?;
        self.patch(okta, second, entra).await
    }

    async fn patch(&self, okta: &str, id: &str, operations: Value) -> Result<(), Error> {
        let body = json!({"schemas": [scim::PATCH_OP], "Operations": operations});
        let caller = self
            .call(okta, "PATCH", &format!("/Users/{id}"), Some(&body))
            .await?;
        let users = self.directory.users();
        let selection = Selection::default();
        users
            .patch(&caller, id, body, &selection, Precondition::default())
            .await?;
        Ok(())
    }

    /// What an admin has to find in the log: refusals of every kind.
    async fn mistakes(&self, okta: &str, reports: &str) -> Result<(), Error> {
        let duplicate = person(0);
        let caller = self.call(okta, "POST", "/Users", Some(&duplicate)).await?;
        let refused = self
            .directory
            .users()
            .create(&caller, duplicate, &Selection::default())
            .await;
        self.expect_refusal(&caller, Operation::UserCreate, refused)
            .await?;

        let filter = "userName eq \"nobody@demo.example\"".to_owned();
        let path = "/Users?filter=userName%20eq%20%22nobody%40demo.example%22";
        let caller = self.call(okta, "GET", path, None).await?;
        let query = ListQuery {
            filter: Some(filter),
            ..ListQuery::default()
        };
        self.directory.users().search(&caller, &query).await?;

        let body = person(PEOPLE);
        let caller = self.call(reports, "POST", "/Users", Some(&body)).await?;
        let refused = self
            .directory
            .users()
            .create(&caller, body, &Selection::default())
            .await;
        self.expect_refusal(&caller, Operation::UserCreate, refused)
            .await?;

        match self
            .call("Bearer nonsense", "GET", "/Users?count=1", None)
            .await
        {
            Err(Error::Unauthenticated) => Ok(()),
            Ok(_) => Err(Error::internal("a nonsensical credential was accepted")),
            Err(error) => Err(error),
        }
    }

    async fn expect_refusal<T>(
        &self,
        caller: &Caller,
        operation: Operation,
        result: Result<T, Error>,
    ) -> Result<(), Error> {
        match result {
            Err(error) => {
                self.directory
                    .audit()
                    .refused(caller, operation, &error)
                    .await
            }
            Ok(_) => Err(Error::internal("a request was to be refused and was not")),
        }
    }
}

fn members(ids: &[String]) -> Vec<Value> {
    ids.iter().map(|id| json!({"value": id})).collect()
}

fn days(days: u64) -> std::time::Duration {
    std::time::Duration::from_hours(days * 24)
}
