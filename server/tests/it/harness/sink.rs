//! A mail server that keeps what it is given, and can be as unhelpful as real ones.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Takes,
    /// 550 to every recipient.
    Refuses,
    /// 451 to every recipient.
    Defers,
    /// Accepts connections and says nothing.
    Hangs,
}

/// One mail as it was handed over.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) to: Vec<String>,
    /// Head and body, quoted-printable undone as far as links need it.
    pub(crate) text: String,
}

impl Received {
    /// The link in it that begins like this.
    pub(crate) fn link(&self, beginning: &str) -> String {
        let (_, rest) = self.text.split_once(beginning).unwrap();
        let end = rest.find(|character: char| !character.is_ascii_alphanumeric());
        format!("{beginning}{}", &rest[..end.unwrap_or(rest.len())])
    }
}

#[derive(Default)]
struct Kept {
    received: Mutex<Vec<Received>>,
    more: Notify,
}

pub(crate) struct Sink {
    pub(crate) port: u16,
    kept: Arc<Kept>,
    serving: JoinHandle<()>,
}

impl Sink {
    pub(crate) async fn start(manner: Manner) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), manner)
    }

    /// Starts one where a server was told that there would be one.
    pub(crate) fn start_at(socket: TcpSocket) -> Self {
        Self::on(socket.listen(64).unwrap(), Manner::Takes)
    }

    fn on(listener: TcpListener, manner: Manner) -> Self {
        let port = listener.local_addr().unwrap().port();
        let kept = Arc::new(Kept::default());
        let serving = tokio::spawn({
            let kept = Arc::clone(&kept);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(converse(stream, manner, Arc::clone(&kept)));
                }
            }
        });
        Self {
            port,
            kept,
            serving,
        }
    }

    /// A port at which nobody listens, and that nobody else is given meanwhile.
    pub(crate) fn nobody() -> TcpSocket {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        socket
    }

    /// Takes out the next mail to an address, once it is there.
    pub(crate) async fn mail_to(&self, address: &str, subject: &str) -> Received {
        let found = async {
            loop {
                let more = self.kept.more.notified();
                if let Some(mail) = self.take(address, subject) {
                    return mail;
                }
                more.await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(90), found).await;
        let left = || self.kept.received.lock().unwrap().clone();
        found.unwrap_or_else(|_| panic!("no {subject:?} to {address}: {:#?}", left()))
    }

    fn take(&self, address: &str, subject: &str) -> Option<Received> {
        let mut received = self.kept.received.lock().unwrap();
        let at = received.iter().position(|mail| {
            mail.to == [address] && mail.text.contains(&format!("Subject: {subject}"))
        })?;
        Some(received.remove(at))
    }

    /// What nobody has taken out.
    pub(crate) fn left(&self) -> Vec<Received> {
        self.kept.received.lock().unwrap().clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// As much of RFC 5321 as a client needs. Whoever goes away early is gone.
async fn converse(stream: TcpStream, manner: Manner, kept: Arc<Kept>) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    if manner == Manner::Hangs {
        while lines.next_line().await.ok()?.is_some() {}
        return None;
    }
    writer.write_all(b"220 sink\r\n").await.ok()?;
    let mut to = Vec::new();
    while let Some(line) = lines.next_line().await.ok()? {
        let verb = line.split(' ').next().unwrap().to_ascii_uppercase();
        let answer = match (verb.as_str(), manner) {
            ("EHLO" | "HELO", _) => "250 sink",
            ("RCPT", Manner::Refuses) => "550 no such mailbox",
            ("RCPT", Manner::Defers) => "451 later",
            ("RCPT", _) => {
                let (_, address) = line.split_once('<').unwrap();
                to.push(address.split('>').next().unwrap().to_owned());
                "250 ok"
            }
            ("DATA", _) => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                loop {
                    let line = lines.next_line().await.ok()??;
                    if line == "." {
                        break;
                    }
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push_str("\r\n");
                }
                let text = text.replace("=\r\n", "").replace("=3D", "=");
                let to = std::mem::take(&mut to);
                kept.received.lock().unwrap().push(Received { to, text });
                kept.more.notify_waiters();
                "250 taken"
            }
            ("QUIT", _) => "221 bye",
            _ => "250 ok",
        };
        writer
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .ok()?;
    }
    Some(())
}
