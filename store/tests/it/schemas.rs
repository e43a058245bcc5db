//! Schemas of a tenant: one of each URN, none deleted while in use, unique values by index.

use serde_json::json;
use store::schemas::{Holder, Record, UniqueValue};
use store::{Constraint, Error, SchemaId, Tenant, UserId};

use crate::harness::{Site, backends, object};

const URN: &str = "urn:example:badge:2.0:User";

fn schema(site: &Site, urn: &str) -> Record {
    Record {
        id: site.ids.next(),
        urn: urn.to_owned(),
        resource_type: "User".to_owned(),
        required: false,
        document: object(json!({"id": urn, "zeta": 1, "attributes": [{"name": "number"}]})),
        created_at: site.now(),
        updated_at: site.now(),
    }
}

async fn register(site: &Site, tenant: &Tenant, record: &Record) -> Result<(), Error> {
    let (record, event) = (record.clone(), site.event("schema.create"));
    site.write_to(tenant, move |tx| {
        let (record, event) = (record.clone(), event.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.schemas().raise_revision().await?;
            tx.schemas().insert(&record).await
        })
    })
    .await
}

async fn delete(site: &Site, id: SchemaId) -> Result<bool, Error> {
    let event = site.event("schema.delete");
    site.write(move |tx| {
        let event = event.clone();
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.schemas().delete(id).await
        })
    })
    .await
}

async fn hold(site: &Site, user: UserId, schema: SchemaId) -> Result<(), Error> {
    let event = site.event("user.update");
    site.write(move |tx| {
        let event = event.clone();
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.schemas().hold(Holder::User(user), &[schema]).await
        })
    })
    .await
}

async fn release(site: &Site, user: UserId, schema: SchemaId) {
    let event = site.event("user.update");
    site.write(move |tx| {
        let event = event.clone();
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            tx.schemas().release(Holder::User(user), &[schema]).await
        })
    })
    .await
    .unwrap();
}

