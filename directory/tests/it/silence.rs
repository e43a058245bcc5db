//! Clients that have stopped calling.

use chrono::TimeDelta;
use directory::audit::Query;
use directory::{ListQuery, Scope};

use crate::harness::House;

impl House {
    /// Calls once an hour for so many hours with the token of that name.
    pub(crate) async fn call(&self, secret: &secrecy::SecretString, hours: u32) {
        for _ in 0..hours {
            let caller = self.enter(Some("acme"), secret).await.unwrap();
            let users = self.directory.users();
            users.search(&caller, &ListQuery::default()).await.unwrap();
            self.clock.advance(TimeDelta::hours(1));
        }
        self.write_down().await;
    }

    /// What is counted and written later is written now.
    async fn write_down(&self) {
        let stop = tokio_util::sync::CancellationToken::new();
        stop.cancel();
        self.directory.run_jobs(stop).await;
    }

    async fn is_silent(&self) -> bool {
        let operator = self.operator("acme").await;
        let credentials = self.directory.credentials(&operator).await.unwrap();
        let found = self.directory.silence(&operator, &credentials[0]).await;
        found.unwrap().is_some()
    }

    /// What the log says of silences, the newest first.
    async fn told(&self) -> Vec<String> {
        let query = Query {
            operation: Some("connection.silent".to_owned()),
            ..Query::default()
        };
        let operator = self.operator("acme").await;
        let page = self.directory.audit().list(&operator, &query).await;
        let events = page.unwrap().events.into_iter();
        events.map(|event| event.detail.unwrap()).collect()
    }

    /// Looks for silences as every server does, every hour, two at once; how many there are, and how
    /// many of all were told.
    async fn look(&self) -> (u64, usize) {
        let (one, other) = (&self.directory, self.another().await);
        let (first, second) = tokio::join!(one.report_silences(), other.report_silences());
        first.and(second).unwrap();
        assert_eq!(one.silences(), other.silences());
        (one.silences(), self.told().await.len())
    }
}

#[tokio::test]
async fn whoever_called_every_hour_is_missed_after_four() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    assert!(!house.is_silent().await);
    house.call(&secret, 30).await;
    assert!(!house.is_silent().await);
    house.clock.advance(TimeDelta::hours(4));
    assert!(house.is_silent().await);
    house.call(&secret, 1).await;
    assert!(!house.is_silent().await);
}

#[tokio::test]
async fn whoever_called_seldom_is_not_missed() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    house.call(&secret, 20).await;
    house.clock.advance(TimeDelta::days(30));
    assert!(!house.is_silent().await);
}

#[tokio::test]
async fn each_silence_is_told_once_and_none_that_has_ended() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    house.call(&secret, 30).await;
    assert_eq!(house.look().await, (0, 0));
    house.clock.advance(TimeDelta::hours(4));
    assert_eq!(house.look().await, (1, 1));
    let told = house.told().await;
    let said = "its client never paused for more than an hour";
    assert!(
        told[0].starts_with("no request since ") && told[0].ends_with(said),
        "{told:?}"
    );
    let event = house.last_event("acme").await;
    assert_eq!(event.resource_label.as_deref(), Some("okta"));
    assert_eq!((event.channel.as_str(), event.status), ("job", None));
    // It lasts: nothing more is said, also by a server that has just started.
    house.clock.advance(TimeDelta::days(3));
    assert_eq!(house.look().await, (1, 1));
    house.directory.count_silences().await.unwrap();
    assert_eq!(house.directory.silences(), 1);
    // It ends, and the next one is another.
    house.call(&secret, 1).await;
    assert_eq!(house.look().await, (0, 1));
    house.clock.advance(TimeDelta::days(7));
    assert_eq!(house.look().await, (1, 2));
}

#[tokio::test]
async fn a_server_that_has_just_started_speaks_of_no_silence() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    house.call(&secret, 30).await;
    house.clock.advance(TimeDelta::hours(9));
    house.directory.count_silences().await.unwrap();
    assert_eq!(house.directory.silences(), 0);
    assert!(house.told().await.is_empty());
}

#[tokio::test]
async fn nobody_is_missed_where_nobody_is_let_in() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    house.call(&secret, 30).await;
    house.clock.advance(TimeDelta::hours(9));
    let tenants = house.directory.tenants();
    tenants.suspend("acme", None).await.unwrap();
    assert_eq!(house.look().await, (0, 0));
    tenants.resume("acme", None).await.unwrap();
    let operator = house.operator("acme").await;
    let tokens = house.directory.tokens();
    tokens.revoke_named(&operator, "okta").await.unwrap();
    assert_eq!(house.look().await, (0, 0));
}

#[tokio::test]
async fn an_oauth_client_is_missed_like_a_token() {
    let house = House::open().await;
    let issued = house.client("acme", "entra").await;
    for _ in 0..30 {
        let token = house.access_token("acme", &issued).await;
        house.call(&token, 1).await;
    }
    assert!(!house.is_silent().await);
    assert_eq!(house.look().await, (0, 0));
    house.clock.advance(TimeDelta::hours(4));
    assert!(house.is_silent().await);
    assert_eq!(house.look().await, (1, 1));
    let event = house.last_event("acme").await;
    assert_eq!(event.resource_type.as_deref(), Some("Client"));
    assert_eq!(event.resource_label.as_deref(), Some("entra"));
    house.clock.advance(TimeDelta::days(3));
    assert_eq!(house.look().await, (1, 1));
    // Nobody is let in so: of that nothing is to be said.
    house.let_clients_in("acme", false).await;
    assert_eq!(house.look().await, (0, 1));
}
