//! Mail that waits: one of many takes it, and it goes with what it is about.

use chrono::{DateTime, Duration, Utc};
use futures::future::join_all;
use store::{Id, mails};
use uuid::Uuid;

use crate::harness::{Site, backends};

fn mail(number: u128, about: Option<Uuid>, due_at: DateTime<Utc>) -> mails::New {
    mails::New {
        id: Id::from_uuid(Uuid::from_u128(number)),
        about,
        sealed: format!("mail {number}"),
        due_at,
        expires_at: due_at + Duration::hours(72),
    }
}

async fn keep(site: &Site, new: mails::New) {
    let kept = site.write(move |tx| {
        let new = new.clone();
        Box::pin(async move { tx.mails().insert(&new).await })
    });
    kept.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_is_due_is_taken_by_one_of_many() {
    for site in backends().await {
        let now = site.now();
        for number in 1..=20 {
            keep(&site, mail(number, None, now)).await;
        }
        keep(&site, mail(99, None, now + Duration::seconds(1))).await;
        let until = now + Duration::minutes(5);
        let takers = (0..8).map(|_| {
            site.write_system(move |tx| Box::pin(async move { tx.take_mail(now, until, 8).await }))
        });
        let taken = join_all(takers).await.into_iter().flat_map(Result::unwrap);
        let mut taken: Vec<_> = taken.map(|mail| (mail.sealed, mail.attempts)).collect();
        let count = taken.len();
        taken.sort();
        taken.dedup();
        assert_eq!(taken.len(), count, "{taken:?}");
        assert!(taken.iter().all(|(_, attempts)| *attempts == 1));
        // Whoever found the rows of another taken gets the rest the next time.
        let rest = site
            .write_system(move |tx| Box::pin(async move { tx.take_mail(now, until, 100).await }));
        assert_eq!(rest.await.unwrap().len() + count, 20);
        assert!(!site.store.system().mail_is_due(now).await.unwrap());
        assert!(site.store.system().mail_is_due(until).await.unwrap());
    }
}

#[tokio::test]
async fn mail_is_withdrawn_by_what_it_is_about_in_its_tenant_alone() {
    for site in backends().await {
        let (now, about) = (site.now(), Uuid::from_u128(7));
        keep(&site, mail(1, Some(about), now)).await;
        let globex = site.another_tenant("globex").await;
        let elsewhere = site.write_to(&globex, move |tx| {
            Box::pin(async move { tx.mails().withdraw(about).await })
        });
        elsewhere.await.unwrap();
        assert!(site.store.system().mail_is_due(now).await.unwrap());
        let here = site.write(move |tx| Box::pin(async move { tx.mails().withdraw(about).await }));
        here.await.unwrap();
        assert!(!site.store.system().mail_is_due(now).await.unwrap());
    }
}
