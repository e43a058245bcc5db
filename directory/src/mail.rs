//! Mail to people of the console: what is written, when it is sent, and when it is given up.
//!
//! Mail is written in the transaction of the change that it tells of, sealed with a key derived
//! from the server's ([`outbox`]): it cannot be lost with a process, and nobody reads a one-time
//! link in a stolen database. A job sends it, one process at a time, and tries again with growing
//! pauses until it is of no use any more ([`delivery`]). How mail travels is for a [`Post`], which
//! whoever opens the directory brings; without one nothing is written and nothing is sent.

mod delivery;
mod letter;
mod notices;
mod outbox;

use std::fmt;

use futures::future::BoxFuture;

pub(crate) use self::delivery::Deliveries;
pub use self::delivery::{Counts, Delivery};
pub use self::letter::{Letter, Mail};
pub(crate) use self::notices::{
    client_silent, credential_ends, owner_made, password_changed, role_changed,
    second_factor_changed, tenant_ends,
};
pub(crate) use self::outbox::Outgoing;

use store::MailId;

use crate::Directory;

/// How mail leaves the house.
pub trait Post: fmt::Debug + Send + Sync {
    /// Hands one mail to whoever brings it on its way, under the same id each time. Ends within 30 seconds.
    fn send<'p>(&'p self, id: MailId, mail: &'p Mail) -> BoxFuture<'p, Result<(), Undelivered>>;
}

/// Why mail was not sent. It says nothing of whom it was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// There was no connection to the mail server, or it broke.
    Unreachable,
    /// The mail server did not answer in time.
    Late,
    /// The mail server does not let Rollcall in.
    SignInRefused,
    /// The mail server cannot take it now.
    Deferred,
    /// The mail server refuses it for good, or the address is none.
    Refused,
}

impl Undelivered {
    /// Every reason.
    pub const ALL: [Self; 5] = [
        Self::Unreachable,
        Self::Late,
        Self::SignInRefused,
        Self::Deferred,
        Self::Refused,
    ];

    /// The word for it in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "the mail server cannot be reached",
            Self::Late => "the mail server did not answer in time",
            Self::SignInRefused => "the mail server refused user name and password",
            Self::Deferred => "the mail server cannot take it now",
            Self::Refused => "the mail server refused it",
        }
    }

    /// Whether trying again is of no use.
    fn is_final(self) -> bool {
        self == Self::Refused
    }
}

/// The use cases on mail.
pub struct Mails<'d>(pub(crate) &'d Directory);

impl Mails<'_> {
    /// Whether mail is sent at all.
    pub fn are_sent(&self) -> bool {
        self.0.post().is_some()
    }

    /// How many were sent, put off and given up by this process.
    pub fn counts(&self) -> Counts {
        self.0.deliveries().counts()
    }
}
