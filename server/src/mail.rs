//! Mail on its way: which server takes it, in which words, and what came of it.

mod server;
mod smtp;
mod words;

pub(crate) use self::server::MailServer;
pub(crate) use self::smtp::Smtp;