/// Whether the user has the value afterwards; who does not has refused the whole write.
async fn claim(site: &Site, user: UserId, schema: SchemaId, text: &str, exact: bool) -> bool {
    let event = site.event("user.update");
    let value = UniqueValue {
        schema,
        attribute: "number".to_owned(),
        text: text.to_owned(),
        case_exact: exact,
    };
    let outcome = site.write(move |tx| {
        let (event, value) = (event.clone(), value.clone());
        Box::pin(async move {
            tx.audit().insert(&event).await?;
            let taken = tx
                .schemas()
                .claim(Holder::User(user), &[value])
                .await?
                .len();
            if taken == 0 {
                Ok(())
            } else {
                Err(Error::Stale)
            }
        })
    });
    match outcome.await {
        Ok(()) => true,
        Err(Error::Stale) => false,
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_schema_reads_back_and_its_revision_rises() {
    for site in backends().await {
        let record = schema(&site, URN);
        register(&site, &site.tenant, &record).await.unwrap();
        let read = site.store.read(&site.tenant);
        let listed = read.schemas().list().await.unwrap();
        assert_eq!(listed, std::slice::from_ref(&record));
        let tenant = site
            .store
            .system()
            .tenant_by_slug("acme")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (site.tenant.schema_revision(), tenant.schema_revision()),
            (0, 1)
        );

        let (event, later) = (
            site.event("schema.update"),
            Record {
                required: true,
                ..record
            },
        );
        let next = later.clone();
        let updated = site.write(move |tx| {
            let (event, next) = (event.clone(), next.clone());
            Box::pin(async move {
                tx.audit().insert(&event).await?;
                tx.schemas().update(&next).await
            })
        });
        assert!(updated.await.unwrap());
        assert_eq!(read.schemas().list().await.unwrap(), [later]);
    }
}

#[tokio::test]
async fn a_urn_is_registered_once_per_tenant_whatever_its_letter_case() {
    for site in backends().await {
        let globex = site.another_tenant("globex").await;
        register(&site, &site.tenant, &schema(&site, URN))
            .await
            .unwrap();
        let again = register(&site, &site.tenant, &schema(&site, &URN.to_uppercase())).await;
        assert!(
            matches!(again, Err(Error::Constraint(Constraint::SchemaUrn))),
            "{again:?}"
        );
        register(&site, &globex, &schema(&site, URN)).await.unwrap();
        let own = site.store.read(&globex).schemas().list().await.unwrap();
        assert_eq!(own.len(), 1);
    }
}

#[tokio::test]
async fn a_schema_in_use_cannot_be_deleted_nor_a_deleted_one_be_used() {
    for site in backends().await {
        let record = schema(&site, URN);
        register(&site, &site.tenant, &record).await.unwrap();
        let ann = site.add_user("ann").await;
        hold(&site, ann, record.id).await.unwrap();
        hold(&site, ann, record.id).await.unwrap();
        let read = site.store.read(&site.tenant);
        assert_eq!(read.schemas().count_holders(record.id).await.unwrap(), 1);
        let holders = read.schemas().holders(record.id, 10).await.unwrap();
        assert_eq!(holders, [Holder::User(ann)]);

        let refused = delete(&site, record.id).await;
        assert!(
            matches!(refused, Err(Error::Constraint(Constraint::ForeignKey))),
            "{refused:?}"
        );
        release(&site, ann, record.id).await;
        assert!(delete(&site, record.id).await.unwrap());
        let refused = hold(&site, ann, record.id).await;
        assert!(
            matches!(refused, Err(Error::Constraint(Constraint::ForeignKey))),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_foreign_schema_cannot_be_used() {
    for site in backends().await {
        let globex = site.another_tenant("globex").await;
        let record = schema(&site, URN);
        register(&site, &globex, &record).await.unwrap();
        let ann = site.add_user("ann").await;
        let refused = hold(&site, ann, record.id).await;
        assert!(
            matches!(refused, Err(Error::Constraint(Constraint::ForeignKey))),
            "{refused:?}"
        );
        assert!(!delete(&site, record.id).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_16_parallel_claims_of_one_value_one_succeeds() {
    for site in backends().await {
        let record = schema(&site, URN);
        register(&site, &site.tenant, &record).await.unwrap();
        let mut users = Vec::new();
        for number in 0..16 {
            users.push(site.add_user(&format!("user{number}")).await);
        }
        let claims = users.iter().enumerate().map(|(number, user)| {
            let text = if number % 2 == 0 { "b-7" } else { "B-7" };
            claim(&site, *user, record.id, text, false)
        });
        let outcomes = futures::future::join_all(claims).await;
        assert_eq!(outcomes.iter().filter(|claimed| **claimed).count(), 1);
    }
}

#[tokio::test]
async fn letter_case_tells_values_apart_where_it_counts() {
    for site in backends().await {
        let record = schema(&site, URN);
        register(&site, &site.tenant, &record).await.unwrap();
        let (ann, bob) = (site.add_user("ann").await, site.add_user("bob").await);
        assert!(claim(&site, ann, record.id, "b-7", true).await);
        assert!(claim(&site, bob, record.id, "B-7", true).await);
        assert!(!claim(&site, bob, record.id, "b-7", true).await);
    }
}

#[tokio::test]
async fn who_goes_frees_schema_and_values() {
    for site in backends().await {
        let record = schema(&site, URN);
        register(&site, &site.tenant, &record).await.unwrap();
        let (ann, bob) = (site.add_user("ann").await, site.add_user("bob").await);
        hold(&site, ann, record.id).await.unwrap();
        assert!(claim(&site, ann, record.id, "b-7", false).await);
        let (event, now) = (site.event("user.delete"), site.now());
        let gone = site.write(move |tx| {
            let event = event.clone();
            Box::pin(async move {
                tx.audit().insert(&event).await?;
                tx.users().delete(ann, now).await
            })
        });
        assert!(gone.await.unwrap());
        assert!(claim(&site, bob, record.id, "b-7", false).await);
        assert!(delete(&site, record.id).await.unwrap());
    }
}

#[tokio::test]
async fn a_tenant_goes_with_its_schemas_even_when_they_are_in_use() {
    for site in backends().await {
        let record = schema(&site, URN);
        register(&site, &site.tenant, &record).await.unwrap();
        let ann = site.add_user("ann").await;
        hold(&site, ann, record.id).await.unwrap();
        assert!(claim(&site, ann, record.id, "b-7", false).await);
        let tenant = site.tenant.clone();
        let deleted = site.write_system(move |tx| {
            let tenant = tenant.clone();
            Box::pin(async move { tx.delete_tenant(&tenant).await })
        });
        assert!(deleted.await.unwrap());
        let left = site
            .store
            .read(&site.tenant)
            .schemas()
            .list()
            .await
            .unwrap();
        assert_eq!(left, []);
    }
}
