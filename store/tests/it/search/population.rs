//! Users that differ in everything a search can ask for.

use scim::Resource;
use serde_json::{Value, json};
use store::members::{Kind as MemberKind, MemberRef, Revision};
use store::{UserId, users};

use super::ENTERPRISE;
use crate::harness::{Site, compared, object};

/// Somebody as a client sees them.
pub(super) struct Somebody {
    pub(super) id: UserId,
    pub(super) seen: Resource,
}

/// Users that differ in everything a filter can ask for, as they are seen.
pub(super) async fn populate(site: &Site) -> Vec<Somebody> {
    let engineers = site.add_group("Engineers").await;
    let mut population = Vec::new();
    for number in 0..24_i32 {
        site.clock.advance(chrono::Duration::milliseconds(250));
        let mut user = site.user(&format!("User{number}"));
        user.document = object(described(number, &user));
        user.external_id = text(&user, "externalId");
        user.display_name = text(&user, "displayName");
        user.active = number % 5 > 0;
        let (stored, event) = (user.clone(), site.event("user.create"));
        let written = site.write(move |tx| {
            let (user, event) = (stored.clone(), event.clone());
            Box::pin(async move {
                tx.users().insert(&user, &compared(&user)).await?;
                tx.audit().insert(&event).await
            })
        });
        written.await.unwrap();
        let mut seen = seen(&user);
        if number % 4 == 1 {
            add_members(site, engineers, vec![(user.id.as_uuid(), MemberKind::User)]).await;
            let group = json!({
                "value": engineers.to_string(), "display": "Engineers", "type": "direct",
                "$ref": format!("/Groups/{engineers}"),
            });
            seen.insert("groups", json!([group]));
        }
        population.push(Somebody { id: user.id, seen });
    }
    population
}

fn text(user: &users::Record, attribute: &str) -> Option<String> {
    user.document.get(attribute)?.as_str().map(str::to_owned)
}

fn described(number: i32, user: &users::Record) -> Value {
    let mut document = json!({"userName": user.user_name, "active": number % 5 > 0});
    let titles = ["Engineer", "engineer", "50% _Ärzt"];
    let mut set = |wanted: bool, name: &str, value: Value| {
        if wanted {
            document[name] = value;
        }
    };
    set(
        number % 3 > 0,
        "externalId",
        json!(format!("Ext{}", number % 5)),
    );
    set(
        number % 4 > 0,
        "displayName",
        json!(format!("Name {}", number % 3)),
    );
    set(number == 8, "displayName", json!("NÄME of 8"));
    set(
        number % 3 == 0,
        "title",
        json!(titles[usize::try_from(number % 9 / 3).unwrap()]),
    );
    set(
        number % 2 == 0,
        "name",
        json!({"familyName": format!("Family {}", number % 4), "formatted": format!("F{number}")}),
    );
    set(number % 7 == 0, "profileUrl", json!("https://x.org/A"));
    set(number % 6 == 1, "preferredLanguage", json!("de-CH"));
    set(
        number % 6 == 2,
        "roles",
        json!([{"value": "a\"b"}, {"value": "it's; --"}]),
    );
    set(
        number % 4 == 2,
        "phoneNumbers",
        json!([{"type": "Mobile", "value": "+49 1"}, {"type": "work", "value": "+41 2"}]),
    );
    set(
        number % 5 == 2,
        "addresses",
        json!([{"locality": "Zürich", "country": "ch"}, {"locality": "Bern", "primary": number > 10}]),
    );
    set(
        number % 3 == 1,
        ENTERPRISE,
        json!({"department": "Engines", "employeeNumber": number.to_string(), "manager": {"value": "m"}}),
    );
    let emails: Vec<Value> = (0..number % 4)
        .map(|of| match of {
            0 => json!({"value": format!("Mail{}@x.org", number % 6), "type": "work"}),
            1 => json!({"value": "home@x.org", "type": "Home", "primary": true}),
            _ => json!({"value": format!("mail{}@x.org", number % 2)}),
        })
        .collect();
    set(!emails.is_empty(), "emails", emails.into());
    document
}

/// The user as a client would see it, which is what a filter is about.
fn seen(user: &users::Record) -> Resource {
    let mut seen = user.document.clone();
    let mut schemas = vec![json!("urn:ietf:params:scim:schemas:core:2.0:User")];
    schemas.extend(seen.contains_key(ENTERPRISE).then(|| json!(ENTERPRISE)));
    seen.insert("schemas".to_owned(), schemas.into());
    seen.insert("id".to_owned(), user.id.to_string().into());
    let meta = json!({
        "resourceType": "User",
        "created": user.created_at.to_rfc3339(),
        "lastModified": user.updated_at.to_rfc3339(),
        "location": format!("/Users/{}", user.id),
        "version": format!("W/\"{}\"", user.version),
    });
    seen.insert("meta".to_owned(), meta);
    Resource::from_map(seen)
}

pub(super) async fn add_members(
    site: &Site,
    group: store::GroupId,
    members: Vec<(uuid::Uuid, MemberKind)>,
) {
    let (event, now) = (site.event("group.members"), site.now());
    let added = site.write(move |tx| {
        let (event, members) = (event.clone(), members.clone());
        Box::pin(async move {
            let members: Vec<MemberRef> = members
                .into_iter()
                .map(|(id, kind)| MemberRef {
                    id,
                    kind,
                    display: None,
                })
                .collect();
            tx.audit().insert(&event).await?;
            let revision = Revision {
                group,
                version: 2,
                at: now,
            };
            tx.members().add(revision, &members).await
        })
    });
    added.await.unwrap();
}
