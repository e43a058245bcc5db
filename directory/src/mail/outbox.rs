//! Mail that is still to be sent, sealed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use store::MailId;
use store::mails::{self, Write};
use uuid::Uuid;

use super::{Letter, Mail};
use crate::{Directory, Error, SecretKey};

const PURPOSE: &[u8] = b"mail to be sent";
/// How long a notice is worth being sent.
const NOTICE: TimeDelta = TimeDelta::days(2);
/// How long the request that made a mail has for sending it itself, before the job does.
const HEAD_START: TimeDelta = TimeDelta::seconds(30);

/// Mail that is about to be written.
pub(crate) struct Outgoing {
    id: MailId,
    mail: Mail,
    about: Option<Uuid>,
    due_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl Outgoing {
    /// Something to be told soon.
    pub(crate) fn notice(directory: &Directory, to: &str, letter: Letter) -> Self {
        let now = directory.now();
        let mail = Mail {
            to: to.to_owned(),
            letter,
        };
        Self {
            id: directory.clockwork().id(),
            mail,
            about: None,
            due_at: now,
            expires_at: now + NOTICE,
        }
    }

    /// The same, of no use any more after an instant.
    pub(crate) fn until(self, expires_at: DateTime<Utc>) -> Self {
        Self { expires_at, ..self }
    }

    /// The same, about something by which it can be withdrawn.
    pub(crate) fn about(self, about: Uuid) -> Self {
        let about = Some(about);
        Self { about, ..self }
    }

    /// The same under an id by which [`super::Mails::send_now`] finds it, and has time to.
    pub(crate) fn sent_now_as(self, id: MailId) -> Self {
        let due_at = self.due_at + HEAD_START;
        Self { id, due_at, ..self }
    }

    /// Writes it with the change that it tells of; nothing where no mail is sent.
    pub(crate) async fn write(self, directory: &Directory, writes: Write<'_>) -> Result<(), Error> {
        if directory.post().is_none() {
            return Ok(());
        }
        let new = mails::New {
            id: self.id,
            about: self.about,
            sealed: seal(directory.secret_key(), self.id, &self.mail)?,
            due_at: self.due_at,
            expires_at: self.expires_at,
        };
        Ok(writes.insert(&new).await?)
    }
}

/// Seals mail so that only the holder of the key reads it, and only under its id.
fn seal(key: &SecretKey, id: MailId, mail: &Mail) -> Result<String, Error> {
    let text = serde_json::to_vec(mail).map_err(Error::internal)?;
    let sealed = key.encrypt(PURPOSE, id.as_uuid().as_bytes(), &text)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// Opens what [`seal`] has sealed under this id.
pub(super) fn open(key: &SecretKey, id: MailId, sealed: &str) -> Result<Mail, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).ok();
    let text = bytes.and_then(|bytes| key.decrypt(PURPOSE, id.as_uuid().as_bytes(), &bytes));
    let text = text.ok_or_else(|| Error::internal("mail that is to be sent cannot be opened"))?;
    serde_json::from_slice(&text)
        .map_err(|_| Error::internal("mail that is to be sent cannot be read"))
}

#[cfg(test)]
mod tests {
    use store::Id;
    use uuid::Uuid;

    use super::{open, seal};
    use crate::SecretKey;
    use crate::mail::{Letter, Mail};

    fn mail() -> Mail {
        Mail {
            to: "ada@acme.example".to_owned(),
            letter: Letter::PasswordChanged {
                at: chrono::DateTime::from_timestamp(1_795_262_400, 0).unwrap(),
                ip: None,
            },
        }
    }

    #[test]
    fn sealed_mail_is_read_by_its_key_under_its_id_alone() {
        let (key, other) = (SecretKey::generate(), SecretKey::generate());
        let (id, foreign) = (Id::from_uuid(Uuid::nil()), Id::from_uuid(Uuid::max()));
        let sealed = seal(&key, id, &mail()).unwrap();
        assert!(open(&key, id, &sealed).unwrap() == mail());
        assert!(open(&other, id, &sealed).is_err());
        assert!(open(&key, foreign, &sealed).is_err());
        for text in ["", "AAAA", &sealed[..sealed.len() - 2]] {
            assert!(open(&key, id, text).is_err(), "{text}");
        }
        // The same mail is sealed otherwise each time: nothing tells that it is the same.
        assert_ne!(sealed, seal(&key, id, &mail()).unwrap());
    }
}
