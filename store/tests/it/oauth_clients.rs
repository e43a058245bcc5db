//! OAuth clients that end, that nobody uses, that somebody was reminded of, and whose secret is
//! replaced.

use chrono::Duration;
use store::oauth_clients::NewSecret;
use store::tokens::Use;
use store::{ClientId, Error, oauth_clients};

use crate::harness::{Site, backends};

#[tokio::test]
async fn clients_that_end_and_that_nobody_uses_are_found_in_every_tenant_while_they_work() {
    for site in backends().await {
        let now = site.now();
        let ends = |name: &str, days: i64| oauth_clients::Record {
            expires_at: Some(now + Duration::days(days)),
            ..client(&site, name)
        };
        let used = |name: &str, hours: i64| oauth_clients::Record {
            last_used_at: Some(now - Duration::hours(hours)),
            ..client(&site, name)
        };
        for client in [
            ends("later", 20),
            ends("soon", 3),
            ends("far", 90),
            ends("ended", 0),
            used("quiet", 9),
            used("quieter", 20),
            used("busy", 1),
            used("forgotten", 99),
            oauth_clients::Record {
                revoked_at: Some(now),
                expires_at: Some(now + Duration::days(3)),
                ..used("revoked", 9)
            },
        ] {
            insert(&site, client).await.unwrap();
        }
        let system = site.store.system();
        let ending = system.clients_ending(now, now + Duration::days(60)).await;
        let (from, until) = (now - Duration::hours(50), now - Duration::hours(4));
        let quiet = system.quiet_clients(now, from, until).await;
        for (found, expected) in [(ending, ["soon", "later"]), (quiet, ["quieter", "quiet"])] {
            let found = found.unwrap();
            let names: Vec<&str> = found.iter().map(|(client, _)| &*client.name).collect();
            assert_eq!(names, expected);
            assert!(found.iter().all(|(_, tenant)| *tenant == site.tenant));
        }
    }
}

#[tokio::test]
async fn of_two_who_remind_of_a_client_at_once_one_does() {
    for site in backends().await {
        let entra = client(&site, "entra");
        let revoked = oauth_clients::Record {
            revoked_at: Some(site.now()),
            ..client(&site, "revoked")
        };
        for client in [&entra, &revoked] {
            insert(&site, client.clone()).await.unwrap();
        }
        let remind = |id: ClientId, days: i32| {
            let event = site.event("client.expiring");
            site.write(move |tx| {
                let event = event.clone();
                Box::pin(async move {
                    let first = tx.oauth_clients().remind(id, 0, days).await?;
                    if first {
                        tx.audit().insert(&event).await?;
                    }
                    Ok::<bool, Error>(first)
                })
            })
        };
        for days in [30, 7] {
            let (one, other) = tokio::join!(remind(entra.id, days), remind(entra.id, days));
            assert_ne!(one.unwrap(), other.unwrap(), "{days}");
            let read = site.store.read(&site.tenant);
            let kept = read.oauth_clients().get(entra.id).await.unwrap().unwrap();
            assert_eq!(kept.reminded_days, Some(days));
        }
        assert!(!remind(entra.id, 30).await.unwrap());
        assert!(!remind(revoked.id, 7).await.unwrap());
        // It was rotated since somebody looked, and lives longer.
        rotate(&site, entra.id, 0).await.unwrap();
        assert!(!remind(entra.id, 1).await.unwrap());
    }
}

#[tokio::test]
async fn of_two_who_rotate_a_client_at_once_one_does_and_the_old_secret_is_kept() {
    for site in backends().await {
        let used = oauth_clients::Record {
            secret_used_at: Some(site.now()),
            secret_used_ip: Some("203.0.113.7".to_owned()),
            reminded_days: Some(7),
            resource_type: Some("Group".to_owned()),
            idp: Some("entra".to_owned()),
            ..client(&site, "entra")
        };
        let revoked = oauth_clients::Record {
            revoked_at: Some(site.now()),
            ..client(&site, "revoked")
        };
        let with_keys = oauth_clients::Record {
            secret_hash: None,
            last_four: None,
            jwks: Some("{}".to_owned()),
            ..client(&site, "keys")
        };
        for client in [&used, &revoked, &with_keys] {
            insert(&site, client.clone()).await.unwrap();
        }
        let id = used.id;
        let (one, other) = tokio::join!(rotate(&site, id, 0), rotate(&site, id, 0));
        assert_ne!(one.unwrap(), other.unwrap());
        let next = next_secret(&site);
        let expected = oauth_clients::Record {
            secret_hash: Some(next.hash),
            last_four: Some(next.last_four),
            rotations: 1,
            rotated_at: Some(next.made_at),
            secret_used_at: None,
            secret_used_ip: None,
            old_secret: Some(oauth_clients::OldSecret {
                hash: vec![0, 1, 255],
                last_four: "abcd".to_owned(),
                ends_at: next.old_ends_at,
                used_at: used.secret_used_at,
                used_ip: used.secret_used_ip.clone(),
            }),
            expires_at: next.expires_at,
            reminded_days: None,
            ..used
        };
        assert_eq!(kept(&site, id).await, expected);
        for (id, rotations) in [(id, 0), (revoked.id, 0), (with_keys.id, 0)] {
            assert!(!rotate(&site, id, rotations).await.unwrap(), "{id}");
        }
    }
}

