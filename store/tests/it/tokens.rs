//! Tokens: found by their public id, ended at once.

use chrono::Duration;
use store::{Constraint, Error, TokenId, tokens};

use crate::harness::{Site, backends};

#[tokio::test]
async fn a_token_is_found_with_its_tenant() {
    for site in backends().await {
        let okta = token(&site, "okta", "pub1");
        insert(&site, okta.clone()).await.unwrap();
        let (found, tenant) = site.store.system().token("pub1").await.unwrap().unwrap();
        assert_eq!((found, tenant), (okta, site.tenant.clone()));
        assert!(site.store.system().token("pub2").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_token_is_live_until_it_is_revoked_or_its_time_is_over() {
    for site in backends().await {
        let okta = token(&site, "okta", "pub1");
        insert(&site, okta.clone()).await.unwrap();
        let now = site.now();
        let live = async |now| {
            site.store
                .read(&site.tenant)
                .tokens()
                .live_names(now)
                .await
                .unwrap()
        };
        assert_eq!(live(now).await, ["okta"]);
        assert!(live(now + Duration::days(1)).await.is_empty());
        let (id, event) = (okta.id, site.event("token.revoke"));
        for first in [true, false] {
            let event = event.clone();
            let event = store::audit::NewEvent {
                id: site.ids.next(),
                ..event
            };
            let revoked = site.write(move |tx| {
                let event = event.clone();
                Box::pin(async move {
                    tx.audit().insert(&event).await?;
                    tx.tokens().revoke(id, now).await
                })
            });
            assert_eq!(revoked.await.unwrap(), first);
        }
        assert!(live(now).await.is_empty());
        let read = site.store.read(&site.tenant);
        assert!(
            read.tokens()
                .live_by_name("okta", now)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(read.tokens().list().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn noting_a_use_needs_no_event() {
    for site in backends().await {
        let okta = token(&site, "okta", "pub1");
        insert(&site, okta.clone()).await.unwrap();
        let (id, now) = (okta.id, site.now());
        for _ in 0..2 {
            let noted = site.write(move |tx| {
                Box::pin(async move {
                    let used = tokens::Use {
                        at: now,
                        times: 2,
                        ip: None,
                        agent: Some("o\0kta".to_owned()),
                    };
                    tx.tokens().touch(id, &used).await
                })
            });
            noted.await.unwrap();
        }
        let found = site
            .store
            .read(&site.tenant)
            .tokens()
            .get(id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((found.use_count, found.last_used_at), (4, Some(now)));
    }
}

#[tokio::test]
async fn the_ids_of_a_token_are_taken_once() {
    for site in backends().await {
        let okta = token(&site, "okta", "pub1");
        insert(&site, okta.clone()).await.unwrap();
        let same_public = tokens::Record {
            id: site.ids.next(),
            ..okta.clone()
        };
        let refusal = insert(&site, same_public).await.unwrap_err();
        assert!(
            matches!(refusal, Error::Constraint(Constraint::TokenPublicId)),
            "{refusal:?}"
        );
        let same_id = tokens::Record {
            public_id: "pub2".to_owned(),
            ..okta
        };
        let refusal = insert(&site, same_id).await.unwrap_err();
        assert!(
            matches!(refusal, Error::Constraint(Constraint::TokenId)),
            "{refusal:?}"
        );
    }
}

#[tokio::test]
async fn tokens_that_nobody_uses_are_found_in_every_tenant_while_they_work() {
    for site in backends().await {
        let now = site.now();
        let used = |name: &str, hours: i64| tokens::Record {
            last_used_at: Some(now - Duration::hours(hours)),
            ..token(&site, name, name)
        };
        for token in [
            used("quiet", 9),
            used("busy", 1),
            used("forgotten", 99),
            token(&site, "new", "new"),
            tokens::Record {
                expires_at: Some(now),
                ..used("ended", 9)
            },
            tokens::Record {
                revoked_at: Some(now),
                ..used("revoked", 9)
            },
            tokens::Record {
                overlap_ends_at: Some(now + Duration::hours(1)),
                ..used("replaced", 9)
            },
            tokens::Record {
                expires_at: None,
                ..used("longer", 20)
            },
        ] {
            insert(&site, token).await.unwrap();
        }
        let (from, until) = (now - Duration::hours(50), now - Duration::hours(4));
        let found = site.store.system().quiet_tokens(now, from, until).await;
        let found = found.unwrap();
        let names: Vec<&str> = found.iter().map(|(token, _)| &*token.name).collect();
        assert_eq!(names, ["longer", "quiet"]);
        assert!(found.iter().all(|(_, tenant)| *tenant == site.tenant));
    }
}

#[tokio::test]
async fn of_two_who_remind_of_a_token_at_once_one_does() {
    for site in backends().await {
        let okta = token(&site, "okta", "pub1");
        let replaced = tokens::Record {
            overlap_ends_at: Some(site.now() + Duration::hours(1)),
            ..token(&site, "replaced", "pub2")
        };
        for token in [&okta, &replaced] {
            insert(&site, token.clone()).await.unwrap();
        }
        let remind = |id: TokenId, days: i32| {
            let event = site.event("token.expiring");
            site.write(move |tx| {
                let event = event.clone();
                Box::pin(async move {
                    let first = tx.tokens().remind(id, days).await?;
                    if first {
                        tx.audit().insert(&event).await?;
                    }
                    Ok::<bool, Error>(first)
                })
            })
        };
        for days in [30, 7] {
            let (one, other) = tokio::join!(remind(okta.id, days), remind(okta.id, days));
            assert_ne!(one.unwrap(), other.unwrap(), "{days}");
            // Of more days than that nobody needs to be told any more.
            assert!(!remind(okta.id, 30).await.unwrap(), "{days}");
        }
        assert!(!remind(replaced.id, 7).await.unwrap());
    }
}

#[tokio::test]
async fn a_token_is_found_by_any_part_of_its_name_and_those_of_others_are_not() {
    for site in backends().await {
        for (number, name) in ["Okta-2026", "100%_okta", "Zoë's", "entra"]
            .iter()
            .enumerate()
        {
            site.clock.advance(Duration::milliseconds(5));
            let token = token(&site, name, &format!("pub{number}"));
            insert(&site, token).await.unwrap();
        }
        let ended = tokens::Record {
            expires_at: Some(site.now()),
            ..token(&site, "okta of old", "ended")
        };
        insert(&site, ended).await.unwrap();
        let lookup = async |text: &str, limit| {
            let read = site.store.read(&site.tenant);
            let found = read.tokens().lookup(text, site.now(), limit).await.unwrap();
            found
                .into_iter()
                .map(|token| token.name)
                .collect::<Vec<_>>()
        };
        for (text, expected) in [
            ("OKTA", vec!["100%_okta", "Okta-2026", "okta of old"]),
            ("ta-20", vec!["Okta-2026"]),
            ("%", vec!["100%_okta"]),
            ("_", vec!["100%_okta"]),
            ("zoë", vec!["Zoë's"]),
            ("'", vec!["Zoë's"]),
            ("\\", vec![]),
            ("nobody", vec![]),
            ("\0", vec![]),
        ] {
            assert_eq!(lookup(text, 6).await, expected, "{text:?}");
        }
        assert_eq!(lookup("okta", 2).await, ["100%_okta", "Okta-2026"]);

        let globex = site.another_tenant("globex").await;
        let read = site.store.read(&globex);
        let found = read.tokens().lookup("okta", site.now(), 6).await.unwrap();
        assert!(found.is_empty());
    }
}

fn token(site: &Site, name: &str, public_id: &str) -> tokens::Record {
    tokens::Record {
        id: site.ids.next(),
        name: name.to_owned(),
        public_id: public_id.to_owned(),
        secret_hash: vec![0, 1, 255],
        last_four: "abcd".to_owned(),
        scope: "audit:read".to_owned(),
        allow_cidrs: vec!["203.0.113.0/24".to_owned()],
        idp: None,
        created_at: site.now(),
        created_by: "cli".to_owned(),
        expires_at: Some(site.now() + Duration::days(1)),
        revoked_at: None,
        last_used_at: None,
        last_used_ip: None,
        last_used_agent: None,
        use_count: 0,
        resource_type: Some("User".to_owned()),
        overlap_ends_at: None,
        reminded_days: None,
    }
}

async fn insert(site: &Site, record: tokens::Record) -> Result<(), Error> {
    let event = site.event("token.issue");
    site.write(move |tx| {
        let (record, event) = (record.clone(), event.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.tokens().insert(&record).await
        })
    })
    .await
}
