//! Pages that go on: streams of server-sent events.

use super::Client;

/// A stream of server-sent events.
pub(crate) struct Stream {
    pub(crate) answer: reqwest::Response,
    pub(crate) text: String,
    /// The last number that was told.
    pub(crate) place: i64,
}

impl Stream {
    pub(crate) async fn open(client: &Client, path: &str) -> Self {
        let answer = client.open(path).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        Self {
            answer,
            text: String::new(),
            place: -1,
        }
    }

    /// The next message; `None` when the stream has ended.
    pub(crate) async fn message(&mut self) -> Option<String> {
        loop {
            if let Some((message, rest)) = self.text.split_once("\n\n") {
                let (message, rest) = (message.to_owned(), rest.to_owned());
                self.text = rest;
                let id = message.lines().find_map(|line| line.strip_prefix("id: "));
                if let Some(id) = id {
                    self.place = id.parse().unwrap();
                }
                return Some(message);
            }
            let chunk = self.answer.chunk().await.ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next message that shows something.
    pub(crate) async fn row(&mut self) -> String {
        loop {
            let message = self.message().await.unwrap();
            if message.contains("data: ") {
                return message;
            }
        }
    }

    pub(crate) async fn ended(&mut self) {
        while self.message().await.is_some() {}
    }
}