#[tokio::test]
async fn a_use_is_noted_of_the_secret_that_was_shown_and_an_old_one_ends_once() {
    for site in backends().await {
        let entra = client(&site, "entra");
        insert(&site, entra.clone()).await.unwrap();
        let (id, now) = (entra.id, site.now());
        rotate(&site, id, 0).await.unwrap();
        let old = async || kept(&site, id).await.old_secret.unwrap();
        let show = |hash: Vec<u8>, ip: &str| {
            let used = Use {
                at: now,
                ip: Some(ip.to_owned()),
                agent: None,
                times: 1,
            };
            site.write(move |tx| {
                let (hash, used) = (hash.clone(), used.clone());
                Box::pin(async move { tx.oauth_clients().use_secret(id, &hash, &used).await })
            })
        };
        show(vec![0, 1, 255], "203.0.113.7").await.unwrap();
        show(vec![9], "203.0.113.9").await.unwrap();
        let client = kept(&site, id).await;
        assert_eq!((client.secret_used_at, client.secret_used_ip), (None, None));
        let used = old().await;
        assert_eq!(
            (used.used_at, used.used_ip.as_deref()),
            (Some(now), Some("203.0.113.7"))
        );
        show(next_secret(&site).hash, "203.0.113.8").await.unwrap();
        let client = kept(&site, id).await;
        assert_eq!(client.secret_used_ip.as_deref(), Some("203.0.113.8"));

        let end = |rotations| {
            let event = site.event("client.end_secret");
            site.write(move |tx| {
                let event = event.clone();
                Box::pin(async move {
                    tx.audit().insert(&event).await?;
                    tx.oauth_clients().end_old_secret(id, rotations, now).await
                })
            })
        };
        // Of another rotation it is another secret.
        for other in [0, 2] {
            assert!(!end(other).await.unwrap());
        }
        assert!(old().await.ends_at > now);
        assert!(end(1).await.unwrap());
        assert_eq!(old().await.ends_at, now);
        assert!(!end(1).await.unwrap());
    }
}

fn next_secret(site: &Site) -> NewSecret {
    NewSecret {
        hash: vec![2, 3],
        last_four: "wxyz".to_owned(),
        made_at: site.now(),
        expires_at: Some(site.now() + Duration::days(365)),
        old_ends_at: site.now() + Duration::hours(24),
    }
}

async fn rotate(site: &Site, id: ClientId, rotations: i32) -> Result<bool, Error> {
    let (event, next) = (site.event("client.rotate"), next_secret(site));
    site.write(move |tx| {
        let (event, next) = (event.clone(), next.clone());
        Box::pin(async move {
            let first = tx.oauth_clients().rotate(id, rotations, &next).await?;
            if first {
                tx.audit().insert(&event).await?;
            }
            Ok::<bool, Error>(first)
        })
    })
    .await
}

async fn kept(site: &Site, id: ClientId) -> oauth_clients::Record {
    let read = site.store.read(&site.tenant);
    read.oauth_clients().get(id).await.unwrap().unwrap()
}

fn client(site: &Site, name: &str) -> oauth_clients::Record {
    oauth_clients::Record {
        id: site.ids.next(),
        name: name.to_owned(),
        client_id: format!("rc_client_{name}"),
        secret_hash: Some(vec![0, 1, 255]),
        last_four: Some("abcd".to_owned()),
        rotations: 0,
        rotated_at: None,
        secret_used_at: None,
        secret_used_ip: None,
        old_secret: None,
        jwks: None,
        scope: "write".to_owned(),
        resource_type: None,
        allow_cidrs: Vec::new(),
        idp: None,
        created_at: site.now(),
        created_by: "cli".to_owned(),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
        last_used_ip: None,
        last_used_agent: None,
        reminded_days: None,
    }
}

async fn insert(site: &Site, record: oauth_clients::Record) -> Result<(), Error> {
    let event = site.event("client.issue");
    site.write(move |tx| {
        let (record, event) = (record.clone(), event.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.oauth_clients().insert(&record).await
        })
    })
    .await
}
