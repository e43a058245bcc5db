//! The people of the console in one tenant, and the links that lead there.

use chrono::Duration;
use store::{Tenant, invitations, password_resets};

use crate::harness::backends;

#[tokio::test]
async fn a_member_is_shut_out_let_in_seen_and_removed() {
    for site in backends().await {
        let (_, ann) = site.add_member("ann", "owner").await;
        let (_, bob) = site.add_member("bob", "auditor").await;
        let (globex, now) = (site.another_tenant("globex").await, site.now());
        let event = site.event("member.disable");
        let acted = site.write(move |tx| {
            let event = event.clone();
            Box::pin(async move {
                tx.audit().insert(&event).await?;
                assert!(!tx.admins().enable(ann).await?);
                assert!(tx.admins().disable(ann, now).await?);
                assert_eq!(tx.admins().count_owners().await?, 0);
                assert!(tx.admins().enable(ann).await?);
                assert_eq!(tx.admins().count_owners().await?, 1);
                tx.admins().touch(ann, now).await?;
                assert!(tx.admins().remove(bob).await?);
                assert!(!tx.admins().remove(bob).await?);
                Ok(())
            })
        });
        acted.await.unwrap();
        let read = site.store.read(&site.tenant);
        let found = read.admins().by_email("ann@x.org").await.unwrap().unwrap();
        assert_eq!((found.id, found.last_seen_at), (ann, Some(now)));
        assert_eq!(read.admins().list().await.unwrap(), [found]);
        let abroad = site.store.read(&globex);
        assert_eq!(abroad.admins().get(ann).await.unwrap(), None);
        assert_eq!(abroad.admins().by_email("ann@x.org").await.unwrap(), None);
    }
}

#[tokio::test]
async fn an_invitation_is_read_and_withdrawn_in_its_own_tenant_alone() {
    for site in backends().await {
        let (globex, now) = (site.another_tenant("globex").await, site.now());
        let new = invitations::New {
            id: site.ids.next(),
            tenant_id: Some(site.tenant.id()),
            email: Some("eve@x.org".to_owned()),
            role: Some("admin".to_owned()),
            kind: invitations::Kind::Invite,
            code_hash: "code".to_owned(),
            created_at: now,
            expires_at: now + Duration::hours(72),
            invited_by: Some("ann@x.org".to_owned()),
        };
        let id = new.id;
        let kept = site.write_system(move |tx| {
            let new = new.clone();
            Box::pin(async move { tx.insert_invitation(&new).await })
        });
        kept.await.unwrap();
        let withdraw = async |tenant: &Tenant| {
            let event = site.event("member.withdraw");
            let withdrawn = site.write_to(tenant, move |tx| {
                let event = event.clone();
                Box::pin(async move {
                    tx.audit().insert(&event).await?;
                    tx.invitations().withdraw(id).await
                })
            });
            withdrawn.await.unwrap()
        };
        let (own, abroad) = (site.store.read(&site.tenant), site.store.read(&globex));
        let open = own.invitations().open(now).await.unwrap();
        assert_eq!(open[0].invited_by.as_deref(), Some("ann@x.org"));
        assert!(abroad.invitations().open(now).await.unwrap().is_empty());
        assert_eq!(abroad.invitations().get(id).await.unwrap(), None);
        assert!(!withdraw(&globex).await);
        let later = now + Duration::hours(72);
        assert!(own.invitations().open(later).await.unwrap().is_empty());
        assert!(withdraw(&site.tenant).await);
        assert_eq!(own.invitations().get(id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_link_to_another_password_is_used_once_and_ends_with_its_time() {
    for site in backends().await {
        let (account, _) = site.add_member("ann", "owner").await;
        let now = site.now();
        let record = |code: &str| password_resets::Record {
            id: site.ids.next(),
            account_id: account,
            made_in: Some((site.tenant.id(), "owner".to_owned())),
            code_hash: code.to_owned(),
            created_at: now,
            expires_at: now + Duration::minutes(30),
            used_at: None,
        };
        let (first, second) = (record("first"), record("second"));
        let (kept, next) = (first.clone(), second.clone());
        let used = site.write_system(move |tx| {
            let (kept, next) = (kept.clone(), next.clone());
            Box::pin(async move {
                let resets = tx.password_resets();
                resets.insert(&kept).await?;
                let late = now + Duration::minutes(30);
                assert_eq!(resets.use_up("first", late).await?, None);
                let used = resets.use_up("first", now).await?;
                assert_eq!(resets.use_up("first", now).await?, None);
                resets.insert(&next).await?;
                resets.end_of_account(account, now).await?;
                assert_eq!(resets.use_up("second", now).await?, None);
                Ok(used)
            })
        });
        let used = used.await.unwrap().unwrap();
        let system = site.store.system();
        let stored = system.password_reset("first").await.unwrap();
        assert_eq!(stored, Some(used.clone()));
        let expected = password_resets::Record {
            used_at: Some(now),
            ..first
        };
        assert_eq!(used, expected);
        let ended = system.password_reset_by_id(second.id).await.unwrap();
        assert!(!ended.unwrap().is_open(now));
        let later = now + Duration::days(1);
        let forgotten = site.write_system(move |tx| {
            Box::pin(async move { tx.password_resets().forget(later).await })
        });
        forgotten.await.unwrap();
        assert_eq!(system.password_reset("first").await.unwrap(), None);
    }
}
