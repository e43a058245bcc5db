//! What the tests stand on: databases, the server process, those who call it.

mod browser;
mod certificate;
mod client;
mod command;
mod database;
mod provider;
mod server;
mod sink;
mod stream;
mod world;

pub(crate) use browser::{Person, between, location, post, visitor};
pub(crate) use certificate::{Certificate, TLS};
pub(crate) use client::{Client, Reply, raw};
pub(crate) use command::{Outcome, Rollcall};
pub(crate) use database::{Backend, Database, backends};
pub(crate) use provider::{CLIENT_ID, CLIENT_SECRET, Fault, Provider, now};
pub(crate) use server::Server;
pub(crate) use sink::{Manner, Sink};
pub(crate) use stream::Stream;
pub(crate) use world::{World, each_backend, each_backend_with, events_of};

/// A pattern match on text with `…` for anything.
pub(crate) fn is_like(text: &str, pattern: &str) -> bool {
    let mut rest = text;
    let parts: Vec<&str> = pattern.split('…').collect();
    for (at, part) in parts.iter().enumerate() {
        let Some(found) = rest.find(part) else {
            return false;
        };
        if at == 0 && found != 0 {
            return false;
        }
        rest = &rest[found + part.len()..];
    }
    rest.is_empty() || parts.last().is_some_and(|last| last.is_empty())
}
