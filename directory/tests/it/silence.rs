//! Clients that have stopped calling.

use chrono::TimeDelta;
use directory::{ListQuery, Scope};

use crate::harness::House;

impl House {
    /// Calls once an hour for so many hours with the token of that name.
    async fn call(&self, secret: &secrecy::SecretString, hours: u32) {
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
async fn an_oauth_client_is_missed_like_a_token() {
    let house = House::open().await;
    let issued = house.client("acme", "entra").await;
    for _ in 0..30 {
        let token = house.access_token("acme", &issued).await;
        house.call(&token, 1).await;
    }
    assert!(!house.is_silent().await);
    house.clock.advance(TimeDelta::hours(4));
    assert!(house.is_silent().await);
}
