//! Every list of the console, of a tenant with many users and groups and a long log.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::Failure;
use crate::pages::{self, Page};
use crate::site::Site;

/// Operations of one bulk request, as many as there may be.
const PORTION: u64 = 1_000;
/// Members of each group, and so one group for so many users.
const MEMBERS: u64 = 50;

/// The group that all users are in.
const EVERYBODY: &str = "Everybody";

/// Provisions users, and groups of them, as an identity provider does at first.
pub(crate) async fn provision(site: &Site, users: u64) -> Result<Duration, Failure> {
    let started = Instant::now();
    let everybody = bulk(site, vec![group(EVERYBODY, &[])]).await?;
    let everybody = ids(&everybody)?.remove(0);
    for first in (0..users).step_by(usize::try_from(PORTION)?) {
        let made = (first..users.min(first + PORTION)).map(user).collect();
        let ids = ids(&bulk(site, made).await?)?;
        let groups = ids.chunks(usize::try_from(MEMBERS)?).zip(first / MEMBERS..);
        let groups = groups.map(|(ids, number)| group(&format!("Team {number}"), ids));
        let joined = std::iter::once(join(&everybody, &ids));
        bulk(site, groups.chain(joined).collect()).await?;
    }
    Ok(started.elapsed())
}

fn user(number: u64) -> Value {
    let name = format!("person{number}@bench.example");
    json!({"method": "POST", "path": "/Users", "bulkId": name, "data": {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name,
        "externalId": format!("00u{number:08}"),
        "displayName": format!("Person {number}"),
        "name": {"givenName": "Person", "familyName": number.to_string()},
        "emails": [{"value": name, "type": "work", "primary": true}],
        "active": !number.is_multiple_of(10),
    }})
}

fn group(name: &str, ids: &[String]) -> Value {
    json!({"method": "POST", "path": "/Groups", "bulkId": name, "data": {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": name,
        "members": members(ids),
    }})
}

fn join(group: &str, ids: &[String]) -> Value {
    json!({"method": "PATCH", "path": format!("/Groups/{group}"), "data": {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "add", "path": "members", "value": members(ids)}],
    }})
}

fn members(ids: &[String]) -> Value {
    ids.iter().map(|id| json!({"value": id})).collect()
}

async fn bulk(site: &Site, operations: Vec<Value>) -> Result<Value, Failure> {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": operations,
    });
    site.scim(Method::POST, "Bulk", body).await
}

/// The ids of what a bulk request made; one that it did not make is a failure.
fn ids(answer: &Value) -> Result<Vec<String>, Failure> {
    let operations = answer["Operations"].as_array().ok_or("no operations")?;
    let id = |operation: &Value| {
        let location = operation["location"].as_str()?;
        Some(location.rsplit_once('/')?.1.to_owned())
    };
    let ids: Option<Vec<_>> = operations.iter().map(id).collect();
    Ok(ids.ok_or_else(|| format!("not all were made: {}", operations[0]))?)
}

/// Asks for every list often enough, by turns.
pub(crate) async fn measure(site: &Site) -> Result<(), Failure> {
    let user = first_of(site, "users").await?;
    let group = id_on(site, "groups?q=team", "groups").await?;
    let mut lists: Vec<Page> = LISTS
        .into_iter()
        .map(|(name, path, words)| Page::new(name, path, words))
        .collect();
    for (name, path, words) in [
        ("groups of a user", format!("users/{user}/groups"), "Team "),
        (
            "history of a user",
            format!("users/{user}/history"),
            "/audit/",
        ),
        (
            "members of a group",
            format!("groups/{group}/members"),
            "Person ",
        ),
        (
            "history of a group",
            format!("groups/{group}/history"),
            "/audit/",
        ),
    ] {
        lists.push(Page::new(name, &path, words));
    }
    let everybody = id_on(site, &format!("groups?q={EVERYBODY}"), "groups").await?;
    let members = format!("groups/{everybody}/members");
    for (name, rest, words) in [
        ("members of everybody's group", "", "Person "),
        ("a search of them", "?q=person77", "Person 77"),
    ] {
        lists.push(Page::new(name, &format!("{members}{rest}"), words));
    }
    let history = format!("groups/{everybody}/history");
    lists.push(Page::new("history of that group", &history, "/audit/"));
    for (name, list) in [
        ("users, second page", "users"),
        ("members of everybody's group, second page", &*members),
    ] {
        let second = next_of(site, list).await?;
        lists.push(Page::new(name, &second, "Person "));
    }
    pages::time(site, &lists).await
}

/// Each with words that are on it only when it shows what was asked for.
const LISTS: [(&str, &str, &str); 16] = [
    ("users", "users", "Person "),
    (
        "users, newest change first",
        "users?sort=-changed",
        "Person ",
    ),
    ("200 users", "users?limit=200", "Person "),
    ("a search of users", "users?q=person77", "Person 77"),
    ("users who are inactive", "users?active=false", "Person "),
    (
        "a filter of users",
        "users?filter=emails.value%20co%20%22person77%22",
        "Person 77",
    ),
    ("groups", "groups", "Team "),
    ("a search of groups", "groups?q=team%207", "Team 7"),
    ("audit log, 24 hours", "audit", "@bench.example"),
    ("audit log, all time", "audit?range=all", "@bench.example"),
    (
        "audit log, one operation",
        "audit?range=all&op=user.update",
        "@bench.example",
    ),
    ("saved views", "audit/views", "Console changes"),
    ("tokens", "tokens", "writes-"),
    ("OAuth clients", "tokens/clients", "clients/new"),
    ("members", "members", "owner@bench.example"),
    (
        "schemas",
        "settings/schemas",
        "urn:ietf:params:scim:schemas:core",
    ),
];

/// The id of the first user or group of a list.
async fn first_of(site: &Site, list: &str) -> Result<String, Failure> {
    id_on(site, list, list).await
}

/// The id of the first user or group on a page.
async fn id_on(site: &Site, page: &str, kind: &str) -> Result<String, Failure> {
    let html = site.page(page).await?;
    let id = html.split(&format!("/{kind}/")).find_map(pages::uuid_at);
    Ok(id.ok_or_else(|| format!("{page} shows none"))?.to_string())
}

/// The address of a list's next page, below the tenant.
async fn next_of(site: &Site, list: &str) -> Result<String, Failure> {
    let html = site.page(list).await?;
    let cursor = html
        .split("cursor=")
        .nth(1)
        .and_then(|rest| rest.split(['"', '&']).next())
        .ok_or_else(|| format!("{list} has one page"))?;
    Ok(format!("{list}?cursor={cursor}"))
}
