//! The audit log's list, followed live.

use serde_json::json;

use crate::harness::{Backend, Stream, World, each_backend};

const LIVE: &str = "/t/acme/audit/live";

async fn user(world: &World, name: &str) {
    let user = json!({"userName": name});
    world.writer.post("/Users", &user).await.expect(201);
}

#[tokio::test]
async fn a_page_follows_its_list_and_goes_on_where_it_broke_off() {
    each_backend(async |world| {
        let auditor = world.sign_in("acme", "auditor").await;
        world.events("acme");
        let path = format!("{LIVE}?op=user.create&range=15m");
        let mut stream = Stream::open(&auditor, &path).await;
        // Says at once where it begins.
        stream.message().await.unwrap();
        let begin = stream.place;
        assert!(begin > 0);
        let group = json!({"displayName": "no user"});
        world.writer.post("/Groups", &group).await.expect(201);
        user(world, "first").await;
        let row = stream.row().await;
        assert!(row.contains("<tr") && row.contains("first"), "{row}");
        assert!(
            row.contains("/t/acme/audit/") && row.contains(" ok"),
            "{row}"
        );
        assert!(stream.place > begin);

        let place = stream.place;
        drop(stream);
        user(world, "second").await;
        user(world, "third").await;
        let again = auditor.clone().with("last-event-id", &place.to_string());
        let mut stream = Stream::open(&again, &format!("{path}&after={begin}")).await;
        for name in ["second", "third"] {
            let row = stream.row().await;
            assert!(row.contains(name), "{row}");
        }

        for (query, status) in [("?outcome=terrible", 400), ("?q=colour:red", 400)] {
            let reply = auditor.get(&format!("{LIVE}{query}")).await;
            assert_eq!(reply.status, status, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_see_the_log_any_more_is_not_told_more() {
    each_backend(async |world| {
        let auditor = world.sign_in("acme", "auditor").await;
        let mut stream = Stream::open(&auditor, LIVE).await;
        let disable = ["admin", "disable", "--tenant", "acme", "--email"];
        world
            .rollcall
            .done(&[&disable[..], &["auditor@acme.example"]].concat());
        stream.ended().await;

        let owner = world.sign_in("acme", "owner").await;
        let mut stream = Stream::open(&owner, LIVE).await;
        let csrf = owner.get("/t/acme/audit").await.csrf();
        let reply = owner.form("/logout", &[("csrf", csrf.as_str())]).await;
        assert_eq!(reply.status, 303, "{}", reply.text);
        stream.ended().await;
    })
    .await;
}

#[tokio::test]
async fn a_tenant_has_few_followers_and_a_server_that_stops_lets_them_go() {
    let world = World::new(Backend::Sqlite, &[]).await;
    let owner = world.sign_in("acme", "owner").await;
    let mut streams = Vec::new();
    for _ in 0..32 {
        streams.push(Stream::open(&owner, LIVE).await);
    }
    assert_eq!(owner.get(LIVE).await.status, 429);
    drop(streams.pop());
    // The connection is closed while something is waited for.
    let mut stream = loop {
        let answer = owner.open(LIVE).await;
        if answer.status() == 200 {
            break Stream {
                answer,
                text: String::new(),
                place: 0,
            };
        }
    };
    world.server.signal("TERM");
    stream.ended().await;
    drop(streams);
    let (code, log) = world.server.wait();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("are cut off"), "{log}");
    world.database.close().await;
}
