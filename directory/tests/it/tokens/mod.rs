//! Tokens that are replaced, kept to one resource type, counted and spoken of before their end.

mod life;
mod reach;
mod replacement;

use std::time::Duration;

use directory::tokens::{Expiry, NewToken, Rotation, Token};
use directory::{Error, Kind, Scope};
use secrecy::SecretString;

use crate::harness::House;

const DAY: Duration = Duration::from_hours(24);

fn rotation(overlap: Duration) -> Rotation {
    Rotation {
        id: None,
        of: None,
        overlap,
        expires: None,
    }
}

fn wanted(name: &str, only: Option<Kind>, days: u32) -> NewToken {
    NewToken {
        id: None,
        name: name.to_owned(),
        scope: Scope::Write,
        only,
        expires: Expiry::After(DAY * days),
        allow: Vec::new(),
        idp: None,
    }
}

impl House {
    async fn rotate(&self, name: &str, overlap: Duration) -> Result<SecretString, Error> {
        let operator = self.operator("acme").await;
        let tokens = self.directory.tokens();
        let issued = tokens.rotate(&operator, name, rotation(overlap)).await?;
        Ok(issued.secret)
    }

    async fn issue(&self, wanted: NewToken) -> SecretString {
        let operator = self.operator("acme").await;
        let issued = self.directory.tokens().issue(&operator, wanted).await;
        issued.unwrap().secret
    }

    async fn tokens(&self) -> Vec<Token> {
        let operator = self.operator("acme").await;
        self.directory.tokens().list(&operator).await.unwrap()
    }

    /// The token events of the log, oldest first.
    async fn token_log(&self) -> Vec<(String, Option<String>)> {
        let query = directory::audit::Query {
            limit: 200,
            ..Default::default()
        };
        let operator = self.operator("acme").await;
        let page = self
            .directory
            .audit()
            .list(&operator, &query)
            .await
            .unwrap();
        let events = page.events.into_iter().rev();
        events
            .filter(|event| event.operation.starts_with("token."))
            .map(|event| (event.operation, event.detail))
            .collect()
    }
}
