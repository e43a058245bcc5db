//! Entity tags (RFC 7644 §3.14).

use serde_json::json;

use super::{make_group, make_user, patch, user};
use crate::harness::each_backend;

#[tokio::test]
async fn a_write_on_an_old_version_is_refused() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_user(client, "ada").await;
        let path = format!("/Users/{id}");
        let first = client.get(&path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");

        let rename = patch(&[json!({"op": "replace", "path": "displayName", "value": "Ada"})]);
        let matching = client.clone().with("if-match", &tag);
        let second = matching.patch(&path, &rename).await;
        second.expect(200);
        assert_ne!(second.header("etag"), tag);

        matching.patch(&path, &rename).await.refused(412, None);
        matching.put(&path, &user("ada")).await.refused(412, None);
        matching.delete(&path).await.refused(412, None);
        client
            .clone()
            .with("if-match", "*")
            .put(&path, &user("ada"))
            .await
            .expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_reader_with_the_current_version_is_told_so() {
    each_backend(async |world| {
        let id = make_group(&world.writer, "Engineering", &[]).await;
        let path = format!("/Groups/{id}");
        let first = world.reader.get(&path).await;
        let again = world
            .reader
            .clone()
            .with("if-none-match", first.header("etag"));
        let reply = again.get(&path).await;
        assert_eq!((reply.status, reply.text.as_str()), (304, ""));
        assert_eq!(reply.header("etag"), first.header("etag"));
    })
    .await;
}

#[tokio::test]
async fn a_change_of_nothing_keeps_the_version() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_user(client, "ada").await;
        let path = format!("/Users/{id}");
        let before = client.get(&path).await;
        let same = patch(&[json!({"op": "replace", "path": "userName", "value": "ada"})]);
        client.patch(&path, &same).await.expect(200);
        client.put(&path, &user("ada")).await.expect(200);
        let after = client.get(&path).await;
        assert_eq!(after.header("etag"), before.header("etag"));
        assert_eq!(
            after.json()["meta"]["lastModified"],
            before.json()["meta"]["lastModified"]
        );
        let events = world.events("acme");
        let unchanged = events
            .iter()
            .filter(|event| event["outcome"] == "no_change")
            .count();
        assert_eq!(unchanged, 2);
    })
    .await;
}
