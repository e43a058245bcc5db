//! Accounts, invitations, sessions, tenants: what is of no tenant.

use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use store::{Constraint, Error, TenantId, invitations, sessions};

use crate::harness::{Site, backends};

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_used_once_however_many_try() {
    for site in backends().await {
        invite(&site, "code").await;
        let now = site.now();
        let tries = (0..32).map(|_| {
            site.write_system(move |tx| {
                Box::pin(async move { tx.use_invitation("code", now).await })
            })
        });
        let used: Vec<_> = join_all(tries)
            .await
            .into_iter()
            .filter_map(Result::unwrap)
            .collect();
        assert_eq!(used.len(), 1);
        assert_eq!(used[0].tenant, Some(site.tenant.clone()));
        let stored = site
            .store
            .system()
            .invitation("code")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(stored.used_at, Some(now));
        assert!(!stored.is_open(now));
    }
}

#[tokio::test]
async fn an_invitation_whose_time_is_over_is_not_used() {
    for site in backends().await {
        invite(&site, "code").await;
        let later = site.now() + Duration::hours(72);
        let used = site.write_system(move |tx| {
            Box::pin(async move { tx.use_invitation("code", later).await })
        });
        assert_eq!(used.await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_session_that_ended_stays_ended() {
    for site in backends().await {
        let session = session(&site, "aa", 1);
        assert!(act(&site, Act::Insert(session.clone())).await);
        assert_eq!(
            site.store.system().session("aa").await.unwrap(),
            Some(session.clone())
        );
        let mut changed = session.clone();
        changed.data = json!({"zeta": 1, "alpha": 2});
        assert!(act(&site, Act::Update(changed.clone())).await);
        assert_eq!(
            site.store.system().session("aa").await.unwrap(),
            Some(changed.clone())
        );
        assert!(act(&site, Act::Delete("aa")).await);
        assert!(!act(&site, Act::Update(changed)).await);
        assert_eq!(site.store.system().session("aa").await.unwrap(), None);
        assert!(!act(&site, Act::Delete("aa")).await);
    }
}

#[tokio::test]
async fn a_session_is_not_begun_twice() {
    for site in backends().await {
        let first = session(&site, "aa", 1);
        assert!(act(&site, Act::Insert(first.clone())).await);
        let second = sessions::Record {
            data: json!("other"),
            ..first.clone()
        };
        assert!(!act(&site, Act::Insert(second)).await);
        assert_eq!(
            site.store.system().session("aa").await.unwrap(),
            Some(first)
        );
    }
}

#[tokio::test]
async fn sessions_whose_time_is_over_are_forgotten() {
    for site in backends().await {
        act(&site, Act::Insert(session(&site, "short", 1))).await;
        act(&site, Act::Insert(session(&site, "long", 9))).await;
        let later = site.now() + Duration::hours(1);
        let forgotten = site.write_system(move |tx| {
            Box::pin(async move { tx.sessions().delete_expired(later).await })
        });
        assert_eq!(forgotten.await.unwrap(), 1);
        assert!(site.store.system().session("long").await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_tenant_its_first_member_and_their_event_are_one_transaction() {
    for site in backends().await {
        let (tenant, account, member) = (site.ids.next(), site.ids.next(), site.ids.next());
        let (event, now) = (site.event("tenant.create"), site.now());
        let create = |fail: bool| {
            let event = event.clone();
            site.write_system(move |tx| {
                let event = event.clone();
                Box::pin(async move {
                    let created = tx.create_tenant(tenant, "globex", "Globex", now).await?;
                    tx.insert_account(account, "Ann@x.org", "ann@x.org", None, now)
                        .await?;
                    let scope = tx.tenant(&created);
                    scope.admins().insert(member, account, "owner", now).await?;
                    scope.audit().insert(&event).await?;
                    if fail { Err(Error::Stale) } else { Ok(()) }
                })
            })
        };
        create(true).await.unwrap_err();
        assert_eq!(
            site.store.system().tenant_by_slug("globex").await.unwrap(),
            None
        );
        assert!(!site.store.system().any_owner().await.unwrap());
        create(false).await.unwrap();

        let system = site.store.system();
        let globex = system.tenant_by_slug("globex").await.unwrap().unwrap();
        let memberships = system.memberships(account).await.unwrap();
        assert_eq!(memberships.len(), 1);
        assert_eq!(
            (&memberships[0].0, memberships[0].1.role.as_str()),
            (&globex, "owner")
        );
        assert_eq!(memberships[0].1.email, "Ann@x.org");
        assert!(system.any_owner().await.unwrap());
        assert_eq!(
            site.store
                .read(&globex)
                .admins()
                .count_owners()
                .await
                .unwrap(),
            1
        );
        let query = store::audit::Query::default();
        assert_eq!(
            site.store
                .read(&globex)
                .audit()
                .list(&query)
                .await
                .unwrap()
                .events
                .len(),
            1
        );
        assert_eq!(
            site.store
                .read(&site.tenant)
                .audit()
                .list(&query)
                .await
                .unwrap()
                .events
                .len(),
            0
        );
    }
}

#[tokio::test]
async fn a_slug_is_taken_once() {
    for site in backends().await {
        let (id, now) = (site.ids.next(), site.now());
        let again = site.write_system(move |tx| {
            Box::pin(async move { tx.create_tenant(id, "acme", "Other", now).await })
        });
        let refusal = again.await.unwrap_err();
        assert!(
            matches!(refusal, Error::Constraint(Constraint::TenantSlug)),
            "{refusal:?}"
        );
        assert_eq!(site.store.system().count_tenants().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_fact_is_remembered_as_it_was_first_told() {
    for site in backends().await {
        assert_eq!(site.store.remember("key", "first").await.unwrap(), "first");
        assert_eq!(site.store.remember("key", "second").await.unwrap(), "first");
        let told = site.store.system().instance("key").await.unwrap();
        assert_eq!(told.as_deref(), Some("first"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_gets_its_first_password_once_however_many_give_it_one() {
    for site in backends().await {
        let (account, now) = (site.ids.next(), site.now());
        let made = site.write_system(move |tx| {
            Box::pin(async move {
                tx.insert_account(account, "a@b.c", "a@b.c", None, now)
                    .await
            })
        });
        made.await.unwrap();
        let give = |hash: String| {
            site.write_system(move |tx| {
                let hash = hash.clone();
                Box::pin(async move { tx.set_first_password(account, &hash, now).await })
            })
        };
        let all = (0..16).map(|number| give(format!("hash-{number}")));
        let given: Vec<bool> = join_all(all)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        let first = given.iter().position(|is_first| *is_first).unwrap();
        assert_eq!(given.iter().filter(|is_first| **is_first).count(), 1);
        let stored = site.store.system().account_by_email("a@b.c").await;
        let stored = stored.unwrap().unwrap();
        assert_eq!(stored.password_hash, Some(format!("hash-{first}")));
    }
}

#[tokio::test]
async fn an_impossible_role_is_refused() {
    for site in backends().await {
        let (account, member) = (site.ids.next(), site.ids.next());
        let (tenant, now) = (site.tenant.clone(), site.now());
        let written = site.write_system(move |tx| {
            let tenant = tenant.clone();
            Box::pin(async move {
                tx.insert_account(account, "a@b.c", "a@b.c", None, now)
                    .await?;
                tx.tenant(&tenant)
                    .admins()
                    .insert(member, account, "god", now)
                    .await
            })
        });
        let refusal = written.await.unwrap_err();
        assert!(
            matches!(refusal, Error::Constraint(Constraint::Check)),
            "{refusal:?}"
        );
    }
}

enum Act {
    Insert(sessions::Record),
    Update(sessions::Record),
    Delete(&'static str),
}

async fn act(site: &Site, act: Act) -> bool {
    let act = std::sync::Arc::new(act);
    let done = site.write_system(move |tx| {
        let act = act.clone();
        Box::pin(async move {
            match &*act {
                Act::Insert(session) => tx.sessions().insert(session).await,
                Act::Update(session) => tx.sessions().update(session).await,
                Act::Delete(id_hash) => tx.sessions().delete(id_hash).await,
            }
        })
    });
    done.await.unwrap()
}

fn session(site: &Site, id_hash: &str, hours: i64) -> sessions::Record {
    sessions::Record {
        id_hash: id_hash.to_owned(),
        account_id: None,
        data: json!({"flash": "hello"}),
        created_at: site.now(),
        expires_at: site.now() + Duration::hours(hours),
    }
}

async fn invite(site: &Site, code_hash: &str) {
    let tenant: TenantId = site.tenant.id();
    let invitation = invitations::New {
        id: site.ids.next(),
        tenant_id: Some(tenant),
        email: Some("ann@x.org".to_owned()),
        role: Some("admin".to_owned()),
        kind: invitations::Kind::Invite,
        code_hash: code_hash.to_owned(),
        created_at: site.now(),
        expires_at: site.now() + Duration::hours(72),
        invited_by: Some("grace@x.org".to_owned()),
    };
    let written = site.write_system(move |tx| {
        let invitation = invitation.clone();
        Box::pin(async move { tx.insert_invitation(&invitation).await })
    });
    written.await.unwrap();
}

#[tokio::test]
async fn a_tenant_whose_time_has_not_come_or_was_taken_back_is_not_deleted() {
    for site in backends().await {
        let (now, due) = (site.now(), site.now() + Duration::days(7));
        let tenant = site.tenant.clone();
        let delete = async |at| {
            let tenant = tenant.clone();
            let deleted = site.write_system(move |tx| {
                let tenant = tenant.clone();
                Box::pin(async move { tx.delete_due_tenant(&tenant, at).await })
            });
            deleted.await.unwrap()
        };
        assert!(!delete(due).await, "nobody wants it");
        schedule(&site, Some(due)).await;
        assert!(!delete(now).await, "its time has not come");
        assert_eq!(site.store.system().due_tenants(now).await.unwrap(), []);
        schedule(&site, None).await;
        assert!(!delete(due).await, "it was taken back");
        schedule(&site, Some(due)).await;
        assert_eq!(site.store.system().due_tenants(due).await.unwrap().len(), 1);
        assert!(delete(due).await);
    }
}

async fn schedule(site: &Site, due: Option<chrono::DateTime<chrono::Utc>>) {
    let (tenant, event) = (site.tenant.clone(), site.event("tenant.schedule_deletion"));
    let scheduled = site.write_system(move |tx| {
        let (tenant, event) = (tenant.clone(), event.clone());
        Box::pin(async move {
            tx.tenant(&tenant).audit().insert(&event).await?;
            tx.schedule_deletion(&tenant, due).await
        })
    });
    assert!(scheduled.await.unwrap());
}
