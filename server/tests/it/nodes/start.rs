//! Servers come and go, one by one and at once.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::secret_key;
use crate::harness::{Client, Database, Rollcall, Server, World, backends};

#[tokio::test]
async fn servers_that_start_at_once_on_an_empty_database_share_it() {
    for backend in backends() {
        let database = Database::new(backend).await;
        let rollcall = Rollcall::on(&database);
        let servers: Vec<Server> = thread::scope(|scope| {
            let start = || Server::start(&rollcall);
            let starting: Vec<_> = (0..3).map(|_| scope.spawn(start)).collect();
            let started = starting.into_iter().map(|server| server.join().unwrap());
            started.collect()
        });
        rollcall.done(&["tenant", "create", "acme", "--name", "Acme"]);
        let token = rollcall.done(&["token", "issue", "--tenant", "acme", "--name", "okta"]);
        for server in &servers {
            let client = Client::new(format!("{}/scim/v2", server.url)).with_token(&token);
            client.get("/Users").await.expect(200);
        }
        // One with another secret key is none of them.
        let stranger = Rollcall::on(&database).with("ROLLCALL_SECRET_KEY", &secret_key(9));
        let refused = stranger.run(&["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(
            refused
                .stderr
                .starts_with("error: the secret key is not the one"),
            "{refused:?}"
        );
        drop(servers);
        database.close().await;
    }
}

#[tokio::test]
async fn what_a_killed_server_left_is_finished_by_those_that_go_on() {
    for backend in backends() {
        let world = World::new(backend, &[]).await;
        let other = Server::start(&world.rollcall);
        let siem = world.siem().at(&other.url);
        let auditor = world.sign_in("acme", "auditor").await.at(&other.url);
        let reader = world.reader.clone();
        let reader = reader.at(format!("{}/t/acme/scim/v2", other.url));
        let ada = json!({"userName": "ada"});
        world.writer.post("/Users", &ada).await.expect(201);
        world.server.kill();
        assert_eq!(reader.get("/Users").await.expect(200)["totalResults"], 1);
        assert_eq!(auditor.get("/account").await.status, 200);
        // Its last events get their numbers from whoever is there.
        let deadline = Instant::now() + Duration::from_mins(1);
        let path = "/t/acme/api/v1/audit-events?op=user.create";
        while siem.get(path).await.expect(200)["events"] == json!([]) {
            assert!(Instant::now() < deadline, "nobody seals");
        }
        drop(other);
        world.database.close().await;
    }
}
