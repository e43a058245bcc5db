//! OAuth clients that end, that nobody uses, and that somebody was reminded of.

use chrono::Duration;
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
                    let first = tx.oauth_clients().remind(id, days).await?;
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
    }
}

fn client(site: &Site, name: &str) -> oauth_clients::Record {
    oauth_clients::Record {
        id: site.ids.next(),
        name: name.to_owned(),
        client_id: format!("rc_client_{name}"),
        secret_hash: Some(vec![0, 1, 255]),
        last_four: Some("abcd".to_owned()),
        jwks: None,
        scope: "write".to_owned(),
        allow_cidrs: Vec::new(),
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
